using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class DraftTests : ExamTest
{
    private static readonly RegistrationForm Who = new()
    {
        Sex = Sex.Male,
        DateOfBirth = new DateOnly(2009, 5, 4),
        PersonalNumber = "001209000123",
    };

    [Fact]
    public async Task Draft_BeginSaveSubmit_GoesThroughOneRegistration()
    {
        var begun = (await SaveAsync(Who)).Value;
        begun.State.Should().Be(RegistrationState.Draft);
        begun.DossierCode.Should().BeNull();
        World.Store.SentOf(PaymentContracts.FeeRequested).Should().BeEmpty();
        World.ToldThePortal.Should().BeEmpty();

        var incomplete = await SubmitAsync(begun);
        incomplete.Problem!.Code.Should().Be("EXAM-001");

        var saved = (await SaveAsync(ExamWorld.Form(), begun.Version)).Value;
        var submitted = (await SubmitAsync(saved)).Value;

        submitted.Registration.Should().Be(begun.Registration);
        submitted.State.Should().Be(RegistrationState.Submitted);
        submitted.Version.Should().Be(3);
        World.Store.SentOf(PaymentContracts.FeeRequested).Should().ContainSingle();
    }

    [Fact]
    public async Task Draft_Submitted_KeepsTheConsentOfItsBeginning()
    {
        var begun = (await SaveAsync(ExamWorld.Form())).Value;
        World.Clock.Advance(TimeSpan.FromDays(2));

        await SubmitAsync(begun);

        (await World.StateOfAsync(begun.Registration)).Consent.At.Should().Be(ExamWorld.Start);
    }

    [Fact]
    public async Task Draft_WithoutConsent_IsNotKept()
    {
        (await World.SaveDraft.HandleAsync(new(DemoExams.Session, Who, null), World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("EXAM-005");
        World.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Draft_SavedFromTwoTabs_TheSecondIsTold()
    {
        var begun = (await SaveAsync(Who)).Value;
        await SaveAsync(Who with { Class = "12A1" }, begun.Version);

        (await SaveAsync(Who with { Class = "12A2" }, begun.Version)).Problem!.Code.Should().Be("PS-002");
        (await World.StateOfAsync(begun.Registration)).Form.Class.Should().Be("12A1");
    }

    [Fact]
    public async Task Draft_BegunTwice_IsToldThatItExists()
    {
        await SaveAsync(Who);

        (await SaveAsync(Who)).Problem!.Code.Should().Be("EXAM-010");
        (await World.SaveDraft.HandleAsync(new(DemoExams.Session, Who, ExamWorld.Yes), World.By(ExamWorld.Minh), Ct))
            .Problem!.Code.Should().Be("EXAM-011");
    }

    [Fact]
    public async Task Submit_RepeatedAfterTheWindowClosed_GetsItsFirstAnswer()
    {
        var asked = World.By(ExamWorld.Lan, "evening", ExamWorld.Session.ClosesAt);
        var command = new SubmitRegistration(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes);
        var first = await World.Submit.HandleAsync(command, asked, Ct);

        var repeated = await World.Submit.HandleAsync(command, asked with { ArrivedAt = asked.ArrivedAt.AddMinutes(1) }, Ct);
        var other = await World.Submit.HandleAsync(
            command, World.By(ExamWorld.Lan, "late", ExamWorld.Session.ClosesAt.AddMinutes(1)), Ct);

        repeated.Value.Should().Be(first.Value);
        other.Problem!.Code.Should().Be("EXAM-003");
    }

    [Fact]
    public async Task Account_SeveralChildren_AreKeptWithTheirConsent()
    {
        var by = World.By(ExamWorld.Lan);
        await World.Accounts.AddAsync(new AddChild(Who with { Name = "An" }, ExamWorld.Yes), by, Ct);
        await World.Accounts.AddAsync(new AddChild(Who with { Name = "Bình", PersonalNumber = "001209000124" }, ExamWorld.Yes), by, Ct);
        var account = (await World.Accounts.AddAsync(new AddChild(Who with { Name = "An Nhiên" }, ExamWorld.Yes), by, Ct)).Value;

        account.Children.Select(child => child.Name).Should().BeEquivalentTo("BÌNH", "AN NHIÊN");
        account.Children.Should().OnlyContain(child => child.Consent.By == "acc-lan" && !child.Key.Contains("001209"));
        (await World.Accounts.ReadAsync(World.By(ExamWorld.Minh), Ct)).Value.Children.Should().BeEmpty();
        (await World.Accounts.ReadAsync(World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("PS-004");
        (await World.Accounts.AddAsync(new AddChild(Who with { Name = "An" }), by, Ct)).Problem!.Code.Should().Be("EXAM-005");

        (await World.Accounts.RemoveAsync(account.Children[0].Key, by, Ct)).Value.Children.Should().ContainSingle();
    }

    [Fact]
    public async Task Guardian_WithTheCode_JoinsOnce()
    {
        var answer = await World.SubmitAsync();
        var invitation = (await World.Guardianship.InviteAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;

        var joined = await JoinAsync(ExamWorld.Minh, invitation.Code);
        var third = await JoinAsync(new Caller("acc-x", Role.Family, "x"), invitation.Code);

        joined.Value.Registration.Should().Be(answer.Registration);
        third.Problem!.Code.Should().Be("EXAM-020");
        (await World.Read.HandleAsync(answer.Registration, World.By(ExamWorld.Minh), Ct)).Value.Registration.Invitation.Should().BeNull();
    }

    [Fact]
    public async Task Guardian_WrongOrOldCode_DoesNotJoin()
    {
        var answer = await World.SubmitAsync();
        (await JoinAsync(ExamWorld.Minh, "AAAAAAAA")).Problem!.Code.Should().Be("EXAM-020");
        var invitation = (await World.Guardianship.InviteAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;

        World.Clock.Advance(Guardianship.CodeLifetime + TimeSpan.FromTicks(1));
        (await JoinAsync(ExamWorld.Minh, invitation.Code)).Problem!.Code.Should().Be("EXAM-020");
    }

    [Fact]
    public async Task Guardian_TryingCodesOut_VoidsTheInvitation()
    {
        var answer = await World.SubmitAsync();
        var invitation = (await World.Guardianship.InviteAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;
        for (var i = 0; i < Guardianship.MaxFailures; i++) (await JoinAsync(ExamWorld.Minh, $"WRONG{i}")).Problem!.Code.Should().Be("EXAM-020");

        (await JoinAsync(ExamWorld.Minh, invitation.Code)).Problem!.Code.Should().Be("EXAM-020");
        (await World.StateOfAsync(answer.Registration)).Guardians.Should().Equal("acc-lan");
    }

    private ValueTask<Result<RegistrationAnswer>> JoinAsync(Caller by, string code) => World.Guardianship.JoinAsync(
        new JoinAsGuardian(DemoExams.Session, "001209000123", code, ExamWorld.Yes), World.By(by), Ct);

    private ValueTask<Result<RegistrationAnswer>> SaveAsync(RegistrationForm form, long? version = null) =>
        World.SaveDraft.HandleAsync(new(DemoExams.Session, form, ExamWorld.Yes, version), World.By(ExamWorld.Lan), Ct);

    private ValueTask<Result<RegistrationAnswer>> SubmitAsync(RegistrationAnswer draft) =>
        World.SubmitDraft.HandleAsync(new(draft.Registration, draft.Version), World.By(ExamWorld.Lan), Ct);
}
