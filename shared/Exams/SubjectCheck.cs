using System.Globalization;

namespace PublicServices.Exams;

/// <summary>The rules about subjects, languages, exemption and reserved scores.</summary>
internal static class SubjectCheck
{
    private const int Electives = 2;
    private const decimal LowestReserved = 5m;
    private const decimal HighestScore = 10m;

    public static void Run(RegistrationForm form, FormContext context, Faults faults)
    {
        var rules = context.Rules;
        var type = form.Type is { } known ? rules.CandidateTypes.GetValueOrDefault(known) : null;
        Chosen(form, type, rules, faults);
        var sitsLanguage = form.Electives?.Any(code => rules.Subjects.Find(code) is { Language: true }) is true;
        if (sitsLanguage) faults.RequireCode("language", form.Language, rules.Languages);
        else if (form.Language is not null) faults.Add(FieldProblems.LanguageWithoutSubject);
        Exemption(form, context, faults);
        Reserved(form, type, rules, faults);
    }

    private static void Chosen(RegistrationForm form, CandidateTypeRule? type, ExamRules rules, Faults faults)
    {
        foreach (var code in form.StudiedSubjects ?? [])
        {
            if (rules.Subjects.Find(code) is null) faults.Add(FieldProblems.NotACode("studiedSubjects"));
        }

        if (form.Electives is not { Count: Electives } electives || electives[0] == electives[1])
        {
            faults.Add(FieldProblems.TwoElectives);
            return;
        }

        foreach (var code in electives)
        {
            if (rules.Subjects.Find(code) is not { Compulsory: false })
                faults.Add(FieldProblems.NotACode("electives"));
            else if (type is { ChoosesFreely: false } && form.StudiedSubjects?.Contains(code) is not true)
                faults.Add(FieldProblems.ElectiveNotStudied);
        }
    }

    private static void Exemption(RegistrationForm form, FormContext context, Faults faults)
    {
        if (form.ExemptionCertificate is null)
        {
            if (form.ExemptionScore is not null) faults.Require("exemptionCertificate", false);
            return;
        }

        // The certificate must be on the list of the exam days and valid through them, whenever the form is filed.
        if (context.Rules.Certificates.Find(form.ExemptionCertificate) is not { } certificate)
        {
            faults.Add(FieldProblems.NotACode("exemptionCertificate"));
            return;
        }

        if (form.Language != certificate.Language) faults.Add(FieldProblems.CertificateLanguage);
        if (faults.Require("exemptionScore", form.ExemptionScore is not null) && !Reaches(certificate, form.ExemptionScore!))
            faults.Add(FieldProblems.CertificateScore);
        if (form.ExemptionValidUntil < context.Session.LastExamDay) faults.Add(FieldProblems.CertificateExpired);
    }

    private static void Reserved(RegistrationForm form, CandidateTypeRule? type, ExamRules rules, Faults faults)
    {
        if (form.ReservedScores is not { Count: > 0 } scores) return;
        if (type is { MayReserve: false }) faults.Add(FieldProblems.NoReservedScores);
        var valid = scores.All(score =>
            rules.Subjects.Has(score.Subject)
            && score.Score is >= LowestReserved and <= HighestScore
            && decimal.Round(score.Score, 2) == score.Score);
        if (!valid || scores.Select(score => score.Subject).Distinct().Count() != scores.Count)
            faults.Add(FieldProblems.ReservedScores);
    }

    private static bool Reaches(CertificateRule certificate, string score)
    {
        if (certificate.Levels is { } levels) return levels.Contains(score);
        if (certificate.Minimums is not { } minimums || certificate.Maximums is not { } maximums) return false;
        var parts = score.Split('/', StringSplitOptions.TrimEntries);
        if (parts.Length != minimums.Count) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!decimal.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
            if (value < minimums[i] || value > maximums[i]) return false;
        }

        return true;
    }
}
