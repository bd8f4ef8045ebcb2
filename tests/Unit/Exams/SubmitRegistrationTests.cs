using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class SubmitRegistrationTests : ExamTest
{
    [Fact]
    public async Task Submit_WholeForm_AsksForTheFeeAndTellsThePortalInOneCommit()
    {
        var answer = await World.SubmitAsync();

        answer.State.Should().Be(RegistrationState.Submitted);
        answer.Fee.Should().Be(FeeStatus.Due);
        answer.Version.Should().Be(1);
        answer.Next.Should().Be(NextActor.Family | NextActor.School);
        answer.DossierCode.Should().Be("001.01.19.H26-270421-000001");
        answer.Payment.Should().Be(new RecordId($"pay-{answer.Registration}"));

        var fee = World.Store.SentOf(PaymentContracts.FeeRequested).Should().ContainSingle().Subject;
        fee.Payable.Should().Be(answer.Registration);
        fee.Amount.Should().Be(Money.Vnd(45_000));
        fee.PayerName.Should().Be("NGUYỄN VĂN AN");
        World.Store.Sent.Single(sent => sent.Message.Type == PaymentContracts.FeeRequested.Type)
            .Message.Session.Should().Be(fee.Payment);

        World.Store.SentOf(PortalContracts.DossierMoved).Should().ContainSingle().Which.State.Should().Be(PortalState.NewlyRegistered);
        World.Store.SentOf(ExamContracts.RegistrationChanged).Should().ContainSingle().Which.Action.Should().Be("submit");
        World.Store.SentOf(NoticeContracts.NoticeRequested).Should().ContainSingle().Which.Template.Should().Be("exam-submitted");
        (await World.Store.ListDocumentsAsync(answer.Registration, Document.HistoryPrefix, null, 10, Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task Submit_WithoutContact_SendsNoNotice()
    {
        // A form always has a contact; what is missing is caught, and nothing is sent.
        var result = await SubmitAsync(ExamWorld.Form() with { Email = null, Phone = null });

        result.Problem!.Fields.Should().ContainSingle().Which.Code.Should().Be("EXAM-F15");
        World.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Submit_SameKeyAgain_GivesTheSameAnswerAndNothingElse()
    {
        var asked = World.By(ExamWorld.Lan, "once");
        var first = await World.Submit.HandleAsync(Command(ExamWorld.Form()), asked, Ct);
        var sent = World.Store.Sent.Count;

        var second = await World.Submit.HandleAsync(Command(ExamWorld.Form()), asked, Ct);

        second.Value.Should().Be(first.Value);
        World.Store.Sent.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Submit_SameKeyForAnotherRequest_IsRefused()
    {
        var asked = World.By(ExamWorld.Lan, "once");
        await World.Submit.HandleAsync(Command(ExamWorld.Form()), asked, Ct);

        var other = asked with { Cause = asked.Cause! with { Fingerprint = "other" } };
        var result = await World.Submit.HandleAsync(Command(ExamWorld.Form() with { Class = "12A2" }), other, Ct);

        result.Problem!.Code.Should().Be("PS-001");
    }

    [Fact]
    public async Task Submit_SamePersonSameAccount_IsToldWhereItIs()
    {
        var first = await World.SubmitAsync();

        var result = await SubmitAsync(ExamWorld.Form());

        result.Problem!.Code.Should().Be("EXAM-010");
        result.Problem.Detail!.En.Should().Contain(first.Registration.Value);
    }

    [Fact]
    public async Task Submit_SamePersonAnotherAccount_LearnsNothingButTheWayOut()
    {
        var first = await World.SubmitAsync();

        var result = await SubmitAsync(ExamWorld.Form(), ExamWorld.Minh);

        result.Problem!.Code.Should().Be("EXAM-011");
        var told = $"{result.Problem.Title} {result.Problem.Detail}";
        told.Should().NotContain(first.Registration.Value).And.NotContain(first.DossierCode).And.NotContain("Lan");
    }

    [Fact]
    public async Task Submit_AtTheClosingSecond_Counts()
    {
        var result = await SubmitAsync(ExamWorld.Form(), at: ExamWorld.Session.ClosesAt);

        result.Problem.Should().BeNull();
    }

    [Fact]
    public async Task Submit_AfterDeadline_ReturnsClosedAndSaysWhen()
    {
        var result = await SubmitAsync(ExamWorld.Form(), at: ExamWorld.Session.ClosesAt.AddTicks(1));

        result.Problem!.Code.Should().Be("EXAM-003");
        result.Problem.Detail!.Vi.Should().Contain("17:00 21/05/2027");
        World.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Submit_BeforeOpening_ReturnsNotOpen()
    {
        var opens = ExamWorld.Session.OpensAt;

        (await SubmitAsync(ExamWorld.Form(), at: opens.AddTicks(-1))).Problem!.Code.Should().Be("EXAM-002");
        (await SubmitAsync(ExamWorld.Form(), at: opens)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Submit_UnknownSession_IsNotFound()
    {
        var result = await World.Submit.HandleAsync(
            new SubmitRegistration("thpt-1999", ExamWorld.Form(), ExamWorld.Yes), World.By(ExamWorld.Lan), Ct);

        result.Problem!.Code.Should().Be("EXAM-004");
    }

    [Theory]
    [InlineData(false, "2026-01", Relationship.Parent, "EXAM-005")]
    [InlineData(true, "2025-01", Relationship.Parent, "EXAM-006")]
    [InlineData(true, null, Relationship.Parent, "EXAM-006")]
    [InlineData(true, "2026-01", Relationship.School, "EXAM-005")]
    public async Task Submit_WithoutARealConsent_IsRefused(bool agreed, string? text, Relationship relationship, string code)
    {
        var command = new SubmitRegistration(DemoExams.Session, ExamWorld.Form(), new ConsentGiven(text, relationship, agreed));

        (await World.Submit.HandleAsync(command, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be(code);
        (await World.Submit.HandleAsync(command with { Consent = null }, World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("EXAM-005");
    }

    [Fact]
    public async Task Submit_ByACandidateUnderAge_NeedsARepresentative()
    {
        var form = ExamWorld.Form("001212000123") with { DateOfBirth = new DateOnly(2012, 5, 4) };
        var self = ExamWorld.Yes with { Relationship = Relationship.Self };

        var alone = await World.Submit.HandleAsync(new(DemoExams.Session, form, self), World.By(ExamWorld.Lan), Ct);
        var represented = await World.Submit.HandleAsync(new(DemoExams.Session, form, ExamWorld.Yes), World.By(ExamWorld.Lan), Ct);

        alone.Problem!.Code.Should().Be("EXAM-007");
        represented.Value.State.Should().Be(RegistrationState.Submitted);
    }

    [Theory]
    [InlineData(Role.School)]
    [InlineData(Role.Department)]
    [InlineData(Role.Ministry)]
    [InlineData(Role.Finance)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Partner)]
    public async Task Submit_ByAnOfficer_IsForbidden(Role role) =>
        (await SubmitAsync(ExamWorld.Form(), new Caller("x", role, "x", "01-001"))).Problem!.Code.Should().Be("PS-004");

    [Fact]
    public async Task Submit_Twins_GetTwoRegistrationsAndTwoCodes()
    {
        var one = await World.SubmitAsync(ExamWorld.Form("001209000123"));
        var two = await World.SubmitAsync(ExamWorld.Form("001209000124"));

        two.Registration.Should().NotBe(one.Registration);
        two.DossierCode.Should().Be("001.01.19.H26-270421-000002");
    }

    [Fact]
    public async Task Submit_Any_KeepsThePersonalNumberInsideTheRecord()
    {
        var answer = await World.SubmitAsync();

        answer.Registration.Value.Should().NotContain("001209000123");
        foreach (var sent in World.Store.Sent)
            System.Text.Encoding.UTF8.GetString(sent.Message.Data.Span).Should().NotContain("001209000123");
    }

    private ValueTask<Result<RegistrationAnswer>> SubmitAsync(RegistrationForm form, Caller? by = null, DateTimeOffset? at = null) =>
        World.Submit.HandleAsync(Command(form), World.By(by ?? ExamWorld.Lan, at: at), Ct);

    private static SubmitRegistration Command(RegistrationForm form) => new(DemoExams.Session, form, ExamWorld.Yes);
}
