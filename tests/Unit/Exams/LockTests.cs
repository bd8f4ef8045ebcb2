using PublicServices.Contracts;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Exams;

public sealed class LockTests : ExamTest
{
    private static readonly DateTimeOffset Late = ExamWorld.Session.ClosesAt.AddHours(1);

    [Fact]
    public async Task Lock_WhileTheWindowIsOpen_IsRefused() =>
        (await LockAsync(ExamWorld.Session.ClosesAt)).Problem!.Code.Should().Be("EXAM-032");

    [Theory]
    [InlineData(Role.School, "01-001")]
    [InlineData(Role.Department, "79")]
    [InlineData(Role.Ministry, null)]
    [InlineData(Role.Family, null)]
    public async Task Lock_ByAnyoneElse_IsForbidden(Role role, string? unit) =>
        (await LockAsync(Late, new Caller("x", role, "x", unit))).Problem!.Code.Should().Be("PS-004");

    [Fact]
    public async Task Lock_ConfirmedOnly_AndForGood()
    {
        var confirmed = await World.SubmitAsync(ExamWorld.Form("001209000123"));
        var open = await World.SubmitAsync(ExamWorld.Form("001209000124"));
        await World.PayAsync(confirmed);
        await World.CheckAsync(confirmed);
        await World.ProjectAsync();

        (await LockAsync(Late)).Value.Run.Should().Be(1);
        await DrainLockAsync();

        (await World.StateOfAsync(confirmed.Registration)).State.Should().Be(RegistrationState.Locked);
        (await World.StateOfAsync(open.Registration)).State.Should().Be(RegistrationState.Submitted);
        var progress = (await World.Lock.ReadAsync(new(DemoExams.Session, ExamWorld.School), World.By(ExamWorld.Department), Ct)).Value!;
        (progress.Asked, progress.LeftOpen, progress.FinishedAt).Should().Be((1, 1, World.Clock.GetUtcNow()));
        (await World.Edit.HandleAsync(new(confirmed.Registration, ExamWorld.Form() with { Class = "X" }, 4), World.By(ExamWorld.Lan), Ct))
            .Problem!.Code.Should().Be("EXAM-013");
        (await World.Withdraw.HandleAsync(new(confirmed.Registration, 4), World.By(ExamWorld.Lan), Ct)).Problem!.Code.Should().Be("EXAM-013");
    }

    [Fact]
    public async Task Lock_MoreThanOnePage_TakesAllAndStepsTwiceDoNothingMore()
    {
        const int Candidates = LockUnitHandler.StepRows + 7;
        for (var i = 0; i < Candidates; i++)
        {
            var answer = await World.SubmitAsync(ExamWorld.FreeForm($"001205{i:D6}"));
            await World.PayAsync(answer);
        }

        await World.ProjectAsync();
        await LockAsync(Late, unit: ExamWorld.FreeDesk);
        await DrainLockAsync();
        var locked = World.Store.SentOf(ExamContracts.RegistrationChanged).Count(changed => changed.Action == "lock");
        await DrainLockAsync();

        locked.Should().Be(Candidates);
        World.Store.SentOf(ExamContracts.RegistrationChanged).Count(changed => changed.Action == "lock").Should().Be(Candidates);
    }

    [Fact]
    public async Task ConfirmedAfterTheWalk_LocksItself_Once()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        await World.ProjectAsync();
        World.Clock.SetUtcNow(Late);
        await LockAsync(Late, unit: ExamWorld.FreeDesk);
        await DrainLockAsync();

        await World.PayAsync(answer);
        (await World.StateOfAsync(answer.Registration)).State.Should().Be(RegistrationState.Confirmed);
        await DrainLockAsync();
        await DrainLockAsync();

        (await World.StateOfAsync(answer.Registration)).State.Should().Be(RegistrationState.Locked);
        World.Store.SentOf(ExamContracts.RegistrationChanged).Where(changed => changed.Action == "lock").Should().ContainSingle();
        var history = (await World.History.HandleAsync(answer.Registration, World.By(ExamWorld.Lan), Ct)).Value;
        history[^1].By.Id.Should().Be(ExamWorld.Department.Id, "the officer who locked the unit locked it");
    }

    [Fact]
    public async Task ConfirmedBeforeTheLock_WithItsRowStillUnderWay_IsMetByTheWalk()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        World.Clock.SetUtcNow(Late);
        await World.PayAsync(answer);
        await DrainLockAsync();

        await LockAsync(Late, unit: ExamWorld.FreeDesk);
        foreach (var (message, _, _) in World.Store.Sent.Where(sent => sent.Message.Type == ExamContracts.UnitLockStep.Type).ToList())
            await World.Lock.StepAsync(ExamContracts.UnitLockStep.Read(message), World.Delivery(message.Session, message.Id), Ct);

        World.Store.SentOf(ExamContracts.RegistrationLockDue).Should().ContainSingle().Which.Registration.Should().Be(answer.Registration);
    }

    [Fact]
    public async Task ConfirmedInAUnitThatIsNotLocked_StaysConfirmed()
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        World.Clock.SetUtcNow(Late);
        await LockAsync(Late, unit: ExamWorld.School);
        await World.PayAsync(answer);

        await DrainLockAsync();

        (await World.StateOfAsync(answer.Registration)).State.Should().Be(RegistrationState.Confirmed);
    }

    [Fact]
    public async Task ConfirmedAndMovedOnMeanwhile_IsLeftAsItIs()
    {
        var answer = await World.SubmitAsync();
        World.Clock.SetUtcNow(Late);
        await World.PayAsync(answer);
        await World.CheckAsync(answer);
        await LockAsync(Late);
        await World.CorrectAsync(answer);

        await DrainLockAsync();

        (await World.StateOfAsync(answer.Registration)).State.Should().Be(RegistrationState.CorrectionRequested);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public async Task Confirmed_LongBeforeTheWindowCloses_AsksNothing(long ticks, int asks)
    {
        var answer = await World.SubmitAsync(ExamWorld.FreeForm());
        World.Clock.SetUtcNow((ExamWorld.Session.ClosesAt - LockConfirmed.Ahead).AddTicks(ticks));

        await World.PayAsync(answer);

        World.Store.SentOf(ExamContracts.RegistrationConfirmed).Should().HaveCount(asks);
    }

    [Fact]
    public async Task Confirmed_ForNoRegistration_DoesNothing()
    {
        var nobody = new RecordId("reg-00000000000000000000000000");

        await World.LockConfirmed.HandleAsync(new(nobody, DemoExams.Session, ExamWorld.School), World.Delivery(nobody), Ct);

        World.Store.Sent.Should().BeEmpty();
    }
    private ValueTask<Result<UnitLock>> LockAsync(DateTimeOffset at, Caller? by = null, string unit = ExamWorld.School) =>
        World.Lock.HandleAsync(new(DemoExams.Session, unit), World.By(by ?? ExamWorld.Department, at: at), Ct);

    /// <summary>Delivers every lock message that was ever sent; those handled before are delivered twice.</summary>
    private async Task DrainLockAsync()
    {
        for (var i = 0; i < World.Store.Sent.Count; i++)
        {
            var message = World.Store.Sent[i].Message;
            var context = World.Delivery(message.Session, message.Id);
            if (message.Type == ExamContracts.UnitLockStep.Type)
                await World.Lock.StepAsync(ExamContracts.UnitLockStep.Read(message), context, Ct);
            if (message.Type == ExamContracts.RegistrationLockDue.Type)
                await World.Lock.LockAsync(ExamContracts.RegistrationLockDue.Read(message), context, Ct);
            if (message.Type == ExamContracts.RegistrationConfirmed.Type)
                await World.LockConfirmed.HandleAsync(ExamContracts.RegistrationConfirmed.Read(message), context, Ct);
        }
    }
}
