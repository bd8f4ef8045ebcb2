using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>Sending to the simulated Service Bus when not everything goes well.</summary>
public sealed class SendingTests : IAsyncLifetime
{
    private readonly ServiceBusSimulator _simulator = ServiceBusSimulator.Start(TopologyFile.Of(BrokerCompliance.Topology, TimeSpan.FromMinutes(10)));
    private Stand _stand = null!;

    public ValueTask InitializeAsync()
    {
        _stand = new Stand(Stand.OptionsFor(_simulator));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stand.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Publish_ManyMessages_GoInFewTransfersWithinTheLargest()
    {
        await _stand.PublishAsync([.. Enumerable.Range(0, 60).Select(i => _stand.New("a", $"s{i % 5}", new string('x', 20_000)))]);
        _simulator.CountAt(Stand.Subscription).Should().Be(60);
        _simulator.Faults.TransfersSeen.Should().BeInRange(5, 8, "60 × 20 kB in transfers of 256 KiB");
        _stand.Transport.Counters.Sent.Should().Be(60);
    }

    [Fact]
    public async Task Publish_TheSameIdAgain_IsDroppedByTheBroker()
    {
        var message = _stand.New("a", "s", "x");
        await _stand.PublishAsync(message);
        await _stand.PublishAsync(message);
        _simulator.CountAt(Stand.Subscription).Should().Be(1);
    }

    [Fact]
    public async Task Publish_IdsLongerThanTheBrokersLimit_AreTakenAndStayDistinct()
    {
        var message = _stand.New("a", "s", "x");
        await _stand.PublishAsync(message with { Id = new string('i', 200) + "1" }, message with { Id = new string('i', 200) + "2" });
        await _stand.StartAsync();
        await Stand.UntilAsync(() => _stand.Handled.Count == 2);
        _stand.Handled.Select(context => context.Message.Id.Length).Should().Equal(201, 201);
    }

    [Fact]
    public async Task Publish_WhenTheBrokerIsBusy_SaysSoAndLeavesItAlone()
    {
        _simulator.Faults.BeBusy(1);
        var busy = await FluentActions.Awaiting(() => _stand.PublishAsync(_stand.New("a", "s", "x"))).Should().ThrowAsync<EngineBusyException>();
        busy.Which.RetryAfter.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10));
        var seen = _simulator.Faults.TransfersSeen;

        var again = await FluentActions.Awaiting(() => _stand.PublishAsync(_stand.New("a", "s", "y"))).Should().ThrowAsync<EngineBusyException>();
        again.Which.RetryAfter.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
        _simulator.Faults.TransfersSeen.Should().Be(seen, "a broker that throttles is not asked again at once");
    }

    [Fact]
    public async Task Publish_CutBeforeItIsAnswered_IsSentAgainUnderTheSameIdAndArrivesOnce()
    {
        _simulator.Faults.CutAfter(2);
        var messages = Enumerable.Range(0, 3_000).Select(i => _stand.New("a", $"s{i % 50}", $"{i}")).ToArray();
        await _stand.PublishUntilTakenAsync(messages);
        await _stand.StartAsync();
        await Stand.UntilAsync(() => _stand.Handled.Count == messages.Length);
        foreach (var session in _stand.Handled.GroupBy(context => context.Message.Session))
            session.Select(context => int.Parse(Stand.Text(context))).Should().BeInAscendingOrder().And.HaveCount(60);
        _stand.Transport.Counters.Reconnects.Should().BePositive();
    }

    [Fact]
    public async Task Publish_AfterItsLinkWasEnded_OpensAnother()
    {
        await _stand.PublishAsync(_stand.New("a", "s", "x"));
        _simulator.DetachLinks("messages");
        await _stand.PublishAsync(_stand.New("a", "s", "y"));
        _simulator.CountAt(Stand.Subscription).Should().Be(2);
    }

    [Fact]
    public async Task Publish_ToATopicThatIsNotThere_IsBusyAndSaysWhy() =>
        (await FluentActions.Awaiting(() => _stand.PublishAsync(_stand.New("ps.nowhere.x.v1", "s", "x"))).Should().ThrowAsync<EngineBusyException>())
            .Which.Message.Should().Contain("amqp:not-found").And.Contain("nowhere");

    [Fact]
    public async Task Publish_AMessageLargerThanTheBrokerTakes_IsRefusedForGood()
    {
        var refused = await FluentActions.Awaiting(() => _stand.PublishAsync(_stand.New("a", "s", new string('x', 300 * 1024)))).Should().ThrowAsync<BrokerException>();
        refused.Which.IsOfTheMessage.Should().BeTrue();
    }

    [Fact]
    public async Task Publish_WithoutABroker_SaysBusyAndHealthSaysWhy()
    {
        await _stand.PublishAsync(_stand.New("a", "s", "x"));
        (await _stand.Transport.HealthAsync(Stand.Stop)).Should().Match<PartHealth>(part => part.IsHealthy && part.Figures["sent"] == 1);
        await _simulator.DisposeAsync();
        await FluentActions.Awaiting(() => _stand.PublishAsync(_stand.New("a", "s", "y"))).Should().ThrowAsync<EngineBusyException>();
        var health = await _stand.Transport.HealthAsync(Stand.Stop);
        (health.Part, health.IsHealthy).Should().Be(("broker", false));
        health.Fault.Should().NotBeNullOrEmpty();
        await FluentActions.Awaiting(async () => await _stand.Parked.DepthsAsync(Stand.Stop)).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task Publish_ManyAtOnce_AllArrive()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => _stand.PublishAsync(_stand.New("a", $"s{i}", "x"), _stand.New("row", $"s{i}", "x"))));
        (_simulator.CountAt(Stand.Subscription), _simulator.CountAt(Stand.Rows)).Should().Be((200, 200));
    }
}
