using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Journals were posted by one commit; what lists of the ledger need to show them.</summary>
/// <param name="Shard">Where they stand; also the message's session.</param>
/// <param name="Journals">At least one, in their order.</param>
/// <param name="Totals">The shard's totals of the accounts they touched, after the last.</param>
public sealed record JournalsPostedV1(RecordId Shard, IReadOnlyList<Journal> Journals, IReadOnlyList<AccountTotal> Totals);

/// <summary>The finance feature's own messages: nobody else reads them.</summary>
public static class FinanceMessages
{
    public static readonly Contract<JournalsPostedV1> JournalsPosted = new("ps.finance.journals-posted.v1", () => FinanceJson.Default.JournalsPostedV1);
    public static readonly Contract<ReversalDueV1> ReversalDue = new("ps.finance.reversal-due.v1", () => FinanceJson.Default.ReversalDueV1);
    public static readonly Contract<StatementTakenV1> StatementTaken = new("ps.finance.statement-taken.v1", () => FinanceJson.Default.StatementTakenV1);
    public static readonly Contract<StatementStepV1> StatementStep = new("ps.finance.statement-step.v1", () => FinanceJson.Default.StatementStepV1);
    public static readonly Contract<SettlementSeenV1> SettlementSeen = new("ps.finance.settlement-seen.v1", () => FinanceJson.Default.SettlementSeenV1);
    public static readonly Contract<SettlementChangedV1> SettlementChanged = new("ps.finance.settlement-changed.v1", () => FinanceJson.Default.SettlementChangedV1);
    public static readonly Contract<LineSeenV1> LineSeen = new("ps.finance.line-seen.v1", () => FinanceJson.Default.LineSeenV1);
    public static readonly Contract<LineMatchDueV1> LineMatchDue = new("ps.finance.line-match-due.v1", () => FinanceJson.Default.LineMatchDueV1);
    public static readonly Contract<LineExplainedV1> LineExplained = new("ps.finance.line-explained.v1", () => FinanceJson.Default.LineExplainedV1);
    public static readonly Contract<LineChangedV1> LineChanged = new("ps.finance.line-changed.v1", () => FinanceJson.Default.LineChangedV1);
    public static readonly Contract<PortionOfferedV1> PortionOffered = new("ps.finance.portion-offered.v1", () => FinanceJson.Default.PortionOfferedV1);
    public static readonly Contract<PortionReleasedV1> PortionReleased = new("ps.finance.portion-released.v1", () => FinanceJson.Default.PortionReleasedV1);
    public static readonly Contract<PortionAnsweredV1> PortionAnswered = new("ps.finance.portion-answered.v1", () => FinanceJson.Default.PortionAnsweredV1);
    public static readonly Contract<ExpectationChangedV1> ExpectationChanged = new("ps.finance.expectation-changed.v1", () => FinanceJson.Default.ExpectationChangedV1);
    public static readonly Contract<MatchDueV1> MatchDue = new("ps.finance.match-due.v1", () => FinanceJson.Default.MatchDueV1);
    public static readonly Contract<ProposalChangedV1> ProposalChanged = new("ps.finance.proposal-changed.v1", () => FinanceJson.Default.ProposalChangedV1);
    public static readonly Contract<ProposalApprovedV1> ProposalApproved = new("ps.finance.proposal-approved.v1", () => FinanceJson.Default.ProposalApprovedV1);
    public static readonly Contract<LineForcedV1> LineForced = new("ps.finance.line-forced.v1", () => FinanceJson.Default.LineForcedV1);
    public static readonly Contract<DayClosedV1> DayClosed = new("ps.finance.day-closed.v1", () => FinanceJson.Default.DayClosedV1);
}
