using System.Text.Json.Serialization;

namespace PublicServices.Contracts;

/// <summary>Source-generated JSON for every message between features.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FeeRequestedV1))]
[JsonSerializable(typeof(FeeWithdrawnV1))]
[JsonSerializable(typeof(FeePaidV1))]
[JsonSerializable(typeof(FeeLapsedV1))]
[JsonSerializable(typeof(FeeRefundedV1))]
[JsonSerializable(typeof(FeePartRefundedV1))]
[JsonSerializable(typeof(OverpaymentKeptV1))]
[JsonSerializable(typeof(PaymentChangedV1))]
[JsonSerializable(typeof(TransferReceivedV1))]
[JsonSerializable(typeof(MoneyMovedV1))]
[JsonSerializable(typeof(PayoutReportedV1))]
[JsonSerializable(typeof(DossierMovedV1))]
[JsonSerializable(typeof(PortalDossierReceivedV1))]
[JsonSerializable(typeof(NoticeRequestedV1))]
[JsonSerializable(typeof(RegistrationChangedV1))]
[JsonSerializable(typeof(ExamUnitChangedV1))]
[JsonSerializable(typeof(ExamSessionChangedV1))]
[JsonSerializable(typeof(UnitLockStepV1))]
[JsonSerializable(typeof(RegistrationLockDueV1))]
[JsonSerializable(typeof(RegistrationConfirmedV1))]
[JsonSerializable(typeof(RetentionStepV1))]
[JsonSerializable(typeof(RegistrationErasureDueV1))]
[JsonSerializable(typeof(RegistrationErasedV1))]
[JsonSerializable(typeof(DossierErasedV1))]
[JsonSerializable(typeof(BillIssuedV1))]
[JsonSerializable(typeof(BillReversedV1))]
[JsonSerializable(typeof(CreditGrantedV1))]
[JsonSerializable(typeof(CreditUsedV1))]
[JsonSerializable(typeof(BillPaidV1))]
[JsonSerializable(typeof(BillReturnedV1))]
[JsonSerializable(typeof(BillWrittenOffV1))]
[JsonSerializable(typeof(BillWriteOffV1))]
[JsonSerializable(typeof(BillWriteOffAnsweredV1))]
public sealed partial class ContractsJson : JsonSerializerContext;
