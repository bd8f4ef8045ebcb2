using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What an account was debited and credited in one shard of one day.</summary>
public sealed record AccountDayRow(AccountCode Account, DateOnly Day, string Currency, long Debit, long Credit);

/// <summary>One line of an account's statement.</summary>
public sealed record AccountLineRow(
    AccountCode Account, DateOnly Day, DateOnly ValueDay, string Journal, string Kind, RecordId About, Money Amount, string? Reference, string? Reverses, DateTimeOffset PostedAt);

/// <summary>Rows people read about the ledger. Balances are sums of rows; the records hold no balance that could differ.</summary>
public static class LedgerViews
{
    /// <summary>Partition: account. Sort: day, shard and currency. Running totals of the shard.</summary>
    public const string Days = "ledger-account-days";

    /// <summary>Partition: account and day, joined by a bar. Sort: when it was posted, journal and line.</summary>
    public const string Lines = "ledger-lines";

    public static IEnumerable<ViewChange> Project(JournalsPostedV1 posted) =>
        DaysOf(posted.Shard, posted.Journals[^1].Sequence, posted.Journals[^1].Day, posted.Totals).Concat(posted.Journals.SelectMany(LinesOf));

    /// <summary>The rows of a shard's totals, for rebuilding.</summary>
    public static IEnumerable<ViewChange> DaysOf(RecordId shard, long count, DateOnly day, IReadOnlyList<AccountTotal> totals) =>
        totals.Select(total => new ViewChange(
            new ViewKey(Days, total.Account.Value, $"{DayOf(day)}|{shard.Value[^3..]}|{total.Currency}"),
            count,
            JsonSerializer.SerializeToUtf8Bytes(
                new AccountDayRow(total.Account, day, total.Currency, total.Debit, total.Credit), FinanceJson.Default.AccountDayRow)));

    /// <summary>The rows of one journal's lines.</summary>
    public static IEnumerable<ViewChange> LinesOf(Journal journal)
    {
        for (var i = 0; i < journal.Lines.Count; i++)
        {
            var line = journal.Lines[i];
            var row = new AccountLineRow(
                line.Account, journal.Day, journal.ValueDay, journal.Id, journal.Kind, journal.About, line.Amount, line.Reference, journal.Reverses, journal.PostedAt);
            yield return new ViewChange(
                new ViewKey(Lines, PartitionOf(line.Account, journal.Day), string.Create(CultureInfo.InvariantCulture, $"{IdSource.StampOf(journal.PostedAt)}|{journal.Id}|{i:D2}")),
                1,
                JsonSerializer.SerializeToUtf8Bytes(row, FinanceJson.Default.AccountLineRow));
        }
    }

    /// <summary>Partition of an account's lines on a day.</summary>
    public static string PartitionOf(AccountCode account, DateOnly day) => $"{account.Value}|{DayOf(day)}";

    public static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
