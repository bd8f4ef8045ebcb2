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
    string? FormerPlace = null);

/// <summary>The contracts of the exam feature.</summary>
public static class ExamContracts
{
    public static readonly Contract<RegistrationChangedV1> RegistrationChanged = new("ps.exams.registration-changed.v1", ContractsJson.Default.RegistrationChangedV1);
}
