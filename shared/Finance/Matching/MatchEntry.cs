using System.Globalization;
using System.Text.RegularExpressions;

namespace PublicServices.Finance;

/// <summary>One thing to match: a line of a statement, or something a statement should show.</summary>
/// <param name="Reference">The gateway's or bank's own reference; empty when there is none.</param>
/// <param name="Order">The order number or bill code; empty when there is none.</param>
/// <param name="Text">A line's memo, or the words a memo would likely hold: dossier code, payer.</param>
/// <param name="Amount">Smallest units; negative when money goes out. Only equal signs match.</param>
/// <param name="Day">Day number, see <see cref="DateOnly.DayNumber"/>.</param>
public readonly record struct MatchEntry(string Reference, string Order, string Text, long Amount, int Day);

/// <summary>How a match was found.</summary>
public enum MatchStage : byte
{
    /// <summary>The line carries the exact reference.</summary>
    Reference,

    /// <summary>Its memo holds the exact reference.</summary>
    ReferenceInMemo,

    /// <summary>Amount, day and words are alike, and nothing else comes near.</summary>
    Likeness,

    /// <summary>Parts that share a rare word add up.</summary>
    Parts,
}

/// <summary>The points of a match and where they come from; 1,000 in all.</summary>
/// <param name="Reference">1,000 when the reference says it all, otherwise 0.</param>
/// <param name="Amount">400 for the exact amount.</param>
/// <param name="Date">Up to 200, 40 less for each day apart.</param>
/// <param name="Text">Up to 400 for the words they share.</param>
public readonly partial record struct MatchScore(short Reference, short Amount, short Date, short Text)
{
    /// <summary>The whole score, 0 to 1,000.</summary>
    public int Total => Reference + Amount + Date + Text;

    /// <summary>The exact reference.</summary>
    public static readonly MatchScore Exact = new(1_000, 0, 0, 0);

    /// <summary>As it is written down, for example <c>amount 400, date 160, words 210 = 770</c>.</summary>
    public string Explain() => Reference > 0
        ? $"reference {Reference} = {Total}"
        : $"amount {Amount}, date {Date}, words {Text} = {Total}";

    /// <summary>Reads what <see cref="Explain"/> wrote down.</summary>
    /// <returns>Null when it is no score.</returns>
    public static MatchScore? Read(string explained)
    {
        return Explained.Match(explained) is { Success: true } score
            ? new MatchScore(Points("reference"), Points("amount"), Points("date"), Points("words"))
            : null;

        short Points(string of) => score.Groups[of] is { Success: true, ValueSpan: var digits } ? short.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : (short)0;
    }

    [GeneratedRegex("^(reference (?<reference>[0-9]{1,4})|amount (?<amount>[0-9]{1,4}), date (?<date>[0-9]{1,4}), words (?<words>[0-9]{1,4})) = [0-9]{1,4}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Explained { get; }
}

/// <summary>What belongs together: one to one, one to many or many to one.</summary>
/// <param name="Expected">Index of the expected entry, or the first of several.</param>
/// <param name="Line">Index of the line, or the first of several.</param>
/// <param name="Others">Further indices of whichever side has several; null for one to one.</param>
/// <param name="OthersAreLines">True when <paramref name="Others"/> are lines.</param>
public readonly record struct MatchGroup(int Expected, int Line, MatchStage Stage, MatchScore Score, int[]? Others = null, bool OthersAreLines = false);

/// <summary>Why something was left for a person.</summary>
public enum UnmatchedReason : byte
{
    /// <summary>No line came for what was expected.</summary>
    NoLine,

    /// <summary>Nothing was expected that this line could be.</summary>
    NothingExpected,

    /// <summary>Several fit equally well, and nothing tells them apart.</summary>
    Ambiguous,

    /// <summary>The reference fits and the line brings more.</summary>
    OverAmount,

    /// <summary>The reference fits and the line brings less.</summary>
    UnderAmount,

    /// <summary>The reference was met by another line already.</summary>
    Duplicate,

    /// <summary>The parts do not add up to the whole.</summary>
    SplitMismatch,

    /// <summary>Something is alike, but not enough to be sure.</summary>
    OnlyLikely,
}

/// <summary>Something left for a person.</summary>
/// <param name="Index">Index of the line, or of the expected entry.</param>
/// <param name="IsLine">True for a line.</param>
/// <param name="Reason">Why.</param>
/// <param name="Candidate">What it could be, on the other side; -1 for nothing.</param>
/// <param name="Score">How alike that is.</param>
public readonly record struct Unmatched(int Index, bool IsLine, UnmatchedReason Reason, int Candidate = -1, MatchScore Score = default);

/// <summary>What came of matching.</summary>
public sealed record MatchOutcome(IReadOnlyList<MatchGroup> Groups, IReadOnlyList<Unmatched> Left);
