using System.Globalization;
using CsCheck;
using PublicServices.Exams;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Exams;

public sealed class FormCheckTests
{
    private static readonly ExamRules Rules = new ExamRuleBook().On(ExamWorld.Start.VietnamDate());

    public static TheoryData<string, RegistrationForm> OneFault()
    {
        var good = ExamWorld.Form();
        return new TheoryData<string, RegistrationForm>
        {
            { "type EXAM-F01", good with { Type = null } },
            { "name EXAM-F04", good with { Name = "AN 1" } },
            { "address EXAM-F02", good with { Address = new string('a', FormFields.MaxLength + 1) } },
            { "class EXAM-F27", good with { Class = "12|A" } },
            { "ethnicity EXAM-F03", good with { Ethnicity = "99" } },
            { "birthPlace EXAM-F03", good with { BirthPlace = "ZZZ" } },
            { "dateOfBirth EXAM-F05", good with { PersonalNumber = "001219000123", DateOfBirth = new DateOnly(2019, 5, 4) } },
            { "personalNumber EXAM-F01", good with { PersonalNumber = null } },
            { "personalNumber EXAM-F06", good with { PersonalNumber = "1209000123" } },
            { "personalNumber EXAM-F07", good with { Sex = Sex.Female } },
            { "personalNumber EXAM-F07", good with { DateOfBirth = new DateOnly(2008, 5, 4) } },
            { "passport EXAM-F08", good with { PersonalNumber = null, ForeignNational = true, Passport = "A 1" } },
            { "grade10School EXAM-F09", good with { Grade10School = "99-001" } },
            { "grade11School EXAM-F09", good with { Grade11School = "01001" } },
            { "unit EXAM-F03", good with { Unit = "01-999", Grade12School = "01-999" } },
            { "unit EXAM-F10", good with { Unit = ExamWorld.FreeDesk } },
            { "unit EXAM-F11", good with { Grade12School = "01-002" } },
            { "electives EXAM-F12", good with { Electives = ["foreign-language"] } },
            { "electives EXAM-F12", good with { Electives = ["foreign-language", "foreign-language"] } },
            { "electives EXAM-F12", good with { Electives = ["foreign-language", "physics", "chemistry"] } },
            { "electives EXAM-F13", good with { Electives = ["biology", "foreign-language"] } },
            { "electives EXAM-F03", good with { Electives = ["foreign-language", "mathematics"] } },
            { "studiedSubjects EXAM-F03", good with { StudiedSubjects = ["physics", "foreign-language", "magic"] } },
            { "language EXAM-F01", good with { Language = null } },
            { "language EXAM-F03", good with { Language = "N8" } },
            { "language EXAM-F14", good with { Electives = ["history", "physics"] } },
            { "phone EXAM-F15", good with { Phone = null, Email = null } },
            { "phone EXAM-F16", good with { Phone = "091234567" } },
            { "phone EXAM-F16", good with { Phone = "+912345678" } },
            { "phone EXAM-F16", good with { Phone = " . " } },
            { "email EXAM-F17", good with { Email = "lan@" } },
            { "residenceCommune EXAM-F01", good with { PriorityRegion = "KV1" } },
            { "residenceCommune EXAM-F18", good with { ResidenceCommune = "1234" } },
            { "exemptionCertificate EXAM-F03", Exempt("cambridge", "B1") },
            { "exemptionCertificate EXAM-F19", Exempt("jlpt", "N3") },
            { "exemptionScore EXAM-F01", Exempt("ielts", null) },
            { "exemptionScore EXAM-F20", Exempt("ielts", "3.5") },
            { "exemptionScore EXAM-F20", Exempt("ielts", "10") },
            { "exemptionScore EXAM-F20", Exempt("toeic-4", "275/275/120") },
            { "exemptionScore EXAM-F20", Exempt("toeic-4", "275/270/120/120") },
            { "exemptionValidUntil EXAM-F21", Exempt("ielts", "4.0") with { ExemptionValidUntil = ExamWorld.Session.LastExamDay.AddDays(-1) } },
            { "reservedScores EXAM-F23", good with { ReservedScores = [new("physics", 7.25m)] } },
            { "graduationYear EXAM-F24", good with { GraduationYear = 2090 } },
            { "feeExemption EXAM-F03", good with { FeeExemption = "rich" } },
        };
    }

    [Theory]
    [MemberData(nameof(OneFault))]
    public void Submitted_OneThingWrong_NamesTheFieldAndTheCode(string expected, RegistrationForm form) =>
        Faults(form).Should().Equal(expected);

    /// <summary>Not a case of the theory: its name would carry the character into the result file, which cannot hold it.</summary>
    [Fact]
    public void Submitted_ControlCharacter_NamesTheFieldAndTheCode() =>
        Faults(ExamWorld.Form() with { Address = "a\u0001b" }).Should().Equal("address EXAM-F25");

    public static TheoryData<RegistrationForm> Good() => new(
        ExamWorld.Form(),
        ExamWorld.FreeForm(),
        Exempt("ielts", "4.0") with { ExemptionValidUntil = ExamWorld.Session.LastExamDay },
        Exempt("toeic-4", "275/275/120/120"),
        Exempt("jlpt", "N2") with { Language = "N6" },
        ExamWorld.Form() with { PersonalNumber = null, ForeignNational = true, Passport = "b1234567", Ethnicity = null },
        ExamWorld.Form() with { BirthPlace = "fr" },
        ExamWorld.Form() with { Grade10School = "05-012" },
        ExamWorld.Form() with { Phone = "+84 912.345.678", Email = null },
        ExamWorld.Form() with { Type = CandidateType.B, Class = null, ReservedScores = [new("physics", 7.25m), new("literature", 5m)] },
        ExamWorld.Form() with { PriorityRegion = "KV1", ResidenceCommune = "00123", PriorityGroup = "01" });

    [Theory]
    [MemberData(nameof(Good))]
    public void Submitted_GoodForms_HaveNoFault(RegistrationForm form) => Faults(form).Should().BeEmpty();

    [Theory]
    [InlineData("history", "4.75")]
    [InlineData("history", "10.01")]
    [InlineData("history", "7.255")]
    [InlineData("magic", "7")]
    public void Submitted_ReservedScoreOutOfRange_IsRefused(string subject, string score) =>
        Faults(ExamWorld.Form() with { Type = CandidateType.B, ReservedScores = [new(subject, decimal.Parse(score, CultureInfo.InvariantCulture))] })
            .Should().Equal("reservedScores EXAM-F22");

    [Fact]
    public void Submitted_AnEmptyForm_ListsEverythingAtOnce() => Faults(new RegistrationForm()).Should().HaveCountGreaterThan(15);

    [Fact]
    public void Draft_NeedsToSayWhoItIsAbout_AndNothingElse()
    {
        FormCheck.Draft(new RegistrationForm
        {
            Sex = Sex.Male,
            DateOfBirth = new DateOnly(2009, 5, 4),
            PersonalNumber = "001209000123",
        }).Should().BeEmpty();
        FormCheck.Draft(new RegistrationForm { Name = "AN" }).Should().HaveCount(3);
    }

    [Fact]
    public void Normalise_TidiesWhatPeopleType()
    {
        var form = FormFields.Normalise(new RegistrationForm
        {
            Name = "  nguyê\u0303n  văn\tan ",
            Address = "số 1\nphố 2",
            Electives = ["physics", " history", ""],
            Class = "12a1",
            Email = "   ",
        });

        form.Name.Should().Be("NGUYỄN VĂN AN");
        form.Address.Should().Be("số 1 phố 2");
        form.Electives.Should().Equal("history", "physics");
        form.Class.Should().Be("12A1");
        form.Email.Should().BeNull();
        FormFields.Normalise(form).Should().BeEquivalentTo(form);
    }

    [Fact]
    public void Canonical_NoFieldCanForgeAnother() =>
        FormFields.Canonical(FormFields.Normalise(ExamWorld.Form() with { Address = "x\nsex=Female" }))
            .Split('\n').Should().Contain("sex=Male").And.NotContain("sex=Female");

    [Fact]
    public void Hash_AnyChange_IsAnotherHash()
    {
        var form = FormFields.Normalise(ExamWorld.Form());
        var hash = FormFields.Hash(form);

        hash.Should().HaveLength(64);
        FormFields.Hash(form with { Class = "12A2" }).Should().NotBe(hash);
        FormFields.Hash(FormFields.Normalise(ExamWorld.Form() with { Electives = ["foreign-language", "physics"] })).Should().Be(hash);
        FormFields.Changed(form, form with { Class = "12A2", Phone = "0900000000" }).Should().Equal("class", "phone");
    }

    [Fact]
    public void Submitted_AnyText_NeverThrows() =>
        Gen.Select(TypedText.Any, TypedText.Any, TypedText.Any).Sample((a, b, c) =>
        {
            var form = FormFields.Normalise(Safe(a, b, c));
            return FormCheck.Submitted(form, Context(form)).Count > 0;
        }, iter: Iterations.Of(5_000));

    [Fact]
    public void Rules_EveryTable_HasAVersionTodayWithItsInstrument()
    {
        Rules.Subjects.All.Should().HaveCount(12);
        Rules.Languages.All.Should().HaveCount(7);
        Rules.Provinces.All.Should().HaveCount(34);
        Rules.Ethnicities.All.Should().HaveCount(54);
        Rules.Consent.Should().NotBeNull();
        new ExamRuleBook().On(new DateOnly(2025, 6, 30)).Provinces.Has("11").Should().BeTrue("Bắc Kạn had a code until the merger");
        new ExamRuleBook().On(new DateOnly(2025, 6, 30)).Provinces.Find("11")!.Name.Vi.Should().Be("Bắc Kạn");
        new ExamRuleBook().On(new DateOnly(2025, 7, 1)).Provinces.Find("11")!.Name.Vi.Should().Be("Điện Biên");
    }

    private static RegistrationForm Exempt(string certificate, string? score) =>
        ExamWorld.Form() with { ExemptionCertificate = certificate, ExemptionScore = score };

    private static RegistrationForm Safe(string a, string b, string c) => new()
    {
        Name = Whole(a),
        PersonalNumber = Whole(b),
        Unit = Whole(c),
        Email = Whole(a),
        Phone = Whole(b),
        ExemptionCertificate = "toeic-4",
        ExemptionScore = Whole(c),
        Electives = [Whole(a), Whole(b)],
        Grade10School = Whole(c),
        BirthPlace = Whole(a),
    };

    /// <summary>JSON and forms never give halves of surrogate pairs.</summary>
    private static string Whole(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static IEnumerable<string> Faults(RegistrationForm raw)
    {
        var form = FormFields.Normalise(raw);
        return FormCheck.Submitted(form, Context(form)).Select(fault => $"{fault.Field} {fault.Code}");
    }

    private static FormContext Context(RegistrationForm form) => new(
        ExamWorld.Session, DemoExams.Units().FirstOrDefault(unit => unit.Code == form.Unit), Rules);
}
