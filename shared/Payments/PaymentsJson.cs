using System.Text.Json.Serialization;

namespace PublicServices.Payments;

/// <summary>Source-generated JSON for payments' records, documents, messages and answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(StoredCallback))]
[JsonSerializable(typeof(StrayCallback))]
[JsonSerializable(typeof(CallbackReceivedV1))]
[JsonSerializable(typeof(SweepDueV1))]
[JsonSerializable(typeof(LapseDueV1))]
[JsonSerializable(typeof(RefundDueV1))]
[JsonSerializable(typeof(NoticeReceivedV1))]
[JsonSerializable(typeof(AttemptNamedV1))]
[JsonSerializable(typeof(TransferEntry))]
[JsonSerializable(typeof(SentRefund))]
[JsonSerializable(typeof(DisputeDecision))]
[JsonSerializable(typeof(PaymentRow))]
[JsonSerializable(typeof(CaseRow))]
[JsonSerializable(typeof(PaymentPage))]
[JsonSerializable(typeof(OpenedAttempt))]
[JsonSerializable(typeof(OpenAttemptRequest))]
[JsonSerializable(typeof(MoneyWhereabouts))]
[JsonSerializable(typeof(CaseList))]
[JsonSerializable(typeof(CaseDecision))]
[JsonSerializable(typeof(StrayDecision))]
[JsonSerializable(typeof(OverpaymentDecision))]
[JsonSerializable(typeof(FinancePayment))]
[JsonSerializable(typeof(FoundPayments))]
public sealed partial class PaymentsJson : JsonSerializerContext;
