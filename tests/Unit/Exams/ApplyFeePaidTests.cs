using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class ApplyFeePaidTests : ExamTest
{
    [Fact]
    public async Task Paid_AtADeskWithoutCheck_Confirms()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());

        await World.PayAsync(answer);

        var registration = await World.StateOfAsync(answer.Registration);
        registration.State.Should().Be(RegistrationState.Confirmed);
        registration.Fee.Should().Be(FeeStatus.Paid);
        registration.Next.Should().Be(NextActor.Department);
        World.Store.SentOf(PortalContracts.DossierMoved).Select(moved => moved.State)
            .Should().Equal(PortalState.NewlyRegistered, PortalState.Accepted);
        World.Store.SentOf(NoticeContracts.NoticeRequested)[^1].Template.Should().Be("exam-confirmed");
    }

    [Fact]
    public async Task Paid_AtASchool_WaitsForTheCheck()
    {
        var answer = await World.SubmitAsync();

        await World.PayAsync(answer);

        var registration = await World.StateOfAsync(answer.Registration);
        registration.State.Should().Be(RegistrationState.Submitted);
        registration.Fee.Should().Be(FeeStatus.Paid);
        registration.Next.Should().Be(NextActor.School);
        World.Store.SentOf(PortalContracts.DossierMoved).Should().ContainSingle();
    }

    [Fact]
    public async Task Paid_Zero_IsWaived()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm() with { FeeExemption = "orphan" });
        answer.FeeAmount.Should().Be(Money.Vnd(0));

        await World.PayAsync(answer);

        (await World.StateOfAsync(answer.Registration)).Fee.Should().Be(FeeStatus.Waived);
        (await World.StateOfAsync(answer.Registration)).State.Should().Be(RegistrationState.Confirmed);
    }

    [Fact]
    public async Task Paid_DeliveredTwice_ChangesNothingMore()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.PayAsync(answer);
        var sent = World.Store.Sent.Count;

        await World.PayAsync(answer);

        World.Store.Sent.Should().HaveCount(sent);
        (await World.Registrations.LoadAsync(answer.Registration, Ct)).Version.Should().Be(2);
    }

    [Fact]
    public async Task Paid_OnceMoreThroughAnotherPayment_GoesBack()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.PayAsync(answer);
        var other = new RecordId($"{answer.Payment}-2");

        await World.PayAsync(answer, payment: other);

        World.Store.SentOf(PaymentContracts.FeeWithdrawn).Should().ContainSingle()
            .Which.Should().Be(new FeeWithdrawnV1(other, answer.Registration, "paid-twice"));
        (await World.StateOfAsync(answer.Registration)).Payment.Should().Be(answer.Payment);
    }

    [Fact]
    public async Task Paid_OnceMore_TellsTheFamilyOnce()
    {
        var answer = await World.SubmitAsync();
        await World.PayAsync(answer);

        await World.PayAsync(answer, payment: new RecordId($"{answer.Payment}-2"));

        World.Store.SentOf(NoticeContracts.NoticeRequested).Where(notice => notice.Template == "fee-paid").Should().ContainSingle();
    }

    [Fact]
    public async Task PaidOfAnEarlierFiling_AfterFilingAnew_GoesBackAndTheNewFeeStaysDue()
    {
        var (first, second) = await FiledAnewAsync();

        await World.PayAsync(first);

        var registration = await World.StateOfAsync(first.Registration);
        registration.State.Should().Be(RegistrationState.Submitted);
        registration.Fee.Should().Be(FeeStatus.Due);
        registration.Payment.Should().Be(second.Payment);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn)[^1].Should().Be(new FeeWithdrawnV1(first.Payment!.Value, first.Registration, "earlier-round"));
        World.Store.SentOf(NoticeContracts.NoticeRequested).Should().NotContain(notice => notice.Template.StartsWith("fee-"));

        await World.PayAsync(second);
        (await World.StateOfAsync(first.Registration)).Should().Match<Registration>(
            after => after.State == RegistrationState.Confirmed && after.Payment == second.Payment);
    }

    [Fact]
    public async Task NewsOfAnEarlierFiling_AfterTheNewFeeIsPaid_ChangesNothing()
    {
        var (first, second) = await FiledAnewAsync();
        await World.PayAsync(second);
        var version = await World.VersionOfAsync(first.Registration);

        await World.FeeNews.LapsedAsync(new(first.Payment!.Value, first.Registration, ExamWorld.Start), World.Delivery(first.Registration), Ct);
        await World.FeeNews.RefundedAsync(
            new(first.Payment!.Value, first.Registration, first.FeeAmount!.Value, ExamWorld.Start), World.Delivery(first.Registration), Ct);

        (await World.VersionOfAsync(first.Registration)).Should().Be(version);
        (await World.StateOfAsync(first.Registration)).State.Should().Be(RegistrationState.Confirmed);
    }

    [Fact]
    public async Task PaidOfAnEarlierAmount_GoesBack()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        var exempt = await World.Edit.HandleAsync(
            new(answer.Registration, ExamWorld.FreeForm() with { FeeExemption = "orphan" }, 1), World.By(ExamWorld.Lan), Ct);
        exempt.Value.Payment.Should().NotBe(answer.Payment);

        await World.PayAsync(answer);

        (await World.StateOfAsync(answer.Registration)).Fee.Should().Be(FeeStatus.Due);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn).Select(withdrawn => withdrawn.Reason).Should().Equal("amount-changed", "earlier-round");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-0")]
    [InlineData("-1")]
    [InlineData("-02")]
    [InlineData("-3")]
    [InlineData("-99999999999")]
    [InlineData("-2x")]
    public async Task PaidOfAPaymentNobodyAskedFor_GoesBack(string suffix)
    {
        var (first, _) = await FiledAnewAsync();
        var odd = new RecordId(suffix.Length == 0 ? "pay-somebody-elses" : $"{first.Payment}{suffix}");

        await World.PayAsync(first, payment: odd);

        (await World.StateOfAsync(first.Registration)).Fee.Should().Be(FeeStatus.Due);
        World.Store.SentOf(PaymentContracts.FeeWithdrawn)[^1].Payment.Should().Be(odd);
    }

    [Fact]
    public async Task Paid_ForNoRegistrationOfOurs_IsParked()
    {
        var unknown = new RecordId("reg-00000000000000000000000000");
        var pay = () => World.FeePaid.HandleAsync(
            new FeePaidV1(new("pay-x"), unknown, Money.Vnd(45_000), ExamWorld.Start, "sandbox", "1"), World.Delivery(unknown), Ct).AsTask();

        (await pay.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("fee-not-applicable");
    }

    [Fact]
    public async Task Paid_ForAnotherService_IsLeftAlone()
    {
        var bill = new RecordId("bill-00000000000000000000000000");

        await World.FeePaid.HandleAsync(
            new FeePaidV1(new("pay-x"), bill, Money.Vnd(45_000), ExamWorld.Start, "sandbox", "1"), World.Delivery(bill), Ct);

        World.Store.Sent.Should().BeEmpty();
    }

    /// <summary>Filed, withdrawn while the fee was open, and filed again.</summary>
    private async Task<(RegistrationAnswer First, RegistrationAnswer Second)> FiledAnewAsync()
    {
        var first = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.Withdraw.HandleAsync(new(first.Registration, 1), World.By(ExamWorld.Lan), Ct);
        var again = new SubmitRegistration(DemoExams.Session, ExamWorld.FreeForm(), ExamWorld.Yes, ExpectedVersion: 2);
        var second = (await World.Submit.HandleAsync(again, World.By(ExamWorld.Lan), Ct)).Value;
        second.Payment.Should().NotBe(first.Payment);
        return (first, second);
    }
}
