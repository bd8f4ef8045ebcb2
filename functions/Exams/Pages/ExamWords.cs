using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>How codes and states of the feature are said on pages.</summary>
public static class ExamWords
{
    public static string State(RegistrationState state, string language) => StateNames.Of(state).In(language);

    public static string Fee(FeeStatus fee, string language) => StateNames.Of(fee).In(language);

    /// <summary>The colour of a state's badge; the badge always says it in words too.</summary>
    public static string Tone(RegistrationState state) => state switch
    {
        RegistrationState.Draft => "",
        RegistrationState.Submitted or RegistrationState.SchoolChecked => "info",
        RegistrationState.CorrectionRequested => "wait",
        RegistrationState.Ineligible or RegistrationState.Suspended or RegistrationState.Absent or RegistrationState.Withdrawn => "stop",
        _ => "ok",
    };

    public static string Tone(FeeStatus fee) => fee switch
    {
        FeeStatus.Due => "wait",
        FeeStatus.Lapsed => "stop",
        FeeStatus.Paid or FeeStatus.Waived => "ok",
        _ => "",
    };

    /// <summary>Who acts next, as a sentence's subject.</summary>
    public static string Next(NextActor next, Say say)
    {
        var actors = new List<string>(4);
        if (next.HasFlag(NextActor.Family)) actors.Add(say("bạn", "you"));
        if (next.HasFlag(NextActor.School)) actors.Add(say("nhà trường", "the school"));
        if (next.HasFlag(NextActor.Department)) actors.Add(say("Sở Giáo dục và Đào tạo", "the Department of Education"));
        if (next.HasFlag(NextActor.Payments)) actors.Add(say("bộ phận tài chính", "the finance office"));
        if (actors.Count == 0) return say("Không ai", "Nobody");
        var text = string.Join(say(" và ", " and "), actors);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    public static IReadOnlyList<Choice> Purposes(Say say) =>
    [
        new(nameof(ExamPurpose.Both), say("Xét tốt nghiệp và tuyển sinh", "Graduation and admission")),
        new(nameof(ExamPurpose.Graduation), say("Chỉ xét tốt nghiệp", "Graduation only")),
        new(nameof(ExamPurpose.Admission), say("Chỉ tuyển sinh", "Admission only")),
    ];

    public static IReadOnlyList<Choice> Sexes(Say say) => [new(nameof(Sex.Female), say("Nữ", "Female")), new(nameof(Sex.Male), say("Nam", "Male"))];

    public static IReadOnlyList<Choice> Programmes(Say say) =>
        [new(nameof(Programme.General), say("Giáo dục phổ thông", "General education")), new(nameof(Programme.Continuing), say("Giáo dục thường xuyên", "Continuing education"))];

    public static IReadOnlyList<Choice> Relationships(Say say) =>
    [
        new(nameof(Relationship.Parent), say("Cha hoặc mẹ của thí sinh", "Parent of the candidate")),
        new(nameof(Relationship.Guardian), say("Người giám hộ hợp pháp", "Legal guardian")),
        new(nameof(Relationship.Self), say("Chính thí sinh", "The candidate")),
    ];

    public static IReadOnlyList<Choice> Types(ExamRules rules, Say say) =>
        [.. rules.CandidateTypes.Values.OrderBy(rule => rule.Type).Select(rule => new Choice(rule.Type.ToString(), say(rule.Name.Vi, rule.Name.En)))];

    public static IReadOnlyList<Choice> Choices<T>(CodeTable<T> table, Say say)
        where T : CodeRule => [.. table.All.Select(rule => new Choice(rule.Code, say(rule.Name.Vi, rule.Name.En)))];

    /// <summary>Provinces of today and of the past: births keep the name of their time.</summary>
    public static IReadOnlyList<Choice> BirthPlaces(ExamRuleBook book, Say say) =>
    [
        .. book.Data.Provinces.SelectMany(version => version.Value).DistinctBy(province => province.Code)
            .Select(province => new Choice(province.Code, say(province.Name.Vi, province.Name.En))).OrderBy(choice => choice.Label, StringComparer.Ordinal),
    ];

    /// <summary>A field as people read it: names for codes, days as they are written.</summary>
    public static string? Display(FormField field, RegistrationForm form, ExamRules rules, ExamRuleBook book, Say say)
    {
        if (field.Text(form) is not { } text) return null;
        return field.Name switch
        {
            "type" => form.Type is { } type && rules.CandidateTypes.TryGetValue(type, out var rule) ? say(rule.Name.Vi, rule.Name.En) : text,
            "purpose" => Label(Purposes(say), text),
            "sex" => Label(Sexes(say), text),
            "programme" => Label(Programmes(say), text),
            "dateOfBirth" => form.DateOfBirth?.Display(),
            "exemptionValidUntil" => form.ExemptionValidUntil?.Display(),
            "birthPlace" or "residenceProvince" => Label(BirthPlaces(book, say), text),
            "ethnicity" => Name(rules.Ethnicities, text, say),
            "foreignNational" => say("Có", "Yes"),
            "studiedSubjects" => Names(rules.Subjects, form.StudiedSubjects, say),
            "electives" => Names(rules.Subjects, form.Electives, say),
            "language" => Name(rules.Languages, text, say),
            "exemptionCertificate" => Name(rules.Certificates, text, say),
            "graduationPriority" => Name(rules.GraduationPriorities, text, say),
            "encouragement" => Name(rules.Encouragements, text, say),
            "priorityGroup" => Name(rules.PriorityGroups, text, say),
            "priorityRegion" => Name(rules.PriorityRegions, text, say),
            "feeExemption" => Name(rules.FeeExemptions, text, say),
            "reservedScores" => string.Join("; ", form.ReservedScores!.Select(score => $"{Name(rules.Subjects, score.Subject, say)}: {score.Score}")),
            _ => text,
        };
    }

    /// <summary>What a form field is called.</summary>
    public static Func<string, string?> FieldLabels(Say say) =>
        name => FormFields.All.FirstOrDefault(field => field.Name == name) is { } known ? say(known.Label.Vi, known.Label.En) : null;

    private static string Label(IReadOnlyList<Choice> choices, string value) => choices.FirstOrDefault(choice => choice.Value == value)?.Label ?? value;

    private static string Name<T>(CodeTable<T> table, string code, Say say)
        where T : CodeRule => table.Find(code) is { } rule ? say(rule.Name.Vi, rule.Name.En) : code;

    private static string? Names<T>(CodeTable<T> table, IReadOnlyList<string>? codes, Say say)
        where T : CodeRule => codes is null ? null : string.Join(", ", codes.Select(code => Name(table, code, say)));
}
