using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Where one expected movement stands.</summary>
[JsonConverter(typeof(NamedEnumConverter<ExpectationStatus>))]
public enum ExpectationStatus
{
    /// <summary>No statement has shown it, and there is time yet.</summary>
    Expected,

    /// <summary>No statement has shown it, and its time has passed.</summary>
    Missing,

    /// <summary>Statements show exactly it.</summary>
    Matched,

    /// <summary>Less came than was expected.</summary>
    UnderAmount,

    /// <summary>More came than was expected.</summary>
    OverAmount,

    /// <summary>Parts came that do not add up to it.</summary>
    SplitMismatch,

    /// <summary>Nothing is expected any more.</summary>
    Void,
}

/// <summary>How a match came to be.</summary>
[JsonConverter(typeof(NamedEnumConverter<MatchHow>))]
public enum MatchHow
{
    /// <summary>By the rules.</summary>
    Auto,

    /// <summary>By a finance officer, within the amount.</summary>
    Manual,

    /// <summary>By a finance officer and a second one, although the amounts differ.</summary>
    Forced,
}

/// <summary>What one line brought.</summary>
/// <param name="Line">The line.</param>
/// <param name="Amount">How much of the line.</param>
/// <param name="Match">Names the match, so that what was released is not taken for what was offered again.</param>
/// <param name="How">How it was matched.</param>
/// <param name="Why">The points, or the officer's reason.</param>
/// <param name="By">Account; <c>system</c> for the rules.</param>
/// <param name="At">When.</param>
public sealed record Portion(RecordId Line, Money Amount, string Match, MatchHow How, string Why, string By, DateTimeOffset At);

/// <summary>Money that a statement should show, and what statements have shown of it. The state of an <c>exp-</c> record.</summary>
public sealed record Expectation
{
    /// <summary>What expectations' record ids start with.</summary>
    public const string Kind = "exp";

    /// <summary>Lines one expectation may be met by.</summary>
    public const int MaxPortions = 100;

    /// <summary>Whose statement should show it; <see cref="AnyBank"/> for whichever of our accounts.</summary>
    public required StatementSource Source { get; init; }

    /// <summary>The reference there.</summary>
    public required string Reference { get; init; }

    /// <summary>Our order number, or another name of it; empty for none.</summary>
    public string Order { get; init; } = "";

    /// <summary>Words a memo would hold.</summary>
    public string Text { get; init; } = "";

    /// <summary>Negative when money goes out.</summary>
    public required Money Amount { get; init; }

    /// <summary>When it moved, or is to move.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Missing after this day.</summary>
    public required DateOnly DueBy { get; init; }

    /// <summary>The payment, or the settlement, it is about.</summary>
    public required RecordId About { get; init; }

    /// <summary>The account a bank's line settles; null when the line is a gateway's, whose books say nothing new.</summary>
    public AccountCode? Settles { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Portion> Received { get; init; } = [];

    public bool IsVoid { get; init; }

    /// <summary>Our bank accounts, whichever.</summary>
    public static readonly StatementSource AnyBank = new("bank");

    /// <summary>What came.</summary>
    [JsonIgnore]
    public long Sum => Received.Sum(portion => portion.Amount.MinorUnits);

    /// <summary>What has not come.</summary>
    [JsonIgnore]
    public long Open => IsVoid ? 0 : Amount.MinorUnits - Sum;

    /// <summary>True while a statement may still show it.</summary>
    [JsonIgnore]
    public bool IsOpen => !IsVoid && Open != 0 && Math.Sign(Open) == Math.Sign(Amount.MinorUnits) && Received.All(portion => portion.How != MatchHow.Forced);

    /// <summary>The record of an expectation.</summary>
    /// <param name="source">Whose statement.</param>
    /// <param name="reference">The reference there.</param>
    /// <param name="sort">One letter that tells movements of one reference apart: <c>c</c> capture, <c>r</c> refund, <c>b</c> refund that came back, <c>p</c> payout.</param>
    public static RecordId IdOf(StatementSource source, string reference, char sort) =>
        new($"{Kind}-{source.Value}.{ReferenceKey.Of(reference)}{sort}");

    public ExpectationStatus StatusOn(DateOnly today)
    {
        if (IsVoid) return ExpectationStatus.Void;
        if (Received.Count == 0) return today > DueBy ? ExpectationStatus.Missing : ExpectationStatus.Expected;
        if (Open == 0) return ExpectationStatus.Matched;
        if (Math.Sign(Open) != Math.Sign(Amount.MinorUnits)) return ExpectationStatus.OverAmount;
        return Received.Count > 1 ? ExpectationStatus.SplitMismatch : ExpectationStatus.UnderAmount;
    }

    /// <summary>What is wrong, in one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Received.Any(portion => portion.Amount.Currency != Amount.Currency)) yield return "it was met in another currency";
        if (Received.GroupBy(portion => (portion.Line, portion.Match)).Any(group => group.Count() > 1)) yield return "one line's portion counts twice";
    }
}
