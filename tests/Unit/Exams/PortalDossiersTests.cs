using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class PortalDossiersTests : ExamTest
{
    private const string Dossier = "G22.99.08-270421-896048";
    private int _deliveries;

    [Fact]
    public async Task Filed_BecomesARegistrationUnderThePortalsCode()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());

        World.ToldThePortal.Should().Equal(PortalState.NewlyRegistered);
        World.Store.SentOf(PaymentContracts.FeeRequested).Should().ContainSingle().Which.DossierCode.Should().Be(Dossier);
        var registration = await World.StateOfAsync(Registration);
        registration.DossierCode.Should().Be(Dossier);
        registration.Guardians.Should().Equal("acc-lan");
    }

    [Fact]
    public async Task Filed_AgainUnderAnotherMessage_ChangesNothing()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());
        var sent = World.Store.Sent.Count;

        await DeliverAsync(PortalDossierKind.Filed, Filing());

        World.Store.Sent.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Filed_WithFaults_IsAnsweredWithEveryReason()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing() with { Form = ExamWorld.Form() with { Class = null, Language = null } });

        var moved = World.Store.SentOf(PortalContracts.DossierMoved).Should().ContainSingle().Subject;
        moved.State.Should().Be(PortalState.NotAccepted);
        moved.DossierCode.Should().Be(Dossier);
        moved.Note.Vi.Should().Contain("Lớp 12").And.Contain("Ngoại ngữ dự thi");
        World.Store.SentOf(PaymentContracts.FeeRequested).Should().BeEmpty();
    }

    [Fact]
    public async Task Filed_WithTheWrongTypes_IsAnsweredAndNotLeftWaiting()
    {
        await DeliverAsync(PortalDossierKind.Filed, """{"dossierCode":"x","procedure":"y","form":{"sex":"9"}}"""u8.ToArray());

        var moved = World.Store.SentOf(PortalContracts.DossierMoved).Should().ContainSingle().Subject;
        (moved.State, moved.DossierCode).Should().Be((PortalState.NotAccepted, Dossier));
        moved.Note.En.Should().Contain("$.form.sex");
    }

    [Fact]
    public async Task Supplemented_WithTheWrongTypes_SaysWhyAndStaysWhereItIs()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());
        await DeliverAsync(PortalDossierKind.Supplemented, """{"dossierCode":"x","procedure":"y","form":[]}"""u8.ToArray());

        var told = World.Store.SentOf(PortalContracts.DossierMoved);
        told.Select(moved => moved.State).Should().Equal(PortalState.NewlyRegistered, PortalState.NewlyRegistered);
        told[^1].Note.En.Should().Contain("$.form");
    }

    [Fact]
    public async Task Filed_ForSomebodyRegisteredHere_IsNotAccepted()
    {
        await World.SubmitAsync(by: ExamWorld.Minh);
        await DeliverAsync(PortalDossierKind.Filed, Filing());

        World.ToldThePortal.Should().Equal(PortalState.NewlyRegistered, PortalState.NotAccepted);
    }

    [Fact]
    public async Task Withdrawn_WithdrawsAndCallsOffTheFee()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());
        await DeliverAsync(PortalDossierKind.Withdrawn, Bare());

        (await World.StateOfAsync(Registration)).State.Should().Be(RegistrationState.Withdrawn);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn).Should().ContainSingle();
        World.ToldThePortal.Should().Equal(PortalState.NewlyRegistered, PortalState.CitizenWithdraws);
    }

    [Fact]
    public async Task Supplemented_AnswersTheCorrection()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());
        var id = Registration;
        await World.Correct.HandleAsync(new(id, [new("class", "Sai lớp")], 1), World.By(ExamWorld.Officer), Ct);

        await DeliverAsync(PortalDossierKind.Supplemented, Filing() with { Form = ExamWorld.Form() with { Class = "12A2" } });

        (await World.StateOfAsync(id)).State.Should().Be(RegistrationState.Submitted);
        (await World.StateOfAsync(id)).Form.Class.Should().Be("12A2");
    }

    [Fact]
    public async Task Supplemented_WithFaults_SaysWhyAndStaysWhereItIs()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());
        var id = Registration;
        await World.Correct.HandleAsync(new(id, [new("class", "Sai lớp")], 1), World.By(ExamWorld.Officer), Ct);

        await DeliverAsync(PortalDossierKind.Supplemented, Filing() with { Form = ExamWorld.Form() with { Class = null } });

        (await World.StateOfAsync(id)).State.Should().Be(RegistrationState.CorrectionRequested);
        var moved = World.Store.SentOf(PortalContracts.DossierMoved)[^1];
        moved.State.Should().Be(PortalState.SupplementRequested);
        moved.Note.En.Should().Contain("Grade-12 class");
    }

    [Fact]
    public async Task Paid_IsNotedAndSettlesNothing()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing());
        await DeliverAsync(PortalDossierKind.Paid, Bare());

        (await World.StateOfAsync(Registration)).Fee.Should().Be(FeeStatus.Due);
        (await World.History.HandleAsync(Registration, World.By(ExamWorld.Lan), Ct)).Value[^1].Action.Should().Be("portal-says-paid");
    }

    [Fact]
    public async Task Withdrawn_BeforeItWasFiled_IsParked()
    {
        var deliver = () => DeliverAsync(PortalDossierKind.Withdrawn, Bare());

        (await deliver.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("portal-dossier-unknown");
    }

    [Fact]
    public async Task Filed_ForAnotherService_IsLeftAlone()
    {
        await DeliverAsync(PortalDossierKind.Filed, Filing(), procedure: "3.000181");

        World.Store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Filed_BeforeItsSessionIsListed_IsTakenAllTheSame()
    {
        using var unlisted = await ExamWorld.OpenUnlistedAsync();

        await DeliverAsync(PortalDossierKind.Filed, Filing(), to: unlisted);
        await DeliverAsync(PortalDossierKind.Withdrawn, Bare(), to: unlisted);

        unlisted.ToldThePortal.Should().Equal(PortalState.NewlyRegistered, PortalState.CitizenWithdraws);
    }

    [Theory]
    [InlineData(PortalDossierKind.Filed)]
    [InlineData(PortalDossierKind.Supplemented)]
    public async Task WhatNamesNoSession_WaitsUntilOneIsListed(PortalDossierKind kind)
    {
        using var unlisted = await ExamWorld.OpenUnlistedAsync();
        var deliver = () => DeliverAsync(kind, Bare(), to: unlisted);
        await deliver.Should().ThrowAsync<DeliverLaterException>();

        await unlisted.ProjectAsync();

        if (kind == PortalDossierKind.Filed) await deliver();
        else (await deliver.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("portal-dossier-unknown");
        unlisted.ToldThePortal.Should().Equal(kind == PortalDossierKind.Filed ? [PortalState.NotAccepted] : []);
    }

    [Fact]
    public async Task Filed_WhereNothingIsEverListed_IsLeftAloneInTheEnd()
    {
        using var unlisted = await ExamWorld.OpenUnlistedAsync();

        await DeliverAsync(PortalDossierKind.Filed, Bare(), to: unlisted, ago: PortalDossiers.ListPatience);

        unlisted.ToldThePortal.Should().BeEmpty();
    }

    private static PortalFiling Filing() =>
        new(Dossier, DemoExams.Procedure, DemoExams.Session, "acc-lan", ExamWorld.Form(), ExamWorld.Yes);

    private static PortalFiling Bare() => new(Dossier, DemoExams.Procedure);

    private RecordId Registration => ExamIds.Registration(World.Hash, DemoExams.Session, "001209000123");

    private Task DeliverAsync(
        PortalDossierKind kind, PortalFiling payload, string procedure = DemoExams.Procedure, ExamWorld? to = null, TimeSpan ago = default) =>
        DeliverAsync(kind, JsonSerializer.SerializeToUtf8Bytes(payload, ExamsJson.Default.PortalFiling), procedure, to, ago);

    private async Task DeliverAsync(
        PortalDossierKind kind, byte[] payload, string procedure = DemoExams.Procedure, ExamWorld? to = null, TimeSpan ago = default)
    {
        var world = to ?? World;
        var record = new RecordId("dos-g22.99.08-270421-896048");
        var document = $"in/{++_deliveries}";
        await world.Store.CommitAsync(
            new Commit
            {
                Record = record,
                Documents = [new Document(document, payload)],
            },
            Ct);
        await world.Portal.HandleAsync(
            new PortalDossierReceivedV1(kind, Dossier, procedure, record, document, world.Clock.GetUtcNow() - ago), world.Delivery(record), Ct);
    }
}
