using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Demonstration data: one session that is open now, with schools and desks of three Departments.</summary>
/// <remarks>Names and codes of units are invented, and so is the fee; nothing here is meant for real use.</remarks>
public sealed class DemoExams(DefineSessionHandler sessions, DefineUnitHandler units, TimeProvider clock)
{
    /// <summary>The session's code.</summary>
    public const string Session = "thpt-2027";

    /// <summary>Procedure code of the demonstration session.</summary>
    public const string Procedure = "2.002398";

    private const int OpenDays = 30;
    private const long FeeVnd = 45_000;
    private const string Instrument = "Mức phí minh họa (demonstration data)";

    /// <summary>Writes it; an existing session is left as it is.</summary>
    public async ValueTask SeedAsync(CancellationToken cancellationToken)
    {
        var asked = new Asked(new Caller("demo", Role.Ministry, "Dữ liệu minh họa"), clock.GetUtcNow(), "demo");
        foreach (var unit in Units()) Expect((await units.HandleAsync(new DefineUnit(unit), asked, cancellationToken)).Problem);
        var session = SessionDefinition.Of(Open(asked.ArrivedAt));
        var defined = await sessions.HandleAsync(new DefineSession(Session, session), asked, cancellationToken);
        if (defined.Problem != ExamProblems.SessionExists) Expect(defined.Problem);
    }

    private static void Expect(Problem? none)
    {
        if (none is not null) throw new InvalidOperationException($"The demonstration data is not valid: {none.Code} {none.Title.En}.");
    }

    /// <summary>The session as it would be seeded at a moment: open since yesterday.</summary>
    public static ExamSession Open(DateTimeOffset now)
    {
        var today = now.VietnamDate();
        var evening = new TimeOnly(17, 0);
        return new ExamSession(
            Session,
            new("Kỳ thi tốt nghiệp trung học phổ thông 2027", "High-school graduation exam 2027"),
            Procedure,
            VietnamTime.StartOf(today.AddDays(-1)),
            VietnamTime.At(today.AddDays(OpenDays), evening),
            VietnamTime.At(today.AddDays(OpenDays + 20), evening),
            VietnamTime.At(today.AddDays(OpenDays + 3), evening),
            today.AddDays(OpenDays + 60),
            today.AddDays(OpenDays + 61),
            [
                new Dated<FeeSchedule>(
                    today.AddYears(-1),
                    Instrument,
                    new FeeSchedule(
                        Money.Vnd(FeeVnd),
                        [],
                        ["poor-household", "near-poor-household", "orphan", "disabled", "merit-family"])),
            ],
            []);
    }

    /// <summary>Schools check before a registration counts; the Departments' desks for free candidates do not.</summary>
    public static IEnumerable<RegistrationUnit> Units()
    {
        var always = new DateOnly(2025, 1, 1);
        (string Department, string Id, string Name)[] departments =
            [("01", "H26", "Hà Nội"), ("04", "H14", "Cao Bằng"), ("79", "H29", "Thành phố Hồ Chí Minh")];
        foreach (var (department, id, name) in departments)
        {
            yield return new RegistrationUnit(
                $"{department}-000",
                new($"Sở GD&ĐT {name}: thí sinh tự do", $"Department of {name}: free candidates"),
                $"000.{department}.19.{id}",
                [CandidateType.B, CandidateType.C, CandidateType.D],
                [new Dated<bool>(always, Instrument, Value: false)]);
            for (var school = 1; school <= 4; school++)
            {
                yield return new RegistrationUnit(
                    $"{department}-00{school}",
                    new($"Trường THPT Minh Họa {school}, {name}", $"Demonstration High School {school}, {name}"),
                    $"00{school}.{department}.19.{id}",
                    [CandidateType.A, CandidateType.B],
                    [new Dated<bool>(always, Instrument, Value: true)]);
            }
        }
    }
}
