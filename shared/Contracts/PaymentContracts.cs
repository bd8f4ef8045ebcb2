using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>A service asks for a fee. Sent by services, read by payments.</summary>
/// <param name="Payment">The payment's id, <c>pay-</c> and an id, chosen by the asker: asking twice is asking once.</param>
/// <param name="Payable">The asker's record; answers come back with it as their session.</param>
/// <param name="Service">The asking feature, for example <c>exams</c>.</param>
/// <param name="Amount">Zero when exempt: then no gateway is involved and the answer comes at once.</param>
/// <param name="Purpose">What it is for, for people.</param>
/// <param name="DossierCode">Printed on receipts and sent to gateways as the order's description.</param>
/// <param name="PayerName">Who owes it.</param>
/// <param name="ExpiresAt">After this the fee lapses, once gateways have been asked.</param>
/// <param name="FeeRule">The instrument that sets the amount, as it is cited.</param>
/// <param name="Unit">School or Department whose income it is, for example <c>01-002</c>: <c>a–z 0–9 - . _</c>, at most 40 characters; empty for none.</param>
/// <param name="KeepsCredit">True when the asker takes what comes beyond the fee as credit, told by <see cref="OverpaymentKeptV1"/>.</param>
public sealed record FeeRequestedV1(
    RecordId Payment,
    RecordId Payable,
    string Service,
    Money Amount,
    LocalText Purpose,
    string DossierCode,
    string PayerName,
    DateTimeOffset ExpiresAt,
    string FeeRule,
    string Unit = "",
    bool KeepsCredit = false);

/// <summary>A service no longer needs a fee, for example because the family withdrew. Money that arrives all the same is refunded.</summary>
public sealed record FeeWithdrawnV1(RecordId Payment, RecordId Payable, string Reason);

/// <summary>The fee is settled: paid, or zero.</summary>
/// <param name="Amount">What settled it; zero for an exempt payer.</param>
/// <param name="Gateway">Which gateway; <c>none</c> for zero.</param>
/// <param name="GatewayReference">The gateway's own reference, as the payer sees it; empty for zero.</param>
public sealed record FeePaidV1(
    RecordId Payment, RecordId Payable, Money Amount, DateTimeOffset PaidAt, string Gateway, string GatewayReference);

/// <summary>The fee was not paid in time, and every gateway that was asked says so.</summary>
public sealed record FeeLapsedV1(RecordId Payment, RecordId Payable, DateTimeOffset LapsedAt);

/// <summary>The whole fee went back to the payer.</summary>
public sealed record FeeRefundedV1(RecordId Payment, RecordId Payable, Money Amount, DateTimeOffset RefundedAt);

/// <summary>Part of the fee went back to the payer and the rest stays; the last part is told by <see cref="FeeRefundedV1"/> alone.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Payable">The asker's record; also the message's session.</param>
/// <param name="Back">What of the fee is back in all, more than zero and less than the fee: the largest that was told counts.</param>
/// <param name="RefundedAt">When the last of it went back.</param>
public sealed record FeePartRefundedV1(RecordId Payment, RecordId Payable, Money Back, DateTimeOffset RefundedAt);

/// <summary>A payer leaves money beyond the fee with the service, as credit. It does not go back by this payment any more.</summary>
/// <param name="Payment">The payment it came by.</param>
/// <param name="Payable">The asker's record; also the message's session.</param>
/// <param name="Case">With the payment it names the money: told twice, it is the same.</param>
/// <param name="Amount">Whole đồng, more than zero.</param>
/// <param name="Gateway">Where it came by.</param>
/// <param name="GatewayReference">The gateway's reference of the capture it is part of.</param>
public sealed record OverpaymentKeptV1(
    RecordId Payment, RecordId Payable, int Case, Money Amount, DateTimeOffset KeptAt, string Gateway, string GatewayReference);

/// <summary>Money came or went, or an officer's case moved; what lists of payments need to show it.</summary>
/// <param name="Payment">The record; also the message's session.</param>
/// <param name="Version">The record's version after the change.</param>
/// <param name="Service">The feature that asked for the fee.</param>
/// <param name="DossierCode">The code families know it by.</param>
/// <param name="Status">Status after the change.</param>
/// <param name="Amount">The fee.</param>
/// <param name="SettledAt">When the fee was met; null while it is not. Never changes once set.</param>
/// <param name="Gateway">The gateway that brought the fee; empty while unpaid or waived.</param>
/// <param name="Reference">That gateway's reference, as the payer sees it; empty while unpaid or waived.</param>
/// <param name="Cases">Every case of the payment, closed ones included, oldest first.</param>
public sealed record PaymentChangedV1(
    RecordId Payment,
    long Version,
    string Service,
    string DossierCode,
    string Status,
    Money Amount,
    DateTimeOffset? SettledAt,
    string Gateway,
    string Reference,
    IReadOnlyList<PaymentCaseV1> Cases);

/// <summary>Something an officer must look at.</summary>
/// <param name="Number">Place among the payment's cases, from 1.</param>
/// <param name="Kind">Why, for example <c>Overpaid</c>.</param>
/// <param name="Gateway">Which gateway holds the money; empty when none does.</param>
/// <param name="Reference">The gateway's reference of the money; empty when there is none.</param>
/// <param name="Owed">What is to go back to the payer; zero when the case is for information.</param>
/// <param name="Status"><c>Open</c>, <c>Refunding</c> or <c>Closed</c>.</param>
public sealed record PaymentCaseV1(
    int Number, string Kind, string Gateway, string Reference, Money Owed, DateTimeOffset RaisedAt, string Status, string? Note);

/// <summary>The contracts of the payment feature.</summary>
public static class PaymentContracts
{
    public static readonly Contract<FeeRequestedV1> FeeRequested = new("ps.payments.fee-requested.v1", () => ContractsJson.Default.FeeRequestedV1);
    public static readonly Contract<FeeWithdrawnV1> FeeWithdrawn = new("ps.payments.fee-withdrawn.v1", () => ContractsJson.Default.FeeWithdrawnV1);
    public static readonly Contract<FeePaidV1> FeePaid = new("ps.payments.fee-paid.v1", () => ContractsJson.Default.FeePaidV1);
    public static readonly Contract<FeeLapsedV1> FeeLapsed = new("ps.payments.fee-lapsed.v1", () => ContractsJson.Default.FeeLapsedV1);
    public static readonly Contract<FeeRefundedV1> FeeRefunded = new("ps.payments.fee-refunded.v1", () => ContractsJson.Default.FeeRefundedV1);
    public static readonly Contract<FeePartRefundedV1> FeePartRefunded = new("ps.payments.fee-part-refunded.v1", () => ContractsJson.Default.FeePartRefundedV1);
    public static readonly Contract<OverpaymentKeptV1> OverpaymentKept = new("ps.payments.overpayment-kept.v1", () => ContractsJson.Default.OverpaymentKeptV1);
    public static readonly Contract<MoneyMovedV1> MoneyMoved = new("ps.payments.money-moved.v1", () => ContractsJson.Default.MoneyMovedV1);
    public static readonly Contract<PaymentChangedV1> PaymentChanged = new("ps.payments.payment-changed.v1", () => ContractsJson.Default.PaymentChangedV1);
}
