using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a day looks like before it is closed.</summary>
/// <param name="Heads">Shards with journals.</param>
public sealed record DayPicture(
    DateOnly Day,
    IReadOnlyList<ShardHead> Heads,
    IReadOnlyList<GroupBalance> Balances,
    IReadOnlyList<ControlTotal> Totals,
    IReadOnlyList<AgeBucket> Ages,
    IReadOnlyList<DayDifference> Differences);

/// <summary>Compares a day's books: what payments and bills say, the ledger, the gateways' settlements and the banks' statements.</summary>
public sealed class DayReport(LedgerDay ledger, IViewStore views)
{
    /// <summary>Rows read of one list; a busy day of the whole country is 300,000.</summary>
    public const int MaxRows = 2_000_000;

    /// <summary>The note of a line that no rule has seen.</summary>
    public const string NotLookedAt = "not looked at";

    private const int PageSize = 1_000;

    /// <summary>The picture of a day as it is now.</summary>
    /// <param name="day">The day.</param>
    /// <param name="before">Balances at the close before; empty for the first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<DayPicture> OfAsync(DateOnly day, IReadOnlyList<GroupBalance> before, CancellationToken cancellationToken)
    {
        var shards = await ledger.ShardsAsync(day, cancellationToken);
        var walk = await ledger.WalkAsync(day, shards, cancellationToken);
        var balances = DayBalances.Of(shards, before);
        List<ControlTotal> totals = [];
        await AddGatewaysAsync(totals, day, walk, cancellationToken);
        totals.AddRange(walk.Applied.Select(one => new ControlTotal("bills-met", one.Service, one.Currency, one.Brought, one.Applied)));
        List<DayDifference> differences =
        [
            .. walk.Faults.Select(fault => new DayDifference("chain", "ledger", null, Money.Vnd(0), fault)),
            .. walk.Late.Select(late => new DayDifference("late", "ledger", late.About, Money.Vnd(0), $"{late.Id} of {LedgerViews.DayOf(late.ValueDay)}")),
        ];
        await AddBanksAsync(totals, differences, day, walk, balances, cancellationToken);
        differences.AddRange(totals.Where(total => total.Theirs is null).Select(total => new DayDifference(
            "no-statement", total.Of, null, new Money(total.Ours, total.Currency), total.What)));
        differences.AddRange(totals.Where(total => total.Drift is not (null or 0)).Select(total => new DayDifference(
            "drift", total.Of, null, new Money(total.Drift!.Value, total.Currency), $"{total.What}: {total.Ours} / {total.Theirs}")));

        List<AgeBucket> ages = [];
        foreach (var source in SourcesOf(balances).Union(await SourcesAsync(cancellationToken)))
            await AddOpenAsync(ages, differences, source, day, cancellationToken);
        await AddMissingAsync(differences, Expectation.AnyBank, day, cancellationToken);
        var heads = shards.Select((shard, at) => new ShardHead(at, shard.Count, shard.Head)).Where(head => head.Count > 0);
        return new DayPicture(day, [.. heads], balances, totals, ages, differences);
    }

    private static IEnumerable<StatementSource> SourcesOf(IReadOnlyList<GroupBalance> balances) => balances
        .Select(balance => new AccountCode(balance.Account))
        .Where(account => account.Class is "clearing" or "bank")
        .Select(account => account.Class == "bank" ? StatementSource.Bank(account.Owner) : new StatementSource(account.Owner));

    /// <summary>Whoever's statements have come: lines nobody has named may be all there is of a gateway, and the ledger then knows nothing of it.</summary>
    private async ValueTask<IEnumerable<StatementSource>> SourcesAsync(CancellationToken cancellationToken)
    {
        var known = await views.RangeAsync(new ViewRange(StatementViews.Sources, StatementViews.AllSources, StatementViews.MaxSources), cancellationToken);
        return known.Rows.Select(row => new StatementSource(row.Sort));
    }

    private async ValueTask AddGatewaysAsync(List<ControlTotal> totals, DateOnly day, DayWalk walk, CancellationToken cancellationToken)
    {
        var partition = LedgerViews.DayOf(day);
        Dictionary<(string Of, string Currency), long> fees = [];
        await foreach (var row in RowsAsync(StatementViews.Fees, partition, FinanceJson.Default.FeeRow, cancellationToken))
        {
            var key = (row.Gateway, row.Amount.Currency);
            fees[key] = fees.GetValueOrDefault(key) + row.Amount.MinorUnits;
        }

        Dictionary<(string Of, string Currency), SettlementDay> reported = [];
        await foreach (var row in RowsAsync(StatementViews.GatewayDays, partition, FinanceJson.Default.GatewayDayRow, cancellationToken))
        {
            var key = (row.Source.Value, row.Day.Currency);
            var known = reported.GetValueOrDefault(key) ?? new SettlementDay(day, row.Day.Currency, 0, 0, 0);
            reported[key] = known with
            {
                Charged = known.Charged + row.Day.Charged,
                Refunded = known.Refunded + row.Day.Refunded,
                Disputed = known.Disputed + row.Day.Disputed,
            };
        }

        var ours = walk.Gateways.ToDictionary(one => (Of: one.Gateway, one.Currency));
        foreach (var key in ours.Keys.Union(fees.Keys).Union(reported.Keys).OrderBy(key => key.Of, StringComparer.Ordinal).ThenBy(key => key.Currency, StringComparer.Ordinal))
        {
            var mine = ours.GetValueOrDefault(key) ?? new GatewayDay(key.Of, key.Currency, 0, 0, 0, 0);
            var theirs = reported.GetValueOrDefault(key);
            totals.Add(new ControlTotal("fees-met", key.Of, key.Currency, mine.Fees, fees.GetValueOrDefault(key)));
            // Of transfers the bank's statement is the only book, and its lines are matched one by one.
            if (Transfers.IsTransfer(key.Of)) continue;
            totals.Add(new ControlTotal("captured", key.Of, key.Currency, mine.Taken, theirs?.Charged));
            totals.Add(new ControlTotal("refunded", key.Of, key.Currency, mine.Refunded, theirs?.Refunded));
            if (mine.Disputed != 0 || theirs is { Disputed: not 0 }) totals.Add(new ControlTotal("disputed", key.Of, key.Currency, mine.Disputed, theirs?.Disputed));
        }
    }

    private async ValueTask AddBanksAsync(
        List<ControlTotal> totals, List<DayDifference> differences, DateOnly day, DayWalk walk, IReadOnlyList<GroupBalance> balances, CancellationToken cancellationToken)
    {
        var accounts = balances.Select(balance => new AccountCode(balance.Account)).Where(account => account.Class == "bank").Select(account => account.Owner);
        foreach (var account in accounts.Union(walk.Banks.Keys).Order(StringComparer.Ordinal))
        {
            var source = StatementSource.Bank(account);
            var shown = await LatestAsync(source, day, cancellationToken);
            totals.Add(new ControlTotal("moved", source.Value, Money.Dong, walk.Banks.GetValueOrDefault(account), shown?.Moved));
            var before = await LatestAsync(source, day.AddDays(-1), cancellationToken);
            if (shown?.Opening is { } opening && before?.Opening is { } earlier && earlier + before.Moved != opening)
                differences.Add(new DayDifference("statement-gap", source.Value, null, Money.Vnd(opening - earlier - before.Moved), $"{earlier + before.Moved} / {opening}"));
        }
    }

    /// <summary>The statement that reaches furthest says what a day moved; of several the one that came last.</summary>
    private async ValueTask<StatementDay?> LatestAsync(StatementSource source, DateOnly day, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(StatementViews.BankDays, StatementViews.OfDay(source, day), 1, Descending: true), cancellationToken);
        return page.Rows.Count == 0 ? null : JsonSerializer.Deserialize(page.Rows[0].Body.Span, FinanceJson.Default.StatementDay);
    }

    private async ValueTask AddOpenAsync(
        List<AgeBucket> ages, List<DayDifference> differences, StatementSource source, DateOnly day, CancellationToken cancellationToken)
    {
        var ageing = new Ageing(source.Value, day);
        await foreach (var line in RowsAsync(LineViews.Lines, LineViews.Open(source), FinanceJson.Default.LineRow, cancellationToken))
        {
            if (line.Day > day) continue;
            ageing.Add(line.Amount, line.Day);
            differences.Add(new DayDifference(
                ageing.IsTooOld(line.Day) ? "suspense-aged" : "unmatched", source.Value, line.Record, line.Amount, $"{line.Left ?? NotLookedAt} {line.SuggestedWhy}".TrimEnd()));
        }

        ages.AddRange(ageing.Buckets());
        await AddMissingAsync(differences, source, day, cancellationToken);
    }

    private async ValueTask AddMissingAsync(List<DayDifference> differences, StatementSource source, DateOnly day, CancellationToken cancellationToken)
    {
        await foreach (var expected in RowsAsync(LineViews.Expected, LineViews.Open(source), FinanceJson.Default.ExpectedRow, cancellationToken))
        {
            if (expected.DueBy < day)
                differences.Add(new DayDifference("missing", source.Value, expected.Record, expected.Open, expected.Reference));
            else if (expected.Day <= day && expected.Received.Count > 0)
                differences.Add(new DayDifference("under-amount", source.Value, expected.Record, expected.Open, expected.Reference));
        }
    }

    private async IAsyncEnumerable<T> RowsAsync<T>(
        string view, string partition, JsonTypeInfo<T> json, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        var read = 0;
        do
        {
            var page = await views.RangeAsync(new ViewRange(view, partition, PageSize, Continuation: continuation), cancellationToken);
            foreach (var row in page.Rows) yield return JsonSerializer.Deserialize(row.Body.Span, json)!;
            continuation = page.Continuation;
            read += page.Rows.Count;
        }
        while (continuation is not null && read < MaxRows);
    }
}
