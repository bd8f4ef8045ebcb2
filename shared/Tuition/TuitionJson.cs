using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Source-generated JSON of the tuition feature's records, rules, messages and answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(TuitionRuleData))]
[JsonSerializable(typeof(FeeCatalogue))]
[JsonSerializable(typeof(StudentAccount))]
[JsonSerializable(typeof(Bill))]
[JsonSerializable(typeof(StatementEntry))]
[JsonSerializable(typeof(StudentBenefits))]
[JsonSerializable(typeof(Basket))]
[JsonSerializable(typeof(BillRun))]
[JsonSerializable(typeof(ReminderSchedule))]
[JsonSerializable(typeof(IReadOnlyList<EnrolmentRow>))]
[JsonSerializable(typeof(IReadOnlyList<BillRowReport>))]
[JsonSerializable(typeof(BillRunPreview))]
[JsonSerializable(typeof(BillRow))]
[JsonSerializable(typeof(BillList))]
[JsonSerializable(typeof(BenefitRow))]
[JsonSerializable(typeof(BenefitList))]
[JsonSerializable(typeof(IReadOnlyList<ClassTotal>))]
[JsonSerializable(typeof(FoundBills))]
[JsonSerializable(typeof(MonthlyReport))]
[JsonSerializable(typeof(SubsidyClaim))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(BillView))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(BasketAnswer))]
[JsonSerializable(typeof(BenefitAnswer))]
[JsonSerializable(typeof(StudentAccountChangedV1))]
[JsonSerializable(typeof(BenefitChangedV1))]
[JsonSerializable(typeof(BillRunStepV1))]
[JsonSerializable(typeof(BillSharePaidV1))]
[JsonSerializable(typeof(BillShareReturnedV1))]
[JsonSerializable(typeof(RecalculationDueV1))]
[JsonSerializable(typeof(ReminderStepV1))]
[JsonSerializable(typeof(ReminderDueV1))]
[JsonSerializable(typeof(InvoiceBook))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(InvoiceLink))]
[JsonSerializable(typeof(InvoiceNumber))]
[JsonSerializable(typeof(InvoiceSettings))]
[JsonSerializable(typeof(InvoiceRun))]
[JsonSerializable(typeof(InvoiceList))]
[JsonSerializable(typeof(IssuedInvoice))]
[JsonSerializable(typeof(BillInvoices))]
[JsonSerializable(typeof(InvoiceExport))]
[JsonSerializable(typeof(NumberReports))]
[JsonSerializable(typeof(InvoiceRunStepV1))]
[JsonSerializable(typeof(HistoryEntry))]
public sealed partial class TuitionJson : JsonSerializerContext;
