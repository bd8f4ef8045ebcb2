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

/// <summary>An attempt is to be paid by transfer under a memo; what finding it by that memo needs.</summary>
/// <param name="Version">The payment's version after the attempt was opened.</param>
public sealed record AttemptNamedV1(AttemptId Attempt, string Memo, long Version);

/// <summary>A gateway's news of a dispute was verified and stored; decide what it changes.</summary>
/// <param name="EventId">The gateway's id of the notification.</param>
public sealed record NoticeReceivedV1(string Gateway, string EventId, GatewayNotice Notice, DateTimeOffset ReceivedAt);

/// <summary>The payment feature's own messages: nobody else reads them.</summary>
public static class PaymentMessages
{
    public static readonly Contract<CallbackReceivedV1> CallbackReceived = new("ps.payments.callback-received.v1", () => PaymentsJson.Default.CallbackReceivedV1);
    public static readonly Contract<SweepDueV1> SweepDue = new("ps.payments.sweep-due.v1", () => PaymentsJson.Default.SweepDueV1);
    public static readonly Contract<LapseDueV1> LapseDue = new("ps.payments.lapse-due.v1", () => PaymentsJson.Default.LapseDueV1);
    public static readonly Contract<AttemptNamedV1> AttemptNamed = new("ps.payments.attempt-named.v1", () => PaymentsJson.Default.AttemptNamedV1);
    public static readonly Contract<NoticeReceivedV1> NoticeReceived = new("ps.payments.notice-received.v1", () => PaymentsJson.Default.NoticeReceivedV1);
    public static readonly Contract<RefundDueV1> RefundDue = new("ps.payments.refund-due.v1", () => PaymentsJson.Default.RefundDueV1);
}
