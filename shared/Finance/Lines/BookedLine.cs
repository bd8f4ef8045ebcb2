using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Where a line's money, or a part of it, was put.</summary>
[JsonConverter(typeof(NamedEnumConverter<AllocationState>))]
public enum AllocationState
{
    /// <summary>The expectation has been asked.</summary>
    Offered,

    /// <summary>The expectation counts it.</summary>
    Accepted,

    /// <summary>It is being taken back.</summary>
    Releasing,
}

/// <summary>A part of a line's money.</summary>
/// <param name="Match">Names the match.</param>
/// <param name="Expectation">What it meets; null when it was assigned to an account instead.</param>
/// <param name="Account">The account it settles; null when nothing is posted.</param>
/// <param name="Amount">How much of the line.</param>
public sealed record Allocation(
    string Match, RecordId? Expectation, AccountCode? Account, Money Amount, AllocationState State, MatchHow How, string Why, string By, DateTimeOffset At);

/// <summary>Where one line stands.</summary>
[JsonConverter(typeof(NamedEnumConverter<LineStatus>))]
public enum LineStatus
{
    /// <summary>Nobody knows what it is for.</summary>
    Open,

    /// <summary>It is being matched, or taken back.</summary>
    Moving,

    /// <summary>All of it has a name.</summary>
    Matched,

    /// <summary>A corrected statement does not show it any more.</summary>
    Void,

    /// <summary>A corrected statement shows it differently and it was matched: a person looks.</summary>
    DataMismatch,
}

/// <summary>One line of a statement, used once. The state of a <c>lin-</c> record, whose id is the line's identity in those books.</summary>
public sealed record BookedLine
{
    /// <summary>What lines' record ids start with.</summary>
    public const string RecordKind = "lin";

    /// <summary>Expectations one line may meet at once.</summary>
    public const int MaxAllocations = Commit.MaxMessages - 8;

    public required StatementSource Source { get; init; }

    /// <summary>The file that showed it last.</summary>
    public required RecordId File { get; init; }

    /// <summary>The statement that spoke of it last, to show it, to show it otherwise, or to leave it out; null of a line kept before this was.</summary>
    public StatementEdition? Edition { get; init; }

    /// <summary>What was read.</summary>
    public required StatementLine Line { get; init; }

    /// <summary>Where its money was put.</summary>
    public IReadOnlyList<Allocation> Allocations { get; init; } = [];

    /// <summary>Why the last run left it; null before the first, and once it is matched.</summary>
    public string? Left { get; init; }

    /// <summary>What it may be, for a person; null for nothing.</summary>
    public RecordId? Suggested { get; init; }

    /// <summary>How alike that is.</summary>
    public string? SuggestedWhy { get; init; }

    public bool IsVoid { get; init; }

    /// <summary>What a corrected statement shows instead, while the line is matched.</summary>
    public StatementLine? Corrected { get; init; }

    [JsonIgnore]
    public LineStatus Status => this switch
    {
        { IsVoid: true } => LineStatus.Void,
        { Corrected: not null } => LineStatus.DataMismatch,
        { Allocations.Count: 0 } => LineStatus.Open,
        _ when Allocations.All(part => part.State == AllocationState.Accepted) => LineStatus.Matched,
        _ => LineStatus.Moving,
    };

    /// <summary>True for lines that change no balance beside what a settlement's totals post, and match nothing: a gateway's fees and payouts.</summary>
    [JsonIgnore]
    public bool IsInTotals => !Source.IsBank && Line.Kind is LineKind.Fee or LineKind.Payout or LineKind.PayoutReturned;

    /// <summary>What is wrong, in one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Allocations.Count > 0 && Allocations.All(part => part.State != AllocationState.Releasing) && Allocations.Sum(part => part.Amount.MinorUnits) != Line.Amount.MinorUnits) yield return "its parts are not its whole";
        if (IsVoid && Allocations.Count > 0) yield return "it is void and still matched";
    }
}
