using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What one account was debited and credited in one shard of one day.</summary>
/// <param name="Account">The account.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Debit">Sum of debits, smallest units.</param>
/// <param name="Credit">Sum of credits, smallest units, positive.</param>
public sealed record AccountTotal(AccountCode Account, string Currency, long Debit, long Credit)
{
    /// <summary>Debits less credits.</summary>
    [JsonIgnore]
    public long Balance => Debit - Credit;
}

/// <summary>A part of one business day: the head of its chain and its totals. The state of a <c>led-</c> record.</summary>
/// <param name="Day">The business day.</param>
/// <param name="Count">Journals posted.</param>
/// <param name="Head">Hash of the last journal; <see cref="Journals.NoHash"/> for none.</param>
/// <param name="Totals">One for each account and currency touched, in ordinal order.</param>
/// <param name="IsSealed">True once the day is being closed: nothing is posted here any more.</param>
public sealed record LedgerShard(DateOnly Day, long Count, string Head, IReadOnlyList<AccountTotal> Totals, bool IsSealed = false)
{
    /// <summary>What shards' record ids start with.</summary>
    public const string Kind = "led";

    /// <summary>Accounts one shard may touch on one day; more would not fit a state document.</summary>
    public const int MaxTotals = 4_000;

    public static LedgerShard Empty(DateOnly day) => new(day, 0, Journals.NoHash, []);

    /// <summary>The shard after a journal.</summary>
    /// <exception cref="PermanentFailureException"><c>ledger-shard-full</c>.</exception>
    /// <exception cref="OverflowException">A total leaves the range of numbers.</exception>
    public LedgerShard With(Journal journal, string hash)
    {
        List<AccountTotal> totals = [.. Totals];
        foreach (var line in journal.Lines)
        {
            var added = new AccountTotal(
                line.Account,
                line.Amount.Currency,
                Math.Max(line.Amount.MinorUnits, 0),
                checked(-Math.Min(line.Amount.MinorUnits, 0)));
            var at = IndexOf(totals, added);
            if (at < 0) totals.Insert(~at, added);
            else totals[at] = totals[at] with { Debit = checked(totals[at].Debit + added.Debit), Credit = checked(totals[at].Credit + added.Credit) };
        }

        if (totals.Count > MaxTotals) throw new PermanentFailureException("ledger-shard-full", $"More than {MaxTotals} accounts on {Day:O}.");
        return this with { Count = journal.Sequence, Head = hash, Totals = totals };
    }

    /// <summary>What is wrong, in one line each.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var currency in Totals.GroupBy(total => total.Currency))
        {
            if (currency.Sum(total => (decimal)total.Debit - total.Credit) != 0) yield return $"debits and credits in {currency.Key} differ";
        }

        if (Count == 0 && (Totals.Count > 0 || Head != Journals.NoHash)) yield return "it has totals and no journals";
    }

    private static int IndexOf(List<AccountTotal> totals, AccountTotal sought)
    {
        var (low, high) = (0, totals.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Compare(totals[middle], sought);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    internal static int Compare(AccountTotal left, AccountTotal right) =>
        string.CompareOrdinal(left.Account.Value, right.Account.Value) is var byAccount and not 0
            ? byAccount
            : string.CompareOrdinal(left.Currency, right.Currency);
}
