using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A statement shows a line.</summary>
/// <param name="Record">The line's record; also the message's session.</param>
/// <param name="Line">What it shows; null when a corrected statement does not show it any more.</param>
/// <param name="Edition">Which statement says so; null of a message sent before this was told.</param>
public sealed record LineSeenV1(RecordId Record, StatementSource Source, RecordId File, StatementLine? Line, StatementEdition? Edition = null);

/// <summary>A line is to be matched with these, if it is still free.</summary>
/// <param name="Match">Names the match.</param>
/// <param name="Parts">What each gets; together the whole line.</param>
/// <param name="By">Who decided it.</param>
public sealed record LineMatchDueV1(RecordId Line, string Match, IReadOnlyList<MatchPart> Parts, MatchHow How, string Why, Caller By);

/// <summary>What one expectation, or one account, gets of a line.</summary>
public sealed record MatchPart(RecordId? Expectation, AccountCode? Account, Money Amount);

/// <summary>Why a run left a line, and what it may be.</summary>
public sealed record LineExplainedV1(RecordId Line, string Left, RecordId? Suggested, string? SuggestedWhy);

/// <summary>A line offers a part of its money to an expectation; its session is the expectation's.</summary>
public sealed record PortionOfferedV1(RecordId Expectation, Portion Portion);

/// <summary>A line takes a part of its money back.</summary>
public sealed record PortionReleasedV1(RecordId Expectation, RecordId Line, string Match, Caller By, string Reason);

/// <summary>An expectation answers a line: it counts the part, or it does not, or does not any more.</summary>
/// <param name="Refused">Why not; null when it counts.</param>
/// <param name="IsReleased">True when the part was given back.</param>
public sealed record PortionAnsweredV1(RecordId Line, RecordId Expectation, string Match, string? Refused, bool IsReleased);

/// <summary>A line that two people had matched by force has its answer. Session: the proposal.</summary>
/// <param name="Proposal">What they agreed on, which also names the match.</param>
/// <param name="Refused">Why the expectation does not take it; null when it counts.</param>
public sealed record LineForcedV1(RecordId Proposal, string? Refused);

/// <summary>A line changed; what lists and the ledger need.</summary>
/// <param name="Version">The record's version after the change.</param>
/// <param name="Line">The line after it.</param>
/// <param name="Entries">What the ledger posts because of it; empty when nothing.</param>
public sealed record LineChangedV1(RecordId Record, long Version, BookedLine Line, IReadOnlyList<LineEntry> Entries);

/// <summary>One balanced entry a line causes.</summary>
/// <param name="Debit">The account debited; credited when the amount is negative.</param>
/// <param name="Credit">The account credited.</param>
/// <param name="Amount">As the line has it, or its opposite.</param>
public sealed record LineEntry(AccountCode Debit, AccountCode Credit, Money Amount);

/// <summary>An expectation changed; what lists need.</summary>
public sealed record ExpectationChangedV1(RecordId Record, long Version, Expectation Expectation);

/// <summary>It is time to match a source's open lines.</summary>
public sealed record MatchDueV1(StatementSource Source);
