using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>A row of a class sheet as a form.</summary>
/// <param name="HasConsent">The school holds the representative's consent on paper.</param>
/// <param name="Faults">Cells that could not be read.</param>
public sealed record ClassRow(int Line, RegistrationForm Form, bool HasConsent, IReadOnlyList<FieldProblem> Faults);

/// <summary>The sheet a school files a class with: its columns, and what their cells mean.</summary>
public static class ClassSheet
{
    private static readonly SheetColumn Consent = new(
        "consent", new("Có đồng ý của người đại diện", "Representative's consent"), true, "Đồng ý");

    private static readonly string[] Optional =
    [
        "residenceCommune", "grade12School", "phone", "email", "programme", "language", "exemptionCertificate", "exemptionScore",
        "exemptionValidUntil", "graduationPriority", "encouragement", "priorityGroup", "priorityRegion", "feeExemption", "ethnicity",
    ];

    /// <summary>Not in the sheet: the unit is the school's own, and its pupils are of type A.</summary>
    private static readonly string[] Left = ["type", "unit", "foreignNational", "passport", "reservedScores", "graduationYear"];

    /// <summary>Columns by their names on the form, and the consent.</summary>
    public static readonly IReadOnlyList<SheetColumn> Columns =
    [
        .. FormFields.All
            .Where(field => !Left.Contains(field.Name))
            .Select(field => new SheetColumn(field.Name, field.Label, !Optional.Contains(field.Name))),
        Consent,
    ];

    private static readonly Dictionary<string, SheetColumn> ByName = Columns.ToDictionary(column => column.Key);

    /// <summary>Reads one row.</summary>
    /// <param name="unit">The school's unit: where its pupils register.</param>
    public static ClassRow Read(SheetColumns columns, SheetRow row, string unit, ExamRules rules)
    {
        var faults = new List<FieldProblem>();
        var form = new RegistrationForm
        {
            Type = CandidateType.A,
            Unit = unit,
            Purpose = Choice<ExamPurpose>("purpose", Purposes),
            Name = Cell("name"),
            Sex = Choice<Sex>("sex", Sexes),
            DateOfBirth = Day("dateOfBirth"),
            BirthPlace = Code("birthPlace", rules.Provinces, digits: 2),
            Ethnicity = Code("ethnicity", rules.Ethnicities, digits: 2) ?? rules.Ethnicities.All[0].Code,
            PersonalNumber = Cell("personalNumber") is { } number ? SheetCell.Digits(number, PersonalNumber.Length) : null,
            ResidenceProvince = Code("residenceProvince", rules.Provinces, digits: 2),
            ResidenceCommune = Cell("residenceCommune") is { } commune ? SheetCell.Digits(commune, 5) : null,
            Grade10School = Cell("grade10School"),
            Grade11School = Cell("grade11School"),
            Grade12School = Cell("grade12School") ?? unit,
            Class = Cell("class"),
            Phone = Cell("phone") is { } phone ? SheetCell.Digits(phone, 10) : null,
            Email = Cell("email"),
            Address = Cell("address"),
            Programme = Choice<Programme>("programme", Programmes) ?? Exams.Programme.General,
            StudiedSubjects = Codes("studiedSubjects", rules.Subjects),
            Electives = Codes("electives", rules.Subjects),
            Language = Code("language", rules.Languages),
            ExemptionCertificate = Code("exemptionCertificate", rules.Certificates),
            ExemptionScore = Cell("exemptionScore"),
            ExemptionValidUntil = Day("exemptionValidUntil"),
            GraduationPriority = Code("graduationPriority", rules.GraduationPriorities),
            Encouragement = Code("encouragement", rules.Encouragements),
            PriorityGroup = Code("priorityGroup", rules.PriorityGroups, digits: 2),
            PriorityRegion = Code("priorityRegion", rules.PriorityRegions),
            FeeExemption = Code("feeExemption", rules.FeeExemptions),
        };
        var consent = columns.Cell(row, Consent);
        var hasConsent = SheetCell.YesOrNo(consent) is true || VietnameseText.Plain(consent) == "dongy";
        return new ClassRow(row.LineNumber, FormFields.Normalise(form), hasConsent, faults);

        string? Cell(string name) => columns.Cell(row, ByName[name]) is { Length: > 0 } text ? text : null;

        DateOnly? Day(string name)
        {
            if (Cell(name) is not { } text) return null;
            if (SheetCell.TryDate(text, out var day)) return day;
            faults.Add(FieldProblems.NotADay(name));
            return null;
        }

        T? Choice<T>(string name, IReadOnlyList<(T Value, string[] Words)> choices)
            where T : struct
        {
            if (Cell(name) is not { } text) return null;
            if (SheetCell.Choice(text, choices) is { } value) return value;
            faults.Add(FieldProblems.NotACode(name));
            return null;
        }

        // People write names where codes are meant; both are understood, and what is neither is found by the form's own check.
        string? Code<T>(string name, CodeTable<T> table, int digits = 0)
            where T : CodeRule => Cell(name) is { } text ? Find(text, table, digits) : null;

        string[]? Codes<T>(string name, CodeTable<T> table)
            where T : CodeRule =>
            Cell(name)?.Split([',', ';', '+'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(text => Find(text, table, digits: 0)).ToArray();
    }

    private static readonly (Sex, string[])[] Sexes = [(Sex.Male, ["nam", "male", "0"]), (Sex.Female, ["nu", "female", "1"])];

    private static readonly (ExamPurpose, string[])[] Purposes =
    [
        (ExamPurpose.Graduation, ["graduation", "xettotnghiep", "totnghiep"]),
        (ExamPurpose.Admission, ["admission", "xettuyen", "tuyensinh"]),
        (ExamPurpose.Both, ["both", "cahai", "xettotnghiepvaxettuyen", "totnghiepvatuyensinh"]),
    ];

    private static readonly (Programme, string[])[] Programmes =
    [
        (Programme.General, ["general", "thpt", "gdpt"]),
        (Programme.Continuing, ["continuing", "gdtx"]),
    ];

    private static string Find<T>(string text, CodeTable<T> table, int digits)
        where T : CodeRule
    {
        var code = SheetCell.Digits(text, digits);
        if (table.Has(code)) return code;
        var plain = VietnameseText.Plain(text);
        foreach (var rule in table.All)
        {
            if (VietnameseText.Plain(rule.Code) == plain || VietnameseText.Plain(rule.Name.Vi) == plain || VietnameseText.Plain(rule.Name.En) == plain)
                return rule.Code;
        }

        return text;
    }
}
