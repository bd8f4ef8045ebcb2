using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class PermissionTests : ExamTest
{
    [Theory]
    [InlineData(Role.Ministry, null, "PS-004")]
    [InlineData(Role.Finance, null, "PS-004")]
    [InlineData(Role.Operator, null, "PS-004")]
    [InlineData(Role.Partner, null, "PS-004")]
    [InlineData(Role.Family, null, "PS-003")]
    [InlineData(Role.School, "01-002", "PS-003")]
    [InlineData(Role.School, null, "PS-003")]
    [InlineData(Role.Department, "79", "PS-003")]
    public async Task NobodyElse_SeesOrTouchesARegistration(Role role, string? unit, string code)
    {
        var answer = await World.SubmitAsync();
        var caller = new Caller("someone", role, "someone", unit);
        var id = answer.Registration;

        (await World.Read.HandleAsync(id, World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.History.HandleAsync(id, World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.Edit.HandleAsync(new(id, ExamWorld.Form(), 1), World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.Withdraw.HandleAsync(new(id, 1), World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.Check.HandleAsync(new(id, 1), World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.Correct.HandleAsync(new(id, [new("", "x")], 1), World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.PayAgain.HandleAsync(new(id, 1), World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.Guardianship.InviteAsync(id, World.By(caller), Ct)).Problem!.Code.Should().Be(code);
        (await World.VersionOfAsync(id)).Should().Be(1);
    }

    [Fact]
    public async Task Officers_ReadButDoNotWriteForAFamily_AndFamiliesDoNotCheck()
    {
        var answer = await World.SubmitAsync();
        foreach (var officer in (Caller[])[ExamWorld.Officer, ExamWorld.Department])
        {
            (await World.Read.HandleAsync(answer.Registration, World.By(officer), Ct)).Problem.Should().BeNull();
            (await World.Edit.HandleAsync(new(answer.Registration, ExamWorld.Form(), 1), World.By(officer), Ct)).Problem!.Code.Should().Be("PS-004");
            (await World.Withdraw.HandleAsync(new(answer.Registration, 1), World.By(officer), Ct)).Problem!.Code.Should().Be("PS-004");
        }

        (await World.Check.HandleAsync(new(answer.Registration, 1), World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("PS-004");
    }

    [Fact]
    public async Task Drafts_AreTheFamilysOwn()
    {
        var draft = (await World.SaveDraft.HandleAsync(
            new(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan), Ct)).Value;

        (await World.Read.HandleAsync(draft.Registration, World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("PS-003");
        await World.ProjectAsync();
        (await World.Lists.OfUnitAsync(new(DemoExams.Session, ExamWorld.School), World.By(ExamWorld.Officer), Ct)).Value.Rows.Should().BeEmpty();
        (await World.Lists.OfFamilyAsync(World.By(ExamWorld.Lan), Ct)).Value.Rows.Should().ContainSingle();
        (await World.Lists.OfFamilyAsync(World.By(ExamWorld.Minh), Ct)).Value.Rows.Should().BeEmpty();
    }

    [Fact]
    public async Task Read_ByAnOfficer_IsInTheHistoryOnceForEachVersion()
    {
        var answer = await World.SubmitAsync();
        await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Officer), Ct);
        await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Officer), Ct);
        await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Department), Ct);
        await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Lan), Ct);
        await World.CheckAsync(answer);
        await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Officer), Ct);

        var history = (await World.History.HandleAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;

        history.Where(entry => entry.Action == "read").Select(entry => (entry.By.Id, entry.Version)).Should().BeEquivalentTo(
            [("school-01-001", 1L), ("department-01", 1L), ("school-01-001", 2L)]);
        history.Where(entry => entry.Action != "read").Select(entry => entry.Action).Should().Equal("submit", "check");
    }

    [Theory]
    [InlineData(Role.Family, null)]
    [InlineData(Role.School, "01-002")]
    [InlineData(Role.Department, "79")]
    [InlineData(Role.Ministry, null)]
    [InlineData(Role.Finance, null)]
    [InlineData(Role.Operator, null)]
    public async Task Lists_OfAnotherUnit_AreForbidden(Role role, string? unit) =>
        (await World.Lists.OfUnitAsync(
            new(DemoExams.Session, ExamWorld.School), World.By(new Caller("x", role, "x", unit)), Ct)).Problem!.Code.Should().Be("PS-004");
}
