using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class WindowTests : ExamTest
{
    private static readonly DateTimeOffset Late = ExamWorld.Session.ClosesAt.AddHours(1);
    private static readonly DateTimeOffset Until = ExamWorld.Session.ClosesAt.AddDays(2);

    [Theory]
    [InlineData(ExtensionScope.All, "", true)]
    [InlineData(ExtensionScope.Province, "01", true)]
    [InlineData(ExtensionScope.Province, "79", false)]
    [InlineData(ExtensionScope.Unit, "01-001", true)]
    [InlineData(ExtensionScope.Unit, "01-002", false)]
    [InlineData(ExtensionScope.Person, "001209000123", true)]
    [InlineData(ExtensionScope.Person, "001209000124", false)]
    public async Task Extension_CoversThoseItIsFor(ExtensionScope scope, string target, bool covers)
    {
        (await ExtendAsync(ExamWorld.Ministry, scope, target)).Problem.Should().BeNull();
        World.ForgetReference();

        (await SubmitAsync(Late)).Problem?.Code.Should().Be(covers ? null : "EXAM-003");
        (await SubmitAsync(Until.AddTicks(1))).Problem!.Code.Should().BeOneOf("EXAM-003", "EXAM-010");
    }

    [Fact]
    public async Task Extension_AtItsLastInstant_Counts()
    {
        await ExtendAsync(ExamWorld.Ministry, ExtensionScope.Person, "001209000123");

        (await SubmitAsync(Until)).Problem.Should().BeNull();
    }

    [Theory]
    [InlineData(Role.Department, "01", ExtensionScope.All, "", false)]
    [InlineData(Role.Department, "01", ExtensionScope.Province, "01", true)]
    [InlineData(Role.Department, "01", ExtensionScope.Province, "79", false)]
    [InlineData(Role.Department, "01", ExtensionScope.Unit, "79-001", false)]
    [InlineData(Role.Department, "01", ExtensionScope.Unit, "01-001", true)]
    [InlineData(Role.School, "01-001", ExtensionScope.Unit, "01-001", false)]
    [InlineData(Role.Family, null, ExtensionScope.Person, "001209000123", false)]
    [InlineData(Role.Operator, null, ExtensionScope.All, "", false)]
    public async Task Extension_ByRole_OnlyWithinTheirOwn(Role role, string? unit, ExtensionScope scope, string target, bool allowed) =>
        (await ExtendAsync(new Caller("x", role, "x", unit), scope, target)).Problem?.Code.Should().Be(allowed ? null : "PS-004");

    [Fact]
    public async Task Extension_ForAPersonOfAnotherDepartment_IsNotFound()
    {
        var answer = await World.SubmitAsync();
        var south = new Caller("department-79", Role.Department, "x", "79");

        (await ExtendAsync(south, ExtensionScope.Person, answer.Registration.Value)).Problem!.Code.Should().Be("PS-003");
        (await ExtendAsync(ExamWorld.Department, ExtensionScope.Person, answer.Registration.Value)).Problem.Should().BeNull();
        World.Store.SentOf(NoticeContracts.NoticeRequested)[^1].Template.Should().Be("window-extended");
    }

    [Fact]
    public async Task Extension_WithoutReasonOrSense_IsRefused()
    {
        var good = new ExtendWindow(DemoExams.Session, ExtensionScope.All, "", Until, "Mất điện diện rộng");
        ExtendWindow[] bad =
        [
            good with { Reason = "  x " },
            good with { Until = ExamWorld.Start },
            good with { Until = VietnamTime.StartOf(ExamWorld.Session.FirstExamDay) },
            good with { Target = "01" },
            good with { Scope = ExtensionScope.Unit, Target = "nowhere" },
        ];
        foreach (var command in bad)
            (await World.Extend.HandleAsync(command, World.By(ExamWorld.Ministry), Ct)).Problem!.Code.Should().Be("EXAM-028");
    }

    [Fact]
    public async Task Extension_IsKeptWithItsReason()
    {
        await ExtendAsync(ExamWorld.Ministry, ExtensionScope.All, "");

        var history = await World.Store.ListDocumentsAsync(ExamIds.Session(DemoExams.Session), Document.HistoryPrefix, null, 10, Ct);
        System.Text.Encoding.UTF8.GetString(history.Should().HaveCount(2, "it was defined before").And.Subject.Last().Body.Span).Should().Contain("extend-window").And.Contain("ministry");
    }

    private async ValueTask<Result<WindowExtension>> ExtendAsync(Caller by, ExtensionScope scope, string target) =>
        await World.Extend.HandleAsync(new(DemoExams.Session, scope, target, Until, "Sự cố mạng"), World.By(by), Ct);

    private ValueTask<Result<RegistrationAnswer>> SubmitAsync(DateTimeOffset at) => World.Submit.HandleAsync(
        new(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan, at: at), Ct);
}
