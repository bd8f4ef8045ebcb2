using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>A registration changed; what lists of registrations need to show it. Read by the exam feature's own views.</summary>
/// <param name="Registration">The record; also the message's session.</param>
/// <param name="Version">The record's version after the change.</param>
/// <param name="ExamSession">For example <c>thpt-2027</c>.</param>
/// <param name="Unit">Registration unit, two-digit Department code, dash, three-digit school code: <c>01-002</c>.</param>
/// <param name="Class">Class as the school writes it; empty for free candidates.</param>
/// <param name="DossierCode">Empty while a draft.</param>
/// <param name="CandidateName">Upper case, as on the birth certificate.</param>
/// <param name="State">State after the change.</param>
/// <param name="Fee">Fee status after the change.</param>
/// <param name="Action">What was done.</param>
/// <param name="At">When.</param>
/// <param name="SubmittedAt">When it first counted as submitted; null while a draft.</param>
/// <param name="Accounts">Family accounts that may see it.</param>
/// <param name="Next">Who acts next: the sum of 1 family, 2 school, 4 Department, 8 payments; 0 for nobody.</param>
/// <param name="FormerPlace">Unit and class, <c>01-002|12A1</c>, where lists showed it until this change; null when it did not move.</param>
/// <param name="WasDraft">True when it had not been submitted before this change.</param>
public sealed record RegistrationChangedV1(
    RecordId Registration,
    long Version,
    string ExamSession,
    string Unit,
    string Class,
    string DossierCode,
    string CandidateName,
    string State,
    string Fee,
    string Action,
    DateTimeOffset At,
    DateTimeOffset? SubmittedAt,
    IReadOnlyList<string> Accounts,
    int Next = 0,
    string? FormerPlace = null,
    bool WasDraft = false);

/// <summary>A registration unit was defined or changed.</summary>
/// <param name="Unit">Unit code, <c>01-002</c>.</param>
/// <param name="Version">The unit record's version.</param>
/// <param name="Takes">Candidate types that register there, A to D.</param>
public sealed record ExamUnitChangedV1(string Unit, long Version, LocalText Name, IReadOnlyList<string> Takes);

/// <summary>An exam session was defined, or its windows changed.</summary>
/// <param name="ExamSession">Session code.</param>
/// <param name="Version">The session record's version.</param>
/// <param name="Procedure">Administrative procedure code at the portal.</param>
/// <param name="ClosesAt">When filing ends without extensions for provinces, units and persons.</param>
public sealed record ExamSessionChangedV1(
    string ExamSession,
    long Version,
    LocalText Name,
    string Procedure,
    DateTimeOffset OpensAt,
    DateTimeOffset ClosesAt,
    DateOnly FirstExamDay);

/// <summary>The next page of a unit's registrations is to be locked.</summary>
/// <param name="Run">Which run of the lock; a step of an earlier run does nothing.</param>
/// <param name="Continuation">Where the page begins; null for the first.</param>
public sealed record UnitLockStepV1(string ExamSession, string Unit, int Run, string? Continuation);

/// <summary>One registration is to be locked, if it is confirmed.</summary>
/// <param name="By">The officer who locked the unit.</param>
public sealed record RegistrationLockDueV1(RecordId Registration, Caller By);

/// <summary>A registration was confirmed when its unit's list may be locked already.</summary>
/// <param name="Registration">The record; also the message's session.</param>
/// <param name="Unit">Registration unit at the time.</param>
public sealed record RegistrationConfirmedV1(RecordId Registration, string ExamSession, string Unit);

/// <summary>A page of a list holds registrations whose time may be over.</summary>
/// <param name="ExamSession">Session code.</param>
/// <param name="View">The list.</param>
/// <param name="Partition">Partition of the list.</param>
/// <param name="Continuation">Where the page begins; null for the first.</param>
public sealed record RetentionStepV1(string ExamSession, string View, string Partition, string? Continuation);

/// <summary>One registration is to be erased, if its time is over.</summary>
public sealed record RegistrationErasureDueV1(RecordId Registration);

/// <summary>A registration was erased; what else there is of it goes too. Holds what names its rows, and nothing about the person.</summary>
/// <param name="Registration">The record; also the message's session.</param>
/// <param name="Version">The record's version with which it went.</param>
/// <param name="ExamSession">Session code.</param>
/// <param name="Place">Unit and class, <c>01-002|12A1</c>, where lists showed it; null for a draft without a unit.</param>
/// <param name="Accounts">Family accounts whose lists showed it.</param>
public sealed record RegistrationErasedV1(
    RecordId Registration, long Version, string ExamSession, string? Place, IReadOnlyList<string> Accounts);

/// <summary>The contracts of the exam feature.</summary>
public static class ExamContracts
{
    public static readonly Contract<RegistrationChangedV1> RegistrationChanged = new("ps.exams.registration-changed.v1", () => ContractsJson.Default.RegistrationChangedV1);
    public static readonly Contract<ExamUnitChangedV1> UnitChanged = new("ps.exams.unit-changed.v1", () => ContractsJson.Default.ExamUnitChangedV1);
    public static readonly Contract<ExamSessionChangedV1> SessionChanged = new("ps.exams.session-changed.v1", () => ContractsJson.Default.ExamSessionChangedV1);
    public static readonly Contract<UnitLockStepV1> UnitLockStep = new("ps.exams.unit-lock-step.v1", () => ContractsJson.Default.UnitLockStepV1);
    public static readonly Contract<RegistrationLockDueV1> RegistrationLockDue = new("ps.exams.registration-lock-due.v1", () => ContractsJson.Default.RegistrationLockDueV1);
    public static readonly Contract<RegistrationConfirmedV1> RegistrationConfirmed = new("ps.exams.registration-confirmed.v1", () => ContractsJson.Default.RegistrationConfirmedV1);
    public static readonly Contract<RetentionStepV1> RetentionStep = new("ps.exams.retention-step.v1", () => ContractsJson.Default.RetentionStepV1);
    public static readonly Contract<RegistrationErasureDueV1> RegistrationErasureDue = new("ps.exams.registration-erasure-due.v1", () => ContractsJson.Default.RegistrationErasureDueV1);
    public static readonly Contract<RegistrationErasedV1> RegistrationErased = new("ps.exams.registration-erased.v1", () => ContractsJson.Default.RegistrationErasedV1);
}
