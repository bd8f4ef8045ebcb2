using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Draws the picture a finance officer's day begins with.</summary>
public sealed class SeeDesk(ReadLedger read, LedgerDay ledger, CloseDay closes, IViewStore views, TimeProvider clock)
{
    /// <summary>Days the plots show, today among them.</summary>
    public const int Days = 31;

    /// <summary>Units listed.</summary>
    public const int MaxSchools = 20;

    /// <summary>Proposals counted.</summary>
    public const int MaxProposals = 100;

    /// <summary>Open lines of one source that are sorted by age; the queue itself has them all.</summary>
    public const int MaxLines = 10_000;

    private const int PageSize = 1_000;
    private const int MaxSources = 200;

    /// <returns>The picture, of the newest <see cref="ReadLedger.MaxOpenDays"/> days when more are open; or <c>PS-004</c>.</returns>
    public async ValueTask<Result<DeskPicture>> HandleAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        var today = clock.GetUtcNow().VietnamDate();
        var chain = await closes.ChainAsync(cancellationToken);
        var since = chain?.Last.AddDays(1) ?? today.AddDays(1 - Days);
        // Balances at the close would lack the days between, so a part counts from nothing.
        var isPartial = today.DayNumber - since.DayNumber >= ReadLedger.MaxOpenDays;
        if (isPartial) since = today.AddDays(1 - ReadLedger.MaxOpenDays);

        var balances = chain is null || isPartial ? [] : (await closes.ReadAsync(chain.Last, cancellationToken))!.Close.Balances;
        Dictionary<string, DeskSchool> schools = [];
        for (var day = since; day <= today; day = day.AddDays(1))
        {
            var shards = await ledger.ShardsAsync(day, cancellationToken);
            balances = DayBalances.Of(shards, balances);
            AddSchools(schools, shards, day == today);
        }

        return new DeskPicture(
            today,
            chain?.Last,
            since,
            isPartial,
            balances.GroupBy(balance => balance.Currency).All(currency => currency.Sum(balance => (decimal)balance.Balance) == 0),
            Money.Vnd(BalanceOf(balances, "receivable")),
            Money.Vnd(-BalanceOf(balances, ChartOfAccounts.RefundsPayable.Value)),
            await ChannelsAsync(balances, today, caller, cancellationToken),
            await LargestAsync(schools.Values, cancellationToken),
            await SourcesAsync(balances, today, cancellationToken),
            (await views.RangeAsync(new ViewRange(ProposalViews.Proposals, ProposalViews.Waiting, MaxProposals), cancellationToken)).Rows.Count);
    }

    private static long BalanceOf(IReadOnlyList<GroupBalance> balances, string account) =>
        balances.Where(balance => balance.Account == account && balance.Currency == Money.Dong).Sum(balance => balance.Balance);

    private static void AddSchools(Dictionary<string, DeskSchool> schools, LedgerShard[] shards, bool isToday)
    {
        foreach (var total in shards.SelectMany(shard => shard.Totals).Where(total => total.Account.Class == "receivable" && total.Currency == Money.Dong))
        {
            var unit = total.Account.Owner;
            var known = schools.GetValueOrDefault(unit) ?? new DeskSchool(unit, 0, 0, 0, 0);
            schools[unit] = known with
            {
                Due = checked(known.Due + total.Debit),
                Settled = checked(known.Settled + total.Credit),
                SettledToday = checked(known.SettledToday + (isToday ? total.Credit : 0)),
            };
        }
    }

    private async ValueTask<IReadOnlyList<DeskSchool>> LargestAsync(IEnumerable<DeskSchool> schools, CancellationToken cancellationToken)
    {
        var ordered = schools.OrderByDescending(school => school.Settled).ThenByDescending(school => school.Due).ThenBy(school => school.Unit, StringComparer.Ordinal);
        List<DeskSchool> largest = [];
        foreach (var school in ordered.Take(MaxSchools))
            largest.Add(school with { Outstanding = await read.BalanceAsync(ChartOfAccounts.Receivable(school.Unit), cancellationToken) });
        return largest;
    }

    private async ValueTask<IReadOnlyList<DeskChannel>> ChannelsAsync(
        IReadOnlyList<GroupBalance> balances, DateOnly today, Caller caller, CancellationToken cancellationToken)
    {
        List<DeskChannel> channels = [];
        foreach (var held in balances.Where(balance => new AccountCode(balance.Account).Class == "clearing"))
        {
            var days = await read.DaysAsync(held.Account, today.AddDays(1 - Days), today, caller, cancellationToken);
            if (!days.Succeeded(out var found, out _)) continue;
            channels.Add(new DeskChannel(
                new AccountCode(held.Account).Owner,
                held.Currency,
                held.Balance,
                [.. found.Days.Where(day => day.Currency == held.Currency).Select(day => new DeskDay(day.Day, day.Debit, day.Credit))]));
        }

        return channels;
    }

    private async ValueTask<IReadOnlyList<DeskSource>> SourcesAsync(
        IReadOnlyList<GroupBalance> balances, DateOnly today, CancellationToken cancellationToken)
    {
        var known = await views.RangeAsync(new ViewRange(StatementViews.Sources, StatementViews.AllSources, MaxSources), cancellationToken);
        // A gateway counts before its first settlement has come: somebody must bring it.
        var sources = known.Rows.Select(row => row.Sort)
            .Concat(balances.Select(balance => new AccountCode(balance.Account)).Where(account => account.Class is "clearing" or "bank" or "suspense")
                .Select(account => account.Class == "bank" ? StatementSource.Bank(account.Owner).Value : account.Owner))
            .Distinct().Order(StringComparer.Ordinal);
        List<DeskSource> found = [];
        foreach (var name in sources)
        {
            if (StatementSource.TryParse(name, out var source)) found.Add(await SourceAsync(source, balances, today, cancellationToken));
        }

        return found;
    }

    private async ValueTask<DeskSource> SourceAsync(
        StatementSource source, IReadOnlyList<GroupBalance> balances, DateOnly today, CancellationToken cancellationToken)
    {
        var ageing = new Ageing(source.Value, today);
        var (count, continuation) = (0, (string?)null);
        do
        {
            var page = await views.RangeAsync(new ViewRange(LineViews.Lines, LineViews.Open(source), PageSize, Continuation: continuation), cancellationToken);
            foreach (var row in page.Rows)
            {
                var line = JsonSerializer.Deserialize(row.Body.Span, FinanceJson.Default.LineRow)!;
                ageing.Add(line.Amount, line.Day);
                count++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null && count < MaxLines);

        return new DeskSource(
            source, -BalanceOf(balances, ChartOfAccounts.Suspense(source.Value).Value), count, continuation is not null, [.. ageing.Buckets()]);
    }
}
