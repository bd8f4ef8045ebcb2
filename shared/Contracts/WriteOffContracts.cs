using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>Two finance officers gave up what a bill still asks, or a part of it. Sent in the commit of the second one's word, read by tuition.</summary>
/// <param name="Proposal">What they agreed on; told of the answer.</param>
/// <param name="Account">The pupil's account; also the message's session.</param>
/// <param name="Bill">The bill, written <c>account.period</c>.</param>
/// <param name="Amount">How much of it, more than zero, in đồng.</param>
/// <param name="Reason">Why; the family reads it.</param>
/// <param name="By">Accounts of who proposed and who agreed; for the history alone.</param>
public sealed record BillWriteOffV1(RecordId Proposal, RecordId Account, string Bill, Money Amount, string Reason, string By);

/// <summary>What became of it. Session: the proposal.</summary>
/// <param name="Proposal">What was agreed on.</param>
/// <param name="Code">Stable code of why it cannot be done; null when it is done.</param>
/// <param name="Title">Why, for people; null when it is done.</param>
public sealed record BillWriteOffAnsweredV1(RecordId Proposal, string? Code = null, LocalText? Title = null);

/// <summary>What finance and tuition say to each other about money that is given up.</summary>
public static class WriteOffContracts
{
    public static readonly Contract<BillWriteOffV1> BillWriteOff = new("ps.finance.bill-write-off.v1", () => ContractsJson.Default.BillWriteOffV1);
    public static readonly Contract<BillWriteOffAnsweredV1> BillWriteOffAnswered =
        new("ps.tuition.bill-write-off-answered.v1", () => ContractsJson.Default.BillWriteOffAnsweredV1);
}
