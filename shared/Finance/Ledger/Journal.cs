using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>One line of a journal.</summary>
/// <param name="Account">The account.</param>
/// <param name="Amount">A debit when positive, a credit when negative; never zero.</param>
/// <param name="Reference">What the gateway's or bank's books call it, or the bill's code; null when nobody else's books are touched.</param>
/// <param name="Movement">The movement of a payment it is half of; null for what no payment moved.</param>
public sealed record JournalLine(AccountCode Account, Money Amount, string? Reference = null, string? Movement = null);

/// <summary>What is to be posted.</summary>
/// <param name="Id">Derives from the event it accounts for, so that posting twice is posting once. 1 to 90 characters a document's id may hold.</param>
/// <param name="At">When it happened; decides the business day unless that day is closed.</param>
/// <param name="Spread">What decides the shard: the same each time the same event is posted.</param>
/// <param name="Kind">Stable word, for example <c>payment</c>, <c>bank-line</c>, <c>reversal</c>.</param>
/// <param name="About">The record it is about.</param>
/// <param name="Lines">Balanced in every currency, 2 to <see cref="Journals.MaxLines"/>.</param>
/// <param name="Reverses">The journal it undoes; null for none.</param>
/// <param name="Note">Why, for people; null when the kind says it all. Never personal data.</param>
public sealed record JournalDraft(
    string Id,
    DateTimeOffset At,
    ShardKey Spread,
    string Kind,
    RecordId About,
    IReadOnlyList<JournalLine> Lines,
    string? Reverses = null,
    string? Note = null);

/// <summary>One posted journal: a document beside its shard, never changed.</summary>
/// <param name="Id">See <see cref="JournalDraft.Id"/>.</param>
/// <param name="Day">The business day it stands in.</param>
/// <param name="ValueDay">The day it happened; earlier than <paramref name="Day"/> when that was closed.</param>
/// <param name="Sequence">Place in its shard, from 1.</param>
/// <param name="PostedAt">When it was posted.</param>
/// <param name="Previous">Hash of the journal before it in the shard; 64 zeros for the first.</param>
public sealed record Journal(
    string Id,
    DateOnly Day,
    DateOnly ValueDay,
    long Sequence,
    DateTimeOffset PostedAt,
    string Kind,
    RecordId About,
    IReadOnlyList<JournalLine> Lines,
    string Previous,
    string? Reverses = null,
    string? Note = null);

/// <summary>What must hold of every journal.</summary>
public static class Journals
{
    /// <summary>Most lines of one journal.</summary>
    public const int MaxLines = 64;

    /// <summary>Prefix of journals' documents.</summary>
    public const string Prefix = "j/";

    /// <summary>Hash before the first journal of a shard.</summary>
    public static readonly string NoHash = new('0', 64);

    /// <summary>Debits and credits cancel out in every currency, and no line is empty.</summary>
    public static bool IsBalanced(IReadOnlyList<JournalLine> lines)
    {
        if (lines.Count is < 2 or > MaxLines) return false;
        Dictionary<string, Int128> sums = [];
        foreach (var line in lines)
        {
            if (line.Amount.IsZero) return false;
            sums[line.Amount.Currency] = sums.GetValueOrDefault(line.Amount.Currency) + line.Amount.MinorUnits;
        }

        return sums.Values.All(sum => sum == 0);
    }

    /// <summary>A debit of one account and a credit of another.</summary>
    public static IEnumerable<JournalLine> Pair(AccountCode debit, AccountCode credit, Money amount, string? debitReference = null, string? creditReference = null, string? movement = null) =>
    [
        new(debit, amount, debitReference, movement),
        new(credit, amount with { MinorUnits = -amount.MinorUnits }, creditReference, movement),
    ];
}
