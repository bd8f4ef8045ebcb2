using System.Runtime.CompilerServices;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>The ledger at an instant: every account group, and whether debits and credits cancel out.</summary>
/// <param name="ClosedTo">Last closed day, whose balances are counted from; null when none was closed.</param>
/// <param name="To">The last day that is counted.</param>
/// <param name="IsZero">True when debits and credits are equal in every currency, which they always must be.</param>
public sealed record TrialBalance(DateOnly? ClosedTo, DateOnly To, bool IsZero, IReadOnlyList<GroupBalance> Balances);

/// <summary>A page of an account's lines on a day.</summary>
public sealed record AccountLines(IReadOnlyList<AccountLineRow> Lines, string? Continuation);

/// <summary>What an account was debited and credited, day by day.</summary>
/// <param name="Balance">Debits less credits of the days listed.</param>
public sealed record AccountDays(AccountCode Account, IReadOnlyList<AccountDayRow> Days, IReadOnlyDictionary<string, long> Balance);

/// <summary>What finance officers read of the ledger.</summary>
public sealed class ReadLedger(LedgerDay ledger, CloseDay closes, IViewStore views)
{
    /// <summary>Days that may be open at once and still be added up; close them.</summary>
    public const int MaxOpenDays = 62;

    /// <summary>Days of one account read at once.</summary>
    public const int MaxDays = 400;

    private const int PageSize = 100;
    private const int RowsAtOnce = 1_000;

    /// <summary>Adds up the last close and every day since, from the records and not from lists.</summary>
    /// <param name="from">First day counted when nothing was closed yet.</param>
    /// <param name="to">Last day counted.</param>
    /// <param name="caller">A finance officer or an operator.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The balances; or <c>PS-004</c>, <c>FIN-022</c> too many open days.</returns>
    public async ValueTask<Result<TrialBalance>> TrialAsync(DateOnly from, DateOnly to, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role != Role.Operator && FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (FinanceOfficer.Refuse(caller with { Role = Role.Finance }, from, to) is { } impossible) return impossible;
        var chain = await closes.ChainAsync(cancellationToken);
        IReadOnlyList<GroupBalance> balances = [];
        if (chain is not null)
        {
            balances = (await closes.ReadAsync(chain.Last, cancellationToken))!.Close.Balances;
            from = chain.Last.AddDays(1);
        }

        if (to.DayNumber - from.DayNumber >= MaxOpenDays) return FinanceProblems.TooManyDays;
        balances = await ledger.AddAsync(balances, from, to, cancellationToken);
        var isZero = balances.GroupBy(balance => balance.Currency).All(currency => currency.Sum(balance => (decimal)balance.Balance) == 0);
        return new TrialBalance(chain?.Last, to, isZero, balances);
    }

    /// <summary>An account, day by day.</summary>
    /// <returns>The days; or <c>PS-004</c>, <c>FIN-001</c>, <c>FIN-022</c>.</returns>
    public async ValueTask<Result<AccountDays>> DaysAsync(
        string account, DateOnly from, DateOnly to, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, from, to) is { } refused) return refused;
        if (!AccountCode.TryParse(account, out var code)) return FinanceProblems.UnknownAccount;
        if (to < from || to.DayNumber - from.DayNumber >= MaxDays) return FinanceProblems.TooManyDays;
        SortedDictionary<(DateOnly Day, string Currency), AccountDayRow> days = [];
        await foreach (var shard in RowsAsync(code, LedgerViews.DayOf(from), LedgerViews.DayOf(to.AddDays(1)), cancellationToken))
        {
            var known = days.GetValueOrDefault((shard.Day, shard.Currency)) ?? shard with { Debit = 0, Credit = 0 };
            days[(shard.Day, shard.Currency)] = known with { Debit = known.Debit + shard.Debit, Credit = known.Credit + shard.Credit };
        }

        var balance = days.Values.GroupBy(day => day.Currency).ToDictionary(group => group.Key, group => group.Sum(day => day.Debit - day.Credit));
        return new AccountDays(code, [.. days.Values], balance);
    }

    /// <summary>What an account's rows of all days come to, in đồng; debits less credits.</summary>
    internal async ValueTask<long> BalanceAsync(AccountCode account, CancellationToken cancellationToken)
    {
        long balance = 0;
        await foreach (var row in RowsAsync(account, null, null, cancellationToken))
        {
            if (row.Currency == Money.Dong) balance = checked(balance + row.Debit - row.Credit);
        }

        return balance;
    }

    /// <summary>An account's lines on a day, a page at a time.</summary>
    /// <returns>The lines; or <c>PS-004</c>, <c>FIN-001</c>.</returns>
    public async ValueTask<Result<AccountLines>> LinesAsync(
        string account, DateOnly day, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (!AccountCode.TryParse(account, out var code)) return FinanceProblems.UnknownAccount;
        var page = await views.RangeAsync(
            new ViewRange(LedgerViews.Lines, LedgerViews.PartitionOf(code, day), PageSize, Continuation: continuation), cancellationToken);
        return new AccountLines(
            [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, FinanceJson.Default.AccountLineRow)!)], page.Continuation);
    }

    private async IAsyncEnumerable<AccountDayRow> RowsAsync(
        AccountCode account, string? from, string? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await views.RangeAsync(new ViewRange(LedgerViews.Days, account.Value, RowsAtOnce, from, before, continuation), cancellationToken);
            foreach (var row in page.Rows) yield return JsonSerializer.Deserialize(row.Body.Span, FinanceJson.Default.AccountDayRow)!;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
