using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Source-generated JSON of the exam feature's records, rules and answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(RegistrationRow))]
[JsonSerializable(typeof(SubmitRegistration))]
[JsonSerializable(typeof(ExamSession))]
[JsonSerializable(typeof(RegistrationUnit))]
[JsonSerializable(typeof(ExamRuleData))]
[JsonSerializable(typeof(PersonExtension))]
[JsonSerializable(typeof(RetentionRuns))]
[JsonSerializable(typeof(SessionDefinition))]
[JsonSerializable(typeof(DefinedSession))]
[JsonSerializable(typeof(DefinedUnit))]
[JsonSerializable(typeof(DossierUnitClaim))]
[JsonSerializable(typeof(UnitsReport))]
[JsonSerializable(typeof(Dated<FeeSchedule>))]
[JsonSerializable(typeof(WindowExtension))]
[JsonSerializable(typeof(UnitLock))]
[JsonSerializable(typeof(PortalLink))]
[JsonSerializable(typeof(PortalFiling))]
[JsonSerializable(typeof(ClassReport))]
[JsonSerializable(typeof(ReceiptView))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(RegistrationList))]
[JsonSerializable(typeof(InvitationIssued))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEntry>))]
[JsonSerializable(typeof(IReadOnlyList<UnitRow>))]
[JsonSerializable(typeof(IReadOnlyList<SessionRow>))]
[JsonSerializable(typeof(FamilyAccount))]
[JsonSerializable(typeof(UnitRow))]
[JsonSerializable(typeof(SessionRow))]
[JsonSerializable(typeof(RegistrationView))]
public sealed partial class ExamsJson : JsonSerializerContext;
