using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Shows a day as it would be closed now; nothing is sealed.</summary>
public sealed class PreviewDay(DayReport report, CloseDay closes, LedgerDay ledger, TimeProvider clock)
{
    /// <returns>The picture; or <c>PS-004</c>, <c>FIN-022</c> a day that cannot be, or before which too many days are open.</returns>
    public async ValueTask<Result<DayPicture>> HandleAsync(DateOnly day, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, day) is { } refused) return refused;
        return await BalancesBeforeAsync(day, cancellationToken) is { } before
            ? await report.OfAsync(day, before, cancellationToken)
            : FinanceProblems.TooManyDays;
    }

    /// <summary>The balances of the last close before a day, and what was posted on the days since, which are still open; null when those are too many.</summary>
    private async ValueTask<IReadOnlyList<GroupBalance>?> BalancesBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var chain = await closes.ChainAsync(cancellationToken);
        // Nothing is posted on days to come.
        var last = Earlier(day.AddDays(-1), clock.GetUtcNow().VietnamDate());
        if (last < chain?.First) return [];
        if (chain is not null)
        {
            var closed = Earlier(last, chain.Last);
            return await AddAsync((await closes.ReadAsync(closed, cancellationToken))!.Close.Balances, closed.AddDays(1));
        }

        return await closes.FirstDayAsync(cancellationToken) is { } first ? await AddAsync([], first) : [];

        async ValueTask<IReadOnlyList<GroupBalance>?> AddAsync(IReadOnlyList<GroupBalance> balances, DateOnly from) =>
            last.DayNumber - from.DayNumber < ReadLedger.MaxOpenDays ? await ledger.AddAsync(balances, from, last, cancellationToken) : null;
    }

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
