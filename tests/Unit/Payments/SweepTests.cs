using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class SweepTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_AfterALostCallback_PaysTheFee()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Gateway.Answer = world.Success();

        await world.PassAsync(TimeSpan.FromMinutes(1));

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Told.Should().ContainSingle();
    }

    [Fact]
    public async Task Sweep_OfASettledAttempt_AsksNobodyAndWritesNothing()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        var version = (await world.Store.LoadAsync(PaymentWorld.Id, Stop))!.Version;

        await world.PassAsync(TimeSpan.FromDays(1));

        world.Gateway.Asked.Should().Be(0);
        (await world.Store.LoadAsync(PaymentWorld.Id, Stop))!.Version.Should().Be(version);
    }

    [Fact]
    public async Task Sweep_OfAPayerWhoNeverCame_ExpiresTheAttemptOnlyAfterItsTime()
    {
        var world = await new PaymentWorld().OpenedAsync();

        await world.PassAsync(TimeSpan.FromMinutes(25));
        world.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Open);
        world.Gateway.Asked.Should().Be(3);

        await world.PassAsync(TimeSpan.FromHours(1));
        world.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Expired);
        world.Payment.Status.Should().Be(PaymentStatus.Due, "there is time to try again");
    }

    [Fact]
    public async Task Sweep_OfTheLastAttemptAfterTheFeesTime_LapsesTheFee()
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        await world.PassAsync(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await world.OpenedAsync();

        await world.PassAsync(TimeSpan.FromMinutes(2));
        world.Payment.Status.Should().Be(PaymentStatus.Pending, "an attempt opened in time may be completed");

        await world.PassAsync(TimeSpan.FromHours(2));
        world.Payment.Status.Should().Be(PaymentStatus.Lapsed);
        world.Store.SentOf(PaymentContracts.FeeLapsed).Should().ContainSingle();
    }

    [Fact]
    public async Task Sweep_WithoutAnAnswer_NeverFailsAndCallsAnOfficerAfterDays()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Gateway.Answer = GatewayOutcome.Unknown("timeout");

        await world.PassAsync(TimeSpan.FromDays(10));

        world.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Open);
        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        world.Store.SentOf(PaymentContracts.FeeLapsed).Should().BeEmpty();
        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.GatewaySilent);

        world.Gateway.Answer = world.Success(at: PaymentWorld.Start.AddMinutes(10));
        await world.PassAsync(TimeSpan.FromDays(1));
        world.Payment.Status.Should().Be(PaymentStatus.Paid, "the sweep has no last question");
    }

    [Fact]
    public async Task Sweep_OfAWithdrawnFee_StillFindsTheMoney()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "x"));
        world.Gateway.Answer = world.Success();

        await world.PassAsync(TimeSpan.FromMinutes(1));

        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.PaidAfterWithdrawal);
    }

    [Fact]
    public async Task Sweep_DeliveredTwice_SchedulesTheNextOnce()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var sweep = world.Store.Sent.Last().Message;

        await world.HandleAsync(sweep);
        await world.HandleAsync(sweep);

        world.Store.SentOf(PaymentMessages.SweepDue).Should().HaveCount(2);
    }

    [Fact]
    public void PauseBefore_Grows_AndThenStays()
    {
        var pauses = Enumerable.Range(0, 12).Select(new SweepSchedule().PauseBefore).ToList();

        pauses.Should().BeInAscendingOrder();
        pauses[0].Should().Be(TimeSpan.FromMinutes(1));
        pauses[^1].Should().Be(TimeSpan.FromHours(24));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public void First_WithinItsBounds_IsThePauseBeforeTheFirstQuestionOnly(int milliseconds)
    {
        var schedule = new SweepSchedule(TimeSpan.FromMilliseconds(milliseconds));

        schedule.PauseBefore(0).Should().Be(TimeSpan.FromMilliseconds(milliseconds));
        schedule.PauseBefore(-1).Should().Be(schedule.PauseBefore(0));
        schedule.PauseBefore(1).Should().Be(new SweepSchedule().PauseBefore(1));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(300_001)]
    [InlineData(-1)]
    public void First_OutsideItsBounds_IsRefused(int milliseconds)
    {
        var making = () => new SweepSchedule(TimeSpan.FromMilliseconds(milliseconds));

        making.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Sweep_OfAGatewayThatWasTakenAway_IsParked()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var sweep = new SweepAttempt(world.Book, new Gateways([world.Other]), world.Opening, world.Schedule);
        var message = world.Store.Sent.Last().Message;

        var sweeping = async () => await sweep.HandleAsync(
            new SweepDueV1(PaymentWorld.First, 0), new MessageContext(message, new Cause("payments", message.Id), 1), Stop);

        (await sweeping.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("gateway-not-configured");
    }
}
