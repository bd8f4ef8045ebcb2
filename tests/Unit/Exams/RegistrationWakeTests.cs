using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class RegistrationWakeTests : ExamTest
{
    [Fact]
    public async Task Draft_WaitsForNobody()
    {
        var draft = (await World.SaveDraft.HandleAsync(
            new(DemoExams.Session, ExamWorld.Form(), ExamWorld.Yes, null), World.By(ExamWorld.Lan), Ct)).Value;

        (await WakeAsync(draft.Registration)).Should().BeEmpty();
    }

    [Fact]
    public async Task Filed_AsksForTheSameFeeAndTellsTheSameState()
    {
        var answer = await World.SubmitAsync();

        var woken = await WakeAsync(answer.Registration);

        Only(woken, PaymentContracts.FeeRequested).Should().Equal(World.Store.SentOf(PaymentContracts.FeeRequested));
        var moved = Only(woken, PortalContracts.DossierMoved).Should().ContainSingle().Subject;
        (moved.State, moved.DossierCode, moved.Version).Should().Be((PortalState.NewlyRegistered, answer.DossierCode!, 1L));
        woken.Should().HaveCount(2);
        woken.Select(outgoing => outgoing.Message.Id).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Paid_TellsOnlyThePortal()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.PayAsync(answer);

        (await WakeAsync(answer.Registration)).Select(outgoing => outgoing.Message.Type).Should().Equal(PortalContracts.DossierMoved.Type);
    }

    [Fact]
    public async Task WithdrawnWhileTheFeeWasOpen_AsksAndCallsOff_InThatOrder()
    {
        var answer = await World.SubmitAsync();
        await World.Withdraw.HandleAsync(new(answer.Registration, 1), World.By(ExamWorld.Lan), Ct);

        var woken = await WakeAsync(answer.Registration);

        woken.Select(outgoing => outgoing.Message.Type).Should().Equal(
            PaymentContracts.FeeRequested.Type, PaymentContracts.FeeWithdrawn.Type, PortalContracts.DossierMoved.Type);
        woken.Take(2).Should().OnlyContain(outgoing => outgoing.Message.Session == answer.Payment);
    }

    [Fact]
    public async Task ConfirmedOnceListsMayBeLocked_AsksWhetherItsListIs()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.PayAsync(answer);
        World.Clock.SetUtcNow(ExamWorld.Session.ClosesAt);

        Only(await WakeAsync(answer.Registration), ExamContracts.RegistrationConfirmed).Should().ContainSingle();
    }

    [Fact]
    public async Task RefundedBeforeThePaymentWasHeardOf_CountsAsRefunded()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());

        await World.FeeNews.RefundedAsync(
            new(answer.Payment!.Value, answer.Registration, answer.FeeAmount!.Value, ExamWorld.Start), World.Delivery(answer.Registration), Ct);

        (await World.StateOfAsync(answer.Registration)).Should().Match<Registration>(
            after => after.Fee == FeeStatus.Refunded && after.State == RegistrationState.Submitted);
    }

    [Fact]
    public async Task Lock_ThatHasNotComeToItsEnd_BeginsItsWalkAnew()
    {
        var late = ExamWorld.Session.ClosesAt.AddHours(1);
        await World.Lock.HandleAsync(new(DemoExams.Session, ExamWorld.School), World.By(ExamWorld.Department, at: late), Ct);
        var records = new Records<UnitLock>(World.Store, () => ExamsJson.Default.UnitLock);
        var begun = await records.LoadAsync(LockUnitHandler.Id(DemoExams.Session, ExamWorld.School), Ct);

        var step = LockUnitHandler.Wake(begun, late).Should().ContainSingle().Subject.Message;
        ExamContracts.UnitLockStep.Read(step).Should().Be(World.Store.SentOf(ExamContracts.UnitLockStep).Single());

        await World.Lock.StepAsync(ExamContracts.UnitLockStep.Read(step), World.Delivery(step.Session, step.Id), Ct);
        LockUnitHandler.Wake(await records.LoadAsync(begun.Id, Ct), late).Should().BeEmpty();
    }

    private async Task<List<Outgoing>> WakeAsync(RecordId id) =>
        [.. RegistrationWake.Of(await World.Registrations.LoadAsync(id, Ct), World.Clock.GetUtcNow())];

    private static List<T> Only<T>(IEnumerable<Outgoing> woken, Contract<T> contract) =>
        [.. woken.Where(outgoing => outgoing.Message.Type == contract.Type).Select(outgoing => contract.Read(outgoing.Message))];
}
