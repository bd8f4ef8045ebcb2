using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>An account changed; what lists of bills need to show it. Session: the account.</summary>
/// <param name="Bills">The last bill of each period in the account's state.</param>
/// <param name="Student">The pupil's code; empty in messages that were written before there were reports.</param>
public sealed record StudentAccountChangedV1(
    RecordId Account,
    long Version,
    string School,
    string Name,
    string Class,
    string? FormerClass,
    IReadOnlyList<string> Guardians,
    long CreditVnd,
    IReadOnlyList<BillFacts> Bills,
    string Student = "");

/// <summary>A bill as lists know it.</summary>
/// <param name="Standing">Whether the pupil studied.</param>
/// <param name="Lines">Its lines, for reports; null in messages that were written before there were reports.</param>
/// <param name="WrittenOffVnd">Given up, in đồng.</param>
public sealed record BillFacts(
    string Period, string Code, long TotalVnd, long ReductionVnd, long OwedVnd, bool IsCancelled, IReadOnlyList<Instalment> Instalments,
    Standing Standing = Standing.Studying, IReadOnlyList<LineFacts>? Lines = null, long WrittenOffVnd = 0);

/// <summary>A line of a bill as reports know it.</summary>
/// <param name="Reduction">Code of the benefit; null without one.</param>
public sealed record LineFacts(string Item, string NameVi, string NameEn, long GrossVnd, long ReductionVnd, string? Reduction);

/// <summary>A claim to a benefit was made or decided. Session: the pupil's benefits.</summary>
public sealed record BenefitChangedV1(RecordId Benefits, long Version, string Student, string StudentName, BenefitClaim Claim);

/// <summary>The next rows of a bill run are due. Session: the run.</summary>
/// <param name="Run">Which run of the period; a step of an earlier one does nothing.</param>
/// <param name="Chunk">Which rows, from 0.</param>
public sealed record BillRunStepV1(string School, string Period, int Run, int Chunk);

/// <summary>A payment of a family settles its share of a bill. Session: the account.</summary>
/// <param name="Basket">The basket that was paid.</param>
/// <param name="Round">Which payment of the basket.</param>
/// <param name="Kept">For money beyond that payment its number there, from 1; 0 for the payment itself.</param>
public sealed record BillSharePaidV1(
    RecordId Account, string Period, RecordId Basket, int Round, long AmountVnd, DateTimeOffset PaidAt, string Reference, int Kept = 0);

/// <summary>A payment went back to the payer, whole or in part, with it this share. Session: the account.</summary>
/// <param name="Number">Which return of the basket it is, from 1.</param>
/// <param name="IsPart">True when some of the payment stays.</param>
public sealed record BillShareReturnedV1(
    RecordId Account, string Period, RecordId Basket, int Round, long AmountVnd, DateTimeOffset ReturnedAt, int Number, bool IsPart);

/// <summary>A benefit was decided: bills since then are worked out anew. Session: the account.</summary>
public sealed record RecalculationDueV1(RecordId Account, string Student, DateOnly From, DateOnly To, string Reason);

/// <summary>A page of a school's unpaid bills is to be reminded of. Session: the reminder's record.</summary>
/// <param name="Day">The day of the schedule.</param>
/// <param name="Continuation">Where the page begins; null for the first.</param>
public sealed record ReminderStepV1(string School, string Period, DateOnly Day, string? Continuation);

/// <summary>A family is to be reminded, if it still owes something of the period that is due. Session: the account.</summary>
public sealed record ReminderDueV1(RecordId Account, string Period, DateOnly Day);

/// <summary>The next bills of a run over a period are due. Session: the school's book of invoices.</summary>
/// <param name="Run">Which run; a step of an earlier one does nothing.</param>
/// <param name="Step">Which step of it, from 0.</param>
public sealed record InvoiceRunStepV1(string School, int Run, int Step);

/// <summary>Messages the tuition feature sends itself.</summary>
public static class TuitionMessages
{
    public static readonly Contract<StudentAccountChangedV1> StudentAccountChanged = new("ps.tuition.student-account-changed.v1", () => TuitionJson.Default.StudentAccountChangedV1);
    public static readonly Contract<BenefitChangedV1> BenefitChanged = new("ps.tuition.benefit-changed.v1", () => TuitionJson.Default.BenefitChangedV1);
    public static readonly Contract<BillRunStepV1> BillRunStep = new("ps.tuition.bill-run-step.v1", () => TuitionJson.Default.BillRunStepV1);
    public static readonly Contract<BillSharePaidV1> BillSharePaid = new("ps.tuition.bill-share-paid.v1", () => TuitionJson.Default.BillSharePaidV1);
    public static readonly Contract<BillShareReturnedV1> BillShareReturned = new("ps.tuition.bill-share-returned.v1", () => TuitionJson.Default.BillShareReturnedV1);
    public static readonly Contract<RecalculationDueV1> RecalculationDue = new("ps.tuition.recalculation-due.v1", () => TuitionJson.Default.RecalculationDueV1);
    public static readonly Contract<ReminderStepV1> ReminderStep = new("ps.tuition.reminder-step.v1", () => TuitionJson.Default.ReminderStepV1);
    public static readonly Contract<ReminderDueV1> ReminderDue = new("ps.tuition.reminder-due.v1", () => TuitionJson.Default.ReminderDueV1);
    public static readonly Contract<InvoiceRunStepV1> InvoiceRunStep = new("ps.tuition.invoice-run-step.v1", () => TuitionJson.Default.InvoiceRunStepV1);
}
