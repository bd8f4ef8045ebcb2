using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What two books say of one sum.</summary>
/// <param name="What">Stable word, for example <c>captured</c>, <c>paid-out</c>, <c>balance</c>.</param>
/// <param name="Of">The gateway or bank account.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Ours">The ledger's sum; of <c>fees-met</c> and <c>captured</c> what is expected by the payments, of <c>bills-met</c> what payments brought.</param>
/// <param name="Theirs">The other book's sum; null when that book is not there.</param>
public sealed record ControlTotal(string What, string Of, string Currency, long Ours, long? Theirs)
{
    /// <summary>Theirs less ours: alarming on either sign.</summary>
    public long? Drift => Theirs - Ours;

    /// <summary>True when both are there and equal to the đồng.</summary>
    [JsonIgnore]
    public bool IsEqual => Drift == 0;
}

/// <summary>Something that is not as it should be at the end of a day.</summary>
/// <param name="Kind">Stable word: <c>drift</c>, <c>no-statement</c>, <c>missing</c>, <c>suspense-aged</c>, <c>unmatched</c>, <c>chain</c>.</param>
/// <param name="Of">The source or account.</param>
/// <param name="Record">The record it is about; null for a sum.</param>
/// <param name="Amount">How much.</param>
/// <param name="Note">Particulars, for people.</param>
public sealed record DayDifference(string Kind, string Of, RecordId? Record, Money Amount, string Note);

/// <summary>Money without a name, by how long it has been there.</summary>
/// <param name="Source">Where it lies.</param>
/// <param name="UpToDays">0 to this many days; the last bucket has no end and says 2147483647.</param>
public sealed record AgeBucket(string Source, string Currency, int UpToDays, int Count, long Amount);

/// <summary>One shard's part in a close.</summary>
public sealed record ShardHead(int Shard, long Count, string Head);

/// <summary>What a class of accounts, of one gateway or bank where there are some, came to.</summary>
/// <param name="Account">The class, or the account of a gateway or bank; units are summed.</param>
/// <param name="Debit">Of the day.</param>
/// <param name="Credit">Of the day.</param>
/// <param name="Balance">Of all days to this one, debits less credits.</param>
public sealed record GroupBalance(string Account, string Currency, long Debit, long Credit, long Balance);

/// <summary>A closed business day: what was compared, what differed, and the heads of the day's chains. A document, never changed.</summary>
/// <param name="Day">The day.</param>
/// <param name="ClosedAt">When it was closed.</param>
/// <param name="Maker">Who closed it, or proposed to.</param>
/// <param name="Checker">Who agreed; null when nothing differed, which takes one person.</param>
/// <param name="Heads">Shards with journals, in order.</param>
/// <param name="Balances">In ordinal order.</param>
/// <param name="Totals">Compared, in order.</param>
/// <param name="Differences">At most <see cref="MaxDifferences"/>; <paramref name="DifferenceCount"/> says how many there are.</param>
/// <param name="Previous">Hash of the close before; 64 zeros for the first.</param>
public sealed record DayClose(
    DateOnly Day,
    DateTimeOffset ClosedAt,
    string Maker,
    string? Checker,
    IReadOnlyList<ShardHead> Heads,
    IReadOnlyList<GroupBalance> Balances,
    IReadOnlyList<ControlTotal> Totals,
    IReadOnlyList<AgeBucket> Ages,
    IReadOnlyList<DayDifference> Differences,
    int DifferenceCount,
    string Previous)
{
    /// <summary>Differences listed in a close; the records hold them all.</summary>
    public const int MaxDifferences = 500;
}

/// <summary>A close and the signature over it.</summary>
/// <param name="Close">The close.</param>
/// <param name="Hash">SHA-256 of the close in its one spelling, 64 lower-case hex characters.</param>
/// <param name="Signature">A receipt for code <c>close-20261124</c> over that hash; anybody can check it with the public keys.</param>
public sealed record SignedClose(DayClose Close, string Hash, string Signature);

/// <summary>The chain of closes. The state of the one record <see cref="Id"/>.</summary>
/// <param name="First">First day that was closed.</param>
/// <param name="Last">Last day that was closed.</param>
/// <param name="Count">Days closed.</param>
/// <param name="Head">Hash of the last close.</param>
public sealed record CloseChain(DateOnly First, DateOnly Last, int Count, string Head)
{
    /// <summary>What its record id starts with.</summary>
    public const string Kind = "cls";

    /// <summary>Prefix of the closes' documents; the day follows.</summary>
    public const string Prefix = "c/";

    /// <summary>The one record.</summary>
    public static readonly RecordId Id = new($"{Kind}-days");

    /// <summary>The document of a day.</summary>
    public static string DocumentOf(DateOnly day) => Prefix + LedgerViews.DayOf(day);

    /// <summary>The code a close is signed under.</summary>
    public static string CodeOf(DateOnly day) => $"close-{LedgerViews.DayOf(day).Replace("-", "", StringComparison.Ordinal)}";
}
