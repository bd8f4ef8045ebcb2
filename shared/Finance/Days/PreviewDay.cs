using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Shows a day as it would be closed now; nothing is sealed.</summary>
public sealed class PreviewDay(DayReport report, CloseDay closes, LedgerDay ledger, TimeProvider clock)
{
    /// <returns>The picture; or <c>PS-004</c>, <c>FIN-022</c> a day that cannot be.</returns>
    public async ValueTask<Result<DayPicture>> HandleAsync(DateOnly day, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, day) is { } refused) return refused;
        return await report.OfAsync(day, await BalancesBeforeAsync(day, cancellationToken), cancellationToken);
    }

    /// <summary>The balances of the last close before a day, and what was posted on the days since, which are still open.</summary>
    private async ValueTask<IReadOnlyList<GroupBalance>> BalancesBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var chain = await closes.ChainAsync(cancellationToken);
        if (day <= chain?.First) return [];
        if (day.AddDays(-1) <= chain?.Last) return (await closes.ReadAsync(day.AddDays(-1), cancellationToken))!.Close.Balances;

        var balances = chain is null ? [] : (await closes.ReadAsync(chain.Last, cancellationToken))!.Close.Balances;
        var open = chain is null ? await closes.FirstDayAsync(cancellationToken) : chain.Last.AddDays(1);
        var today = clock.GetUtcNow().VietnamDate();
        for (; open < day && open <= today; open = open.Value.AddDays(1))
            balances = DayBalances.Of(await ledger.ShardsAsync(open.Value, cancellationToken), balances);
        return balances;
    }
}
