using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>What the summary of a form shows.</summary>
/// <param name="EditFrom">Address the links to change something begin with; null for no links.</param>
/// <param name="Faults">What is missing or wrong, shown beside its field.</param>
/// <param name="Units">Units whose names are known; others show as their codes.</param>
public sealed record FormSummary(
    RegistrationForm Form,
    ExamRules Rules,
    ExamRuleBook Book,
    string? EditFrom,
    IReadOnlyList<FieldProblem> Faults,
    IReadOnlyList<UnitRow> Units)
{
    /// <summary>A summary of the form a page is about.</summary>
    public static FormSummary Of(FormPage page, string? editFrom = null, IReadOnlyList<FieldProblem>? faults = null) =>
        new(page.Form, page.Rules, page.Book, editFrom, faults ?? [], page.Units);

    /// <summary>A field as people read it; null when it has no answer.</summary>
    public string? Display(FormField field, Say say)
    {
        var text = ExamWords.Display(field, Form, Rules, Book, say);
        return field.Name is "unit" or "grade10School" or "grade11School" or "grade12School"
            && Units.FirstOrDefault(unit => unit.Code == text) is { } known
                ? $"{say(known.Name.Vi, known.Name.En)} ({text})"
                : text;
    }
}
