using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class SchoolFlowTests : ExamTest
{
    [Fact]
    public async Task Check_ThenPaid_Confirms()
    {
        var answer = await World.SubmitAsync();

        (await World.CheckAsync(answer)).State.Should().Be(RegistrationState.SchoolChecked);
        await World.PayAsync(answer);

        (await World.StateOfAsync(answer.Registration)).State.Should().Be(RegistrationState.Confirmed);
        World.ToldThePortal.Should().Equal(
            PortalState.NewlyRegistered, PortalState.FinancialObligationRequested, PortalState.Processing);
    }

    [Fact]
    public async Task Paid_ThenCheck_Confirms()
    {
        var answer = await World.SubmitAsync();
        await World.PayAsync(answer);

        (await World.CheckAsync(answer)).State.Should().Be(RegistrationState.Confirmed);
        World.ToldThePortal.Should().Equal(PortalState.NewlyRegistered, PortalState.Accepted);
    }

    [Fact]
    public async Task Correction_EditedByTheFamily_IsCheckedAgain()
    {
        var answer = await World.SubmitAsync();
        (await World.CorrectAsync(answer)).State.Should().Be(RegistrationState.CorrectionRequested);
        World.Store.SentOf(NoticeContracts.NoticeRequested)[^1].Values["reasons"].Should().Be("Sai lớp");

        var edited = await EditAsync(answer, ExamWorld.Form() with { Class = "12A2" });

        edited.Value.State.Should().Be(RegistrationState.Submitted);
        (await World.StateOfAsync(answer.Registration)).Correction.Should().BeNull();
        World.ToldThePortal.Should().Equal(PortalState.NewlyRegistered, PortalState.SupplementRequested, PortalState.Processing);
    }

    [Fact]
    public async Task Correction_AfterTheWindow_IsTakenUntilItsOwnDeadline()
    {
        var answer = await World.SubmitAsync();
        await World.CorrectAsync(answer);
        var form = ExamWorld.Form() with { Class = "12A2" };

        var late = await EditAsync(answer, form, at: ExamWorld.Session.CorrectionsUntil.AddTicks(1));
        var inTime = await EditAsync(answer, form, at: ExamWorld.Session.CorrectionsUntil);

        late.Problem!.Code.Should().Be("EXAM-019");
        inTime.Value.State.Should().Be(RegistrationState.Submitted);
    }

    [Fact]
    public async Task Edit_AfterTheWindow_IsClosedUnlessACorrectionWasAsked()
    {
        var answer = await World.SubmitAsync();

        (await EditAsync(answer, ExamWorld.Form() with { Class = "12A2" }, at: ExamWorld.Session.ClosesAt.AddSeconds(1)))
            .Problem!.Code.Should().Be("EXAM-003");
    }

    [Fact]
    public async Task Edit_AfterTheCheck_GoesBackToBeChecked()
    {
        var answer = await World.SubmitAsync();
        await World.PayAsync(answer);
        await World.CheckAsync(answer);

        (await EditAsync(answer, ExamWorld.Form() with { Class = "12A2" })).Value.State.Should().Be(RegistrationState.Submitted);
        (await World.CheckAsync(answer)).State.Should().Be(RegistrationState.Confirmed);
    }

    [Fact]
    public async Task Edit_WithoutAChange_ChangesNothing()
    {
        var answer = await World.SubmitAsync();
        var sent = World.Store.Sent.Count;

        (await EditAsync(answer, ExamWorld.Form())).Value.Version.Should().Be(answer.Version);
        World.Store.Sent.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Edit_TwoEditors_TheSecondIsToldAndNothingIsOverwritten()
    {
        var answer = await World.SubmitAsync();
        var mine = World.By(ExamWorld.Lan);
        var hers = World.By(ExamWorld.Lan);

        var first = await World.Edit.HandleAsync(new(answer.Registration, ExamWorld.Form() with { Class = "12A2" }, 1), mine, Ct);
        var second = await World.Edit.HandleAsync(new(answer.Registration, ExamWorld.Form() with { Class = "12A3" }, 1), hers, Ct);
        var repeated = await World.Edit.HandleAsync(new(answer.Registration, ExamWorld.Form() with { Class = "12A2" }, 1), mine, Ct);

        first.Value.Version.Should().Be(2);
        second.Problem!.Code.Should().Be("PS-002");
        repeated.Value.Should().Be(first.Value, "a repeat of the first is answered like the first");
        (await World.StateOfAsync(answer.Registration)).Form.Class.Should().Be("12A2");
    }

    [Fact]
    public async Task Edit_AnotherPersonsNumber_IsRefused()
    {
        var answer = await World.SubmitAsync();

        (await EditAsync(answer, ExamWorld.Form("001209000999"))).Problem!.Code.Should().Be("EXAM-016");
    }

    [Fact]
    public async Task Edit_ClaimingAnExemption_AsksForTheNewAmountAndCallsOffTheOld()
    {
        var answer = await World.SubmitAsync();

        var edited = (await EditAsync(answer, ExamWorld.Form() with { FeeExemption = "orphan" })).Value;

        edited.FeeAmount.Should().Be(Money.Vnd(0));
        World.Store.SentOf(PaymentContracts.FeeWithdrawn).Should().ContainSingle().Which.Payment.Should().Be(answer.Payment!.Value);
        World.Store.SentOf(PaymentContracts.FeeRequested)[^1].Payment.Should().Be(new RecordId($"pay-{answer.Registration}-2"));
    }

    [Fact]
    public async Task Edit_ToAnotherClass_MovesItsRow()
    {
        var answer = await World.SubmitAsync();
        await EditAsync(answer, ExamWorld.Form() with { Class = "12A2" });
        await World.ProjectAsync();

        var page = (await World.Lists.OfUnitAsync(new ListUnit(DemoExams.Session, ExamWorld.School), World.By(ExamWorld.Officer), Ct)).Value;

        page.Rows.Should().ContainSingle().Which.Class.Should().Be("12A2");
    }

    [Fact]
    public async Task Check_AnOutdatedVersion_IsStale()
    {
        var answer = await World.SubmitAsync();
        await EditAsync(answer, ExamWorld.Form() with { Class = "12A2" });

        (await World.Check.HandleAsync(new(answer.Registration, 1), World.By(ExamWorld.Officer), Ct)).Problem!.Code.Should().Be("PS-002");
    }

    [Fact]
    public async Task RequestCorrection_WithoutReasons_IsRefused()
    {
        var answer = await World.SubmitAsync();

        foreach (var reasons in (IReadOnlyList<CorrectionReason>[])[[], [new("", " ")], [new("", new string('a', 501))]])
        {
            (await World.Correct.HandleAsync(new(answer.Registration, reasons, 1), World.By(ExamWorld.Officer), Ct))
                .Problem!.Code.Should().Be("EXAM-022");
        }
    }

    [Fact]
    public async Task Withdraw_Unpaid_CallsOffTheFee_AndTheFamilyMayRegisterAgain()
    {
        var answer = await World.SubmitAsync();

        var withdrawn = await World.Withdraw.HandleAsync(new(answer.Registration, 1), World.By(ExamWorld.Lan), Ct);
        withdrawn.Value.State.Should().Be(RegistrationState.Withdrawn);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn).Should().ContainSingle();

        var again = await World.Submit.HandleAsync(
            new SubmitRegistration(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes, ExpectedVersion: 2), World.By(ExamWorld.Lan), Ct);
        again.Value.State.Should().Be(RegistrationState.Submitted);
        again.Value.DossierCode.Should().NotBe(answer.DossierCode);
        again.Value.Payment.Should().NotBe(answer.Payment);
        World.ToldThePortal.Should().Equal(PortalState.NewlyRegistered, PortalState.CitizenWithdraws, PortalState.NewlyRegistered);
    }

    [Fact]
    public async Task Withdraw_Paid_AsksForTheMoneyBack()
    {
        var answer = await World.SubmitAsync();
        await World.PayAsync(answer);

        var withdrawn = (await World.Withdraw.HandleAsync(new(answer.Registration, 2), World.By(ExamWorld.Lan), Ct)).Value;

        withdrawn.Next.Should().Be(NextActor.Payments);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn).Should().ContainSingle();
        await RefundAsync(answer);
        (await World.StateOfAsync(answer.Registration)).Fee.Should().Be(FeeStatus.Refunded);
        (await World.StateOfAsync(answer.Registration)).Next.Should().Be(NextActor.Nobody);
    }

    [Fact]
    public async Task Lapsed_PayAgain_AsksAnewUntilPayingCloses()
    {
        var answer = await World.SubmitAsync();
        await LapseAsync(answer);
        (await World.StateOfAsync(answer.Registration)).Fee.Should().Be(FeeStatus.Lapsed);
        var version = await World.VersionOfAsync(answer.Registration);
        var payUntil = ExamWorld.Session.PayUntil;

        var late = await World.PayAgain.HandleAsync(new(answer.Registration, version), World.By(ExamWorld.Lan, at: payUntil.AddTicks(1)), Ct);
        var again = await World.PayAgain.HandleAsync(new(answer.Registration, version), World.By(ExamWorld.Lan, at: payUntil), Ct);
        var twice = await World.PayAgain.HandleAsync(new(answer.Registration, version + 1), World.By(ExamWorld.Lan), Ct);

        late.Problem!.Code.Should().Be("EXAM-024");
        again.Value.Payment.Should().Be(new RecordId($"pay-{answer.Registration}-2"));
        twice.Problem!.Code.Should().Be("EXAM-023");
    }

    [Fact]
    public async Task Lapsed_ThenPaidLate_SettlesAndCallsOffTheNewRound()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await LapseAsync(answer);
        await World.PayAgain.HandleAsync(new(answer.Registration, 2), World.By(ExamWorld.Lan), Ct);

        await World.PayAsync(answer);

        var registration = await World.StateOfAsync(answer.Registration);
        registration.State.Should().Be(RegistrationState.Confirmed);
        registration.Payment.Should().Be(answer.Payment);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn)[^1].Payment.Should().Be(new RecordId($"pay-{answer.Registration}-2"));
    }

    [Fact]
    public async Task Lapsed_AfterItWasPaid_ChangesNothing()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.PayAsync(answer);

        await LapseAsync(answer);

        (await World.StateOfAsync(answer.Registration)).Fee.Should().Be(FeeStatus.Paid);
    }

    [Fact]
    public async Task Refunded_WhileConfirmed_OpensTheFeeAgain()
    {
        var answer = await World.SubmitAsync();
        await World.PayAsync(answer);
        await World.CheckAsync(answer);

        await RefundAsync(answer);

        var registration = await World.StateOfAsync(answer.Registration);
        registration.State.Should().Be(RegistrationState.SchoolChecked);
        registration.Next.Should().Be(NextActor.Family);
    }

    private ValueTask<Result<RegistrationAnswer>> EditAsync(RegistrationAnswer answer, RegistrationForm form, DateTimeOffset? at = null) =>
        EditAtAsync(answer.Registration, form, at);

    private async ValueTask<Result<RegistrationAnswer>> EditAtAsync(RecordId id, RegistrationForm form, DateTimeOffset? at) =>
        await World.Edit.HandleAsync(new(id, form, await World.VersionOfAsync(id)), World.By(ExamWorld.Lan, at: at), Ct);

    private ValueTask LapseAsync(RegistrationAnswer answer) => World.FeeNews.LapsedAsync(
        new FeeLapsedV1(answer.Payment!.Value, answer.Registration, ExamWorld.Start), World.Delivery(answer.Registration), Ct);

    private ValueTask RefundAsync(RegistrationAnswer answer) => World.FeeNews.RefundedAsync(
        new FeeRefundedV1(answer.Payment!.Value, answer.Registration, answer.FeeAmount!.Value, ExamWorld.Start),
        World.Delivery(answer.Registration),
        Ct);
}
