using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class OpenAttemptTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly OpenAttemptRequest AtFake = new("fake");

    [Theory]
    [InlineData("en", "en")]
    [InlineData("vi", "vi")]
    [InlineData("fr", "vi")]
    [InlineData(null, "vi")]
    public async Task Open_KeepsThePayersLanguage(string? asked, string kept)
    {
        var world = await new PaymentWorld().OpenedAsync("other");

        (await world.Open.HandleAsync(PaymentWorld.Id, AtFake with { Language = asked }, Stop)).Problem.Should().BeNull();

        world.Payment.Attempts[^1].Language.Should().Be(kept);
    }

    [Fact]
    public async Task Open_WithASignedLink_IsOneCommit()
    {
        var world = await new PaymentWorld().OpenedAsync();

        var attempt = world.Payment.Attempts.Should().ContainSingle().Subject;
        attempt.Status.Should().Be(AttemptStatus.Open);
        attempt.RedirectUrl.Should().Be("https://gateway.test/pay-1.1");
        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        (await world.Store.LoadAsync(PaymentWorld.Id, Stop))!.Version.Should().Be(2);
        world.Store.Sent.Last().NotBefore.Should().Be(PaymentWorld.Start.AddMinutes(1));
    }

    [Fact]
    public async Task Open_AtARemoteGateway_CommitsTheIntentBeforeTheGatewayHears()
    {
        var world = new PaymentWorld(opensLocally: false);
        AttemptStatus? whenAsked = null;
        var open = world.Gateway.Opens;
        world.Gateway.Opens = order =>
        {
            whenAsked = world.Payment.Attempts[0].Status;
            return open(order);
        };

        await world.OpenedAsync();

        whenAsked.Should().Be(AttemptStatus.Opening);
        world.Payment.Attempts[0].Should().Match<Attempt>(attempt => attempt.Status == AttemptStatus.Open && attempt.GatewayKey == "key-pay-1.1");
    }

    [Fact]
    public async Task Open_Twice_GivesTheSameOrder()
    {
        var world = await new PaymentWorld().OpenedAsync();

        var again = await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop);

        again.Value.Attempt.Should().Be(PaymentWorld.First);
        world.Payment.Attempts.Should().ContainSingle();
        world.Gateway.Opened.Should().ContainSingle();
    }

    [Fact]
    public async Task Open_AtAnotherGateway_IsAnotherAttempt()
    {
        var world = await new PaymentWorld().OpenedAsync();

        var other = await world.Open.HandleAsync(PaymentWorld.Id, new("other"), Stop);

        other.Value.Attempt.Should().Be(PaymentWorld.Second);
        world.Payment.Attempts.Should().HaveCount(2);
    }

    [Fact]
    public async Task Open_WhenLittleTimeIsLeft_OpensAnew()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(29));

        var again = await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop);

        again.Value.Attempt.Should().Be(PaymentWorld.Second);
    }

    [Fact]
    public async Task Open_WithoutAnAnswer_IsUnknownAndOpensTheSameOrderNextTime()
    {
        var world = new PaymentWorld(opensLocally: false);
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        var answers = world.Gateway.Opens;
        world.Gateway.Opens = _ => OpenOutcome.Unknown("timeout");

        var first = await world.Open.HandleAsync(PaymentWorld.Id, new("fake", "en"), Stop);
        first.Problem!.Code.Should().Be("PAY-005");
        world.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Unknown);

        world.Gateway.Opens = answers;
        var second = await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop);

        second.Value.Attempt.Should().Be(PaymentWorld.First);
        world.Gateway.Opened.Should().HaveCount(2);
        world.Gateway.Opened[1].Should().Be(world.Gateway.Opened[0], "a gateway refuses a key that comes back with other values");
    }

    [Fact]
    public async Task Open_WithoutAnAnswer_IsHealedByTheSweep()
    {
        var world = new PaymentWorld(opensLocally: false);
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        var answers = world.Gateway.Opens;
        world.Gateway.Opens = _ => OpenOutcome.Unknown("timeout");
        await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop);

        world.Gateway.Opens = answers;
        await world.PassAsync(TimeSpan.FromMinutes(2));

        world.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Open);
        (await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop)).Value.Attempt.Should().Be(PaymentWorld.First);
    }

    [Fact]
    public async Task Open_Refused_FailsTheAttemptAndStaysDue()
    {
        var world = new PaymentWorld(opensLocally: false);
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        world.Gateway.Opens = _ => OpenOutcome.Refused(PaymentProblems.GatewayRefused);

        var refused = await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop);

        refused.Problem!.Code.Should().Be("PAY-006");
        world.Payment.Status.Should().Be(PaymentStatus.Due);
        world.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Failed);
    }

    [Fact]
    public async Task Open_OfNoPayment_IsNotFound() =>
        (await new PaymentWorld().Open.HandleAsync(PaymentWorld.Id, AtFake, Stop)).Problem!.Code.Should().Be("PS-003");

    [Fact]
    public async Task Open_AtNoGateway_IsRefused() =>
        (await new PaymentWorld().Open.HandleAsync(PaymentWorld.Id, new("nobody"), Stop)).Problem!.Code.Should().Be("PAY-001");

    [Fact]
    public async Task Open_OfAPaidFee_IsRefused()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());

        (await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop)).Problem!.Code.Should().Be("PAY-002");
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, "PAY-003")]
    public async Task Open_AtTheLastSecond_IsJudgedByTheClock(int secondsAfter, string? code)
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        world.Clock.SetUtcNow(PaymentWorld.Start.AddDays(7).AddSeconds(secondsAfter));

        (await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop)).Problem?.Code.Should().Be(code);
    }

    [Fact]
    public async Task Open_TooOften_IsRefused()
    {
        var world = await new PaymentWorld().OpenedAsync();
        for (var i = 1; i < PaymentLimits.MaxAttempts; i++)
        {
            await world.CallAsync(new AttemptId(PaymentWorld.Id, i), GatewayOutcome.Failed("declined"));
            await world.OpenedAsync();
        }

        await world.CallAsync(new AttemptId(PaymentWorld.Id, PaymentLimits.MaxAttempts), GatewayOutcome.Failed("declined"));

        (await world.Open.HandleAsync(PaymentWorld.Id, AtFake, Stop)).Problem!.Code.Should().Be("PAY-004");
    }

    [Fact]
    public async Task Open_WhileACallbackArrives_LosesNeither()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var raced = false;

        await world.Book.ChangeAsync(
            PaymentWorld.Id,
            cause: null,
            Caller.System,
            (payment, now) =>
            {
                if (!raced)
                {
                    raced = true;
                    world.CallAsync(PaymentWorld.First, world.Success()).GetAwaiter().GetResult();
                }

                return new Decision(payment! with { FeeRule = "changed" }, Effect.Moved, "test");
            },
            Stop);

        world.Payment.Should().Match<Payment>(payment => payment.Status == PaymentStatus.Paid && payment.FeeRule == "changed");
    }
}
