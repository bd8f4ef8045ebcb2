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
}
