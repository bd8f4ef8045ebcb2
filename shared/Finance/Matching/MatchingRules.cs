using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>How far a statement's line and what was expected may differ, and how sure a match must be. Data, dated like any other rule.</summary>
/// <remarks>Amounts must be equal to the đồng unless <see cref="AmountToleranceVnd"/> says otherwise, and it says so for a reference only, never for likeness.</remarks>
public sealed record MatchingRules
{
    /// <summary>What a line with the exact reference may differ by and still match, whole đồng. Default 0.</summary>
    public long AmountToleranceVnd { get; init; }

    /// <summary>
    /// True when both sides name the same books, as a gateway's statement and its captures do: a line under another reference is then other
    /// money, whatever order it is for. Default false: a bank's own number says nothing about ours.
    /// </summary>
    public bool SharesReferences { get; init; }

    /// <summary>Days a line may come before what it is matched to by likeness. Default 1: clocks differ around midnight.</summary>
    public int DaysBefore { get; init; } = 1;

    /// <summary>Days a line may come after it. Default 5: a weekend and a holiday.</summary>
    public int DaysAfter { get; init; } = 5;

    /// <summary>Points, of 1,000, a match by likeness needs to be made without a person. Default 700: amount and day alone give 600.</summary>
    public int MinScore { get; init; } = 700;

    /// <summary>Points by which it must lead the next best on either side. Default 100.</summary>
    public int MinLead { get; init; } = 100;

    /// <summary>Points above which a likeness is shown to a person. Default 500.</summary>
    public int MinSuggestion { get; init; } = 500;

    /// <summary>Likely partners looked at for one line; beyond it only those that share a rare word. Default 64.</summary>
    public int MaxCandidates { get; init; } = 64;

    /// <summary>Most parts of a split payment put together without a reference. Default 5.</summary>
    public int MaxParts { get; init; } = 5;

    /// <summary>Candidates among which parts are looked for; beyond it a person looks. Default 12.</summary>
    public int MaxPartCandidates { get; init; } = 12;

    /// <summary>The rules in force, by day.</summary>
    public static DatedRules<MatchingRules> All { get; } = new(
    [
        new(new DateOnly(2026, 1, 1), "Default of the service; an office changes it by decision of its chief accountant", new MatchingRules()),
    ]);
}
