using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>What a form is checked against.</summary>
/// <param name="Unit">The unit the form names; null when there is none of that code.</param>
public sealed record FormContext(ExamSession Session, RegistrationUnit? Unit, ExamRules Rules);

/// <summary>Finds everything that is wrong with a form at once, so that nobody corrects it one refusal at a time.</summary>
/// <remarks>Source: Circular 24/2024/TT-BGDĐT; the tables in <see cref="ExamRules"/> name their own instruments.</remarks>
public static class FormCheck
{
    private const int YoungestAge = 14;
    private const int OldestAge = 100;
    private const int MinPassport = 5;
    private const int MaxPassport = 20;
    private const int CommuneDigits = 5;
    private const int MaxListEntries = 12;
    private const int MaxClass = 20;

    /// <summary>Faults of a form to be submitted; empty when there is none.</summary>
    public static IReadOnlyList<FieldProblem> Submitted(RegistrationForm form, FormContext context)
    {
        var faults = new Faults();
        Lengths(form, faults);
        Who(form, context.Rules, faults);
        Identity(form, faults);
        Schooling(form, context, faults);
        Contact(form, faults);
        SubjectCheck.Run(form, context, faults);
        Priorities(form, context, faults);
        return faults.All;
    }

    /// <summary>Faults of a draft: it must say who it is about and be readable; the rest may be missing.</summary>
    public static IReadOnlyList<FieldProblem> Draft(RegistrationForm form)
    {
        var faults = new Faults();
        Lengths(form, faults);
        Identity(form, faults);
        return faults.All;
    }

    private static void Lengths(RegistrationForm form, Faults faults)
    {
        if (form.StudiedSubjects is { Count: > MaxListEntries }) faults.Add(FieldProblems.TooLong("studiedSubjects"));
        if (form.Electives is { Count: > MaxListEntries }) faults.Add(FieldProblems.TooLong("electives"));
        if (form.ReservedScores is { Count: > MaxListEntries }) faults.Add(FieldProblems.TooLong("reservedScores"));
        if (faults.Any) return;
        foreach (var field in FormFields.All)
        {
            if (field.Text(form) is not { } text) continue;
            if (text.Length > FormFields.MaxLength) faults.Add(FieldProblems.TooLong(field.Name));
            if (!UnicodeText.IsSound(text) || HasControls(text)) faults.Add(FieldProblems.Unreadable(field.Name));
        }

        // Lists are sorted by class, so it is short and holds no separator.
        if (form.Class is { } name && (name.Length > MaxClass || name.Contains('|', StringComparison.Ordinal)))
            faults.Add(FieldProblems.Class);
    }

    private static void Who(RegistrationForm form, ExamRules rules, Faults faults)
    {
        faults.Require("type", form.Type is not null);
        faults.Require("purpose", form.Purpose is not null);
        if (faults.Require("name", form.Name is not null) && !IsName(form.Name!)) faults.Add(FieldProblems.Name);
        if (faults.Require("birthPlace", form.BirthPlace is not null) && !IsBirthPlace(form.BirthPlace!, rules))
            faults.Add(FieldProblems.NotACode("birthPlace"));
        if (form.ForeignNational is not true) faults.RequireCode("ethnicity", form.Ethnicity, rules.Ethnicities);
    }

    /// <summary>The part a registration's id derives from, and what it is checked against.</summary>
    private static void Identity(RegistrationForm form, Faults faults)
    {
        var sexKnown = faults.Require("sex", form.Sex is not null);
        var dayKnown = faults.Require("dateOfBirth", form.DateOfBirth is not null);
        if (form.PersonalNumber is null && form.ForeignNational is true && form.Passport is { } passport)
        {
            if (passport.Length is < MinPassport or > MaxPassport || !passport.All(char.IsAsciiLetterOrDigit))
                faults.Add(FieldProblems.Passport);
            return;
        }

        if (!faults.Require("personalNumber", form.PersonalNumber is not null)) return;
        if (!PersonalNumber.TryParse(form.PersonalNumber, out var number))
            faults.Add(FieldProblems.PersonalNumber);
        else if (sexKnown && dayKnown && !number.Agrees(form.Sex!.Value, form.DateOfBirth!.Value))
            faults.Add(FieldProblems.PersonalNumberDisagrees);
    }

    private static void Schooling(RegistrationForm form, FormContext context, Faults faults)
    {
        var rules = context.Rules;
        if (form.DateOfBirth is { } born)
        {
            var age = context.Session.FirstExamDay.Year - born.Year;
            if (age is < YoungestAge or > OldestAge) faults.Add(FieldProblems.DateOfBirth);
        }

        faults.RequireCode("residenceProvince", form.ResidenceProvince, rules.Provinces);
        if (form.ResidenceCommune is { } commune && (commune.Length != CommuneDigits || !commune.All(char.IsAsciiDigit)))
            faults.Add(FieldProblems.Commune);

        faults.Require("programme", form.Programme is not null);
        School("grade10School", form.Grade10School);
        School("grade11School", form.Grade11School);
        School("grade12School", form.Grade12School);

        if (!faults.Require("unit", form.Unit is not null) || form.Type is not { } type) return;
        var rule = rules.CandidateTypes.GetValueOrDefault(type);
        if (rule is null) faults.Add(FieldProblems.NotACode("type"));
        if (context.Unit is null) faults.Add(FieldProblems.NotACode("unit"));
        else if (!context.Unit.Takes.Contains(type)) faults.Add(FieldProblems.UnitDoesNotTake);
        else if (rule is { AtOwnSchool: true } && form.Unit != form.Grade12School) faults.Add(FieldProblems.NotOwnSchool);
        if (rule is { AtOwnSchool: true }) faults.Require("class", form.Class is not null);
        else faults.Require("graduationYear", type is CandidateType.B || form.GraduationYear is not null);

        void School(string field, string? code)
        {
            if (!faults.Require(field, code is not null)) return;
            if (!RegistrationUnit.IsCode(code) || !rules.ProvincesEver.Contains(RegistrationUnit.DepartmentOf(code!)))
                faults.Add(FieldProblems.School(field));
        }
    }

    private static void Contact(RegistrationForm form, Faults faults)
    {
        faults.Require("address", form.Address is not null);
        if (form.Phone is null && form.Email is null) faults.Add(FieldProblems.Contact);
        if (form.Phone is { } phone && !IsPhone(phone)) faults.Add(FieldProblems.Phone);
        if (form.Email is { } email && !IsEmail(email)) faults.Add(FieldProblems.Email);
    }

    private static void Priorities(RegistrationForm form, FormContext context, Faults faults)
    {
        var rules = context.Rules;
        faults.AllowCode("graduationPriority", form.GraduationPriority, rules.GraduationPriorities);
        faults.AllowCode("encouragement", form.Encouragement, rules.Encouragements);
        faults.AllowCode("priorityGroup", form.PriorityGroup, rules.PriorityGroups);
        faults.AllowCode("priorityRegion", form.PriorityRegion, rules.PriorityRegions);
        faults.AllowCode("feeExemption", form.FeeExemption, rules.FeeExemptions);
        if (rules.PriorityRegions.Find(form.PriorityRegion) is { NeedsCommune: true })
            faults.Require("residenceCommune", form.ResidenceCommune is not null);
        if (rules.FeeExemptions.Has(form.FeeExemption) && context.Session.FeeFor(form, rules.Day) is { Amount.IsZero: false })
            faults.Add(FieldProblems.FeeExemption);
        if (form.GraduationYear is { } year && (year < 1945 || year > context.Session.LastExamDay.Year))
            faults.Add(FieldProblems.GraduationYear);
    }

    private static bool HasControls(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || c == '\uFFFD') return true;
        }

        return false;
    }

    private static bool IsName(string name)
    {
        if (name.Length < 2) return false;
        foreach (var c in name)
        {
            if (!char.IsLetter(c) && c is not (' ' or '\'' or '’' or '-' or '.')) return false;
        }

        return true;
    }

    private static bool IsBirthPlace(string place, ExamRules rules) =>
        rules.ProvincesEver.Contains(place) || (place.Length == 2 && place.All(char.IsAsciiLetterUpper) && place != "VN");

    private static bool IsPhone(string phone)
    {
        var digits = phone.StartsWith("+84", StringComparison.Ordinal) ? phone.AsSpan(3) : phone.StartsWith('0') ? phone.AsSpan(1) : [];
        return digits.Length == 9 && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > 64 || email.Contains(' ', StringComparison.Ordinal)) return false;
        var domain = email.AsSpan(at + 1);
        return !domain.Contains('@') && domain.LastIndexOf('.') is > 0 and var dot && dot < domain.Length - 1;
    }
}
