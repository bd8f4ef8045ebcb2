using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What takes two people.</summary>
[JsonConverter(typeof(NamedEnumConverter<ProposalKind>))]
public enum ProposalKind
{
    /// <summary>Match a line with something whose amount differs.</summary>
    ForceMatch,

    /// <summary>Give a line to an account: a bank's own fee, a credit, a loss.</summary>
    AssignLine,

    /// <summary>Undo a posted journal.</summary>
    ReverseJournal,

    /// <summary>Give up what a bill still asks.</summary>
    WriteOff,

    /// <summary>Close a day although something differs.</summary>
    CloseDay,
}

/// <summary>Where a proposal stands.</summary>
[JsonConverter(typeof(NamedEnumConverter<ProposalStatus>))]
public enum ProposalStatus
{
    /// <summary>Somebody else must decide.</summary>
    Waiting,

    /// <summary>A second person agreed; it is being done.</summary>
    Approved,

    /// <summary>A second person refused.</summary>
    Refused,

    /// <summary>It was agreed on and done.</summary>
    Done,

    /// <summary>It was agreed on and could not be done any more: what it is about had changed since.</summary>
    Impossible,
}

/// <summary>What is proposed. Only the fields of its kind are set.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">Why; 1 to 500 characters, never personal data.</param>
/// <param name="Line">The line, to force or to assign.</param>
/// <param name="Expectation">What the line is to meet.</param>
/// <param name="Account">The account a line goes to.</param>
/// <param name="Shard">The ledger's record the journal stands in.</param>
/// <param name="Journal">The journal to undo.</param>
/// <param name="Bill">The bill of which something is given up, written <c>account.period</c>.</param>
/// <param name="Amount">How much of it.</param>
/// <param name="Day">The day to close.</param>
public sealed record ProposalBody(
    [property: JsonRequired] ProposalKind Kind,
    string Reason,
    RecordId? Line = null,
    RecordId? Expectation = null,
    AccountCode? Account = null,
    RecordId? Shard = null,
    string? Journal = null,
    string? Bill = null,
    Money? Amount = null,
    DateOnly? Day = null);

/// <summary>Something one person proposed and another decides. The state of a <c>prp-</c> record.</summary>
public sealed record Proposal(ProposalBody Body, Caller Maker, DateTimeOffset At, ProposalStatus Status)
{
    /// <summary>What proposals' record ids start with.</summary>
    public const string Kind = "prp";

    /// <summary>Largest write-off that two officers may decide; more needs a decision outside of this system.</summary>
    public static readonly Money WriteOffLimit = Money.Vnd(50_000_000);

    /// <summary>Who decided; null while it waits.</summary>
    public Caller? Checker { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The second person's words.</summary>
    public string? Answer { get; init; }

    /// <summary>When it was done, or turned out impossible; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it could not be done; null unless it is impossible.</summary>
    public ProposalObstacle? Obstacle { get; init; }
}

/// <summary>Why what was agreed on could not be done.</summary>
/// <param name="Code">The refusal's stable code, such as <c>FIN-004</c>.</param>
/// <param name="Title">What stood in the way, for people.</param>
/// <param name="Detail">Particulars; null when the title says it all.</param>
public sealed record ProposalObstacle(string Code, LocalText Title, LocalText? Detail = null);

/// <summary>A proposal as it is answered and listed.</summary>
public sealed record ProposalAnswer(RecordId Id, long Version, Proposal Proposal);

/// <summary>A proposal changed; what lists need.</summary>
public sealed record ProposalChangedV1(RecordId Record, long Version, Proposal Proposal);

/// <summary>A second person agreed: do it.</summary>
public sealed record ProposalApprovedV1(RecordId Record, ProposalBody Body, Caller Maker, Caller Checker)
{
    /// <summary>The reason, with who proposed and who agreed.</summary>
    internal string Why => $"{Body.Reason} ({By})";

    /// <summary>Accounts of who proposed and who agreed.</summary>
    internal string By => $"{Maker.Id}, {Checker.Id}";
}
