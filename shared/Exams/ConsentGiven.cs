using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>The yes that comes with a form.</summary>
/// <param name="TextVersion">Version of the text that was shown.</param>
/// <param name="Agreed">The box was ticked.</param>
public sealed record ConsentGiven(string? TextVersion, Relationship Relationship, bool Agreed)
{
    /// <summary>The consent to record, or why it is none.</summary>
    internal static Result<Consent> Record(ConsentGiven? given, RegistrationForm form, ExamRules rules, Asked asked)
    {
        if (given is not { Agreed: true } || rules.Consent is not { } rule) return ExamProblems.ConsentMissing;
        if (given.TextVersion != rule.Version) return ExamProblems.ConsentOutdated;
        if (given.Relationship is Relationship.School && asked.Caller.Role is Role.Family) return ExamProblems.ConsentMissing;
        if (given.Relationship is Relationship.Self && form.DateOfBirth?.AddYears(rule.RepresentativeBelowAge) > rules.Day)
            return ExamProblems.RepresentativeNeeded(rule.RepresentativeBelowAge);
        return new Consent(rule.Version, asked.ArrivedAt, asked.Caller.Id, given.Relationship);
    }
}
