using System.Globalization;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Takes one page of the form out of what a browser sent.</summary>
public static class FormPost
{
    private static readonly string[] DayFormats = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "ddMMyyyy", "yyyy-MM-dd"];

    /// <summary>The form with this page's answers; the other pages' stay as they were.</summary>
    /// <param name="form">The form so far.</param>
    /// <param name="step">The page that was sent.</param>
    /// <param name="post">What was sent.</param>
    /// <param name="unreadable">Answers that cannot be read at all are added here.</param>
    public static RegistrationForm Merge(RegistrationForm form, FormStep step, IFormCollection post, ICollection<FieldProblem> unreadable) => step.Name switch
    {
        "who" => Who(form, post, unreadable),
        "school" => School(form, post, unreadable),
        "subjects" => Subjects(form, post, unreadable),
        "priority" => form with
        {
            PriorityRegion = Text(post, "priorityRegion"),
            PriorityGroup = Text(post, "priorityGroup"),
            GraduationPriority = Text(post, "graduationPriority"),
            Encouragement = Text(post, "encouragement"),
            FeeExemption = Text(post, "feeExemption"),
        },
        "contact" => form with { Phone = Text(post, "phone"), Email = Text(post, "email"), Address = Text(post, "address") },
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Name, "No such step."),
    };

    /// <summary>A day as people write it: 5/9/2009, 05092009, or as the browser's own date field sends it.</summary>
    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text?.Replace(" ", "", StringComparison.Ordinal), DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A day that cannot be read.</summary>
    public static FieldProblem DayUnreadable(string field) => new(
        field, "WEB-F01", new("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/09/2009.", "Write the day as day/month/year, such as 05/09/2009."));

    /// <summary>A time of day that cannot be read.</summary>
    public static FieldProblem TimeUnreadable(string field) => new(
        field, "WEB-F02", new("Ghi giờ theo dạng giờ:phút, ví dụ 17:00.", "Write the time as hours:minutes, such as 17:00."));

    /// <summary>Reserved scores, one line each, <c>physics 7.25</c>; Vietnamese decimal commas are read too.</summary>
    public static IReadOnlyList<ReservedScore>? Scores(IFormCollection post, ICollection<FieldProblem> unreadable)
    {
        var scores = new List<ReservedScore>();
        foreach (var key in post.Keys)
        {
            if (!key.StartsWith(ScorePrefix, StringComparison.Ordinal) || Text(post, key) is not { } text) continue;
            if (decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var score))
                scores.Add(new ReservedScore(key[ScorePrefix.Length..], score));
            else
                unreadable.Add(FieldProblems.ReservedScores);
        }

        return scores.Count == 0 ? null : scores;
    }

    /// <summary>Names of the score fields: this and the subject's code.</summary>
    public const string ScorePrefix = "reserved-";

    private static RegistrationForm Who(RegistrationForm form, IFormCollection post, ICollection<FieldProblem> unreadable) => form with
    {
        Type = Choice<CandidateType>(post, "type"),
        Purpose = Choice<ExamPurpose>(post, "purpose"),
        Name = Text(post, "name"),
        Sex = Choice<Sex>(post, "sex"),
        DateOfBirth = DayField(post, "dateOfBirth", unreadable),
        PersonalNumber = Text(post, "personalNumber")?.Replace(" ", "", StringComparison.Ordinal),
        ForeignNational = Text(post, "foreignNational") == "true" ? true : null,
        Passport = Text(post, "passport"),
        BirthPlace = Text(post, "birthCountry") ?? Text(post, "birthPlace"),
        Ethnicity = Text(post, "ethnicity"),
    };

    private static RegistrationForm School(RegistrationForm form, IFormCollection post, ICollection<FieldProblem> unreadable)
    {
        var unit = Text(post, "unit");
        // Candidates in grade 12 register at their own school, so it is asked for once.
        var grade12 = form.Type is CandidateType.A ? unit : Text(post, "grade12School");
        var same = Text(post, "sameSchool") == "true";
        var year = Text(post, "graduationYear");
        if (year is not null && !int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out _)) unreadable.Add(FieldProblems.GraduationYear);
        return form with
        {
            ResidenceProvince = Text(post, "residenceProvince"),
            ResidenceCommune = Text(post, "residenceCommune"),
            Programme = Choice<Programme>(post, "programme"),
            Unit = unit,
            Class = Text(post, "class"),
            Grade10School = same ? grade12 : Text(post, "grade10School"),
            Grade11School = same ? grade12 : Text(post, "grade11School"),
            Grade12School = grade12,
            GraduationYear = int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null,
        };
    }

    private static RegistrationForm Subjects(RegistrationForm form, IFormCollection post, ICollection<FieldProblem> unreadable)
    {
        var electives = Texts(post, "electives");
        return form with
        {
            StudiedSubjects = Texts(post, "studiedSubjects"),
            Electives = electives,
            Language = Text(post, "language"),
            ExemptionCertificate = Text(post, "exemptionCertificate"),
            ExemptionScore = Text(post, "exemptionScore")?.Replace(',', '.'),
            ExemptionValidUntil = DayField(post, "exemptionValidUntil", unreadable),
            ReservedScores = Scores(post, unreadable),
        };
    }

    private static DateOnly? DayField(IFormCollection post, string field, ICollection<FieldProblem> unreadable)
    {
        if (Text(post, field) is not { } text) return null;
        var day = Day(text);
        if (day is null) unreadable.Add(DayUnreadable(field));
        return day;
    }

    private static T? Choice<T>(IFormCollection post, string field)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(post, field), out var value) && Enum.IsDefined(value) ? value : null;

    private static string? Text(IFormCollection post, string field)
    {
        var value = post[field];
        return value.Count > 0 && !string.IsNullOrWhiteSpace(value[0]) ? value[0]!.Trim() : null;
    }

    private static List<string>? Texts(IFormCollection post, string field)
    {
        List<string> values = [.. post[field].Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!)];
        return values.Count == 0 ? null : values;
    }
}
