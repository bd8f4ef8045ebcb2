using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>One page of the form.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Fields">The form's fields it asks for.</param>
public sealed record FormStep(string Name, LocalText Title, IReadOnlyList<string> Fields);

/// <summary>The form in pages short enough for a phone. Every field is asked for on exactly one of them.</summary>
public static class FormSteps
{
    /// <summary>Who takes the exam; the registration's id derives from it, so it comes first.</summary>
    public static readonly FormStep Who = new(
        "who",
        new("Thí sinh", "Candidate"),
        ["type", "purpose", "name", "sex", "dateOfBirth", "personalNumber", "foreignNational", "passport", "birthPlace", "ethnicity"]);

    public static readonly FormStep School = new(
        "school",
        new("Trường học", "School"),
        ["residenceProvince", "residenceCommune", "programme", "unit", "class", "grade10School", "grade11School", "grade12School", "graduationYear"]);

    public static readonly FormStep Subjects = new(
        "subjects",
        new("Môn thi", "Subjects"),
        ["studiedSubjects", "electives", "language", "exemptionCertificate", "exemptionScore", "exemptionValidUntil", "reservedScores"]);

    public static readonly FormStep Priority = new(
        "priority",
        new("Ưu tiên", "Priority"),
        ["priorityRegion", "priorityGroup", "graduationPriority", "encouragement", "feeExemption"]);

    public static readonly FormStep Contact = new(
        "contact",
        new("Liên hệ", "Contact"),
        ["phone", "email", "address"]);

    public static readonly IReadOnlyList<FormStep> All = [Who, School, Subjects, Priority, Contact];

    /// <summary>The step of that name; null when there is none.</summary>
    public static FormStep? Find(string? name) => All.FirstOrDefault(step => step.Name == name);

    /// <summary>Where a field is asked for; the first step for a field that none names.</summary>
    public static FormStep Of(string field) => All.FirstOrDefault(step => step.Fields.Contains(field)) ?? Who;

    /// <summary>The step after this one; null after the last.</summary>
    public static FormStep? After(FormStep step)
    {
        for (var i = 0; i < All.Count - 1; i++)
        {
            if (All[i] == step) return All[i + 1];
        }

        return null;
    }

    /// <summary>Titles for the step list, with reviewing last.</summary>
    public static IReadOnlyList<string> Titles(Hosting.Web.Say say) =>
        [.. All.Select(step => say(step.Title.Vi, step.Title.En)), say("Xem lại", "Review")];

    /// <summary>A step's place from 1.</summary>
    public static int NumberOf(FormStep step) => All.TakeWhile(other => other != step).Count() + 1;
}
