using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>What the summary of a form shows.</summary>
/// <param name="EditFrom">Address the links to change something begin with; null for no links.</param>
/// <param name="Faults">What is missing or wrong, shown beside its field.</param>
/// <param name="ShowEmpty">Also fields without an answer.</param>
public sealed record FormSummary(
    RegistrationForm Form, ExamRules Rules, ExamRuleBook Book, string? EditFrom, IReadOnlyList<FieldProblem> Faults, bool ShowEmpty = false);
