using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A gateway's callback was verified and stored; decide what it changes.</summary>
/// <param name="Attempt">The order it names.</param>
/// <param name="DocumentId">Where it is stored, beside the payment.</param>
public sealed record CallbackReceivedV1(AttemptId Attempt, string Gateway, string DocumentId, GatewayOutcome Outcome, DateTimeOffset ReceivedAt);

/// <summary>It is time to ask a gateway about an attempt.</summary>
/// <param name="Step">Place in the <see cref="SweepSchedule"/>, from 0.</param>
public sealed record SweepDueV1(AttemptId Attempt, int Step);

/// <summary>The day a fee lapses on has come.</summary>
public sealed record LapseDueV1(RecordId Payment);

/// <summary>It is time to ask a gateway for a refund, for the first time or again.</summary>
/// <param name="Step">Place in the <see cref="SweepSchedule"/>, from 0; -1 when the gateway prompted it.</param>
public sealed record RefundDueV1(RefundId Refund, int Step);

/// <summary>The payment feature's own messages: nobody else reads them.</summary>
public static class PaymentMessages
{
    public static readonly Contract<CallbackReceivedV1> CallbackReceived = new("ps.payments.callback-received.v1", () => PaymentsJson.Default.CallbackReceivedV1);
    public static readonly Contract<SweepDueV1> SweepDue = new("ps.payments.sweep-due.v1", () => PaymentsJson.Default.SweepDueV1);
    public static readonly Contract<LapseDueV1> LapseDue = new("ps.payments.lapse-due.v1", () => PaymentsJson.Default.LapseDueV1);
    public static readonly Contract<RefundDueV1> RefundDue = new("ps.payments.refund-due.v1", () => PaymentsJson.Default.RefundDueV1);
}
