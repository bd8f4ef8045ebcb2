using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>What is missing at the broker is noticed at the start, all of it, a line each.</summary>
public sealed class TopologyCheckTests
{
    private static readonly Topology Wanted = Topology.Of(
        [("exams", "ps.payments.paid.v1"), ("portal", "ps.payments.paid.v1"), ("portal", "ps.exams.moved.v1")],
        [("lists", "ps.exams.moved.v1")]);

    [Fact]
    public async Task Start_OnWhatIsDeployed_Succeeds()
    {
        await using var simulator = ServiceBusSimulator.Start(TopologyFile.Of(Wanted));
        await using var stand = new Stand(Stand.OptionsFor(simulator), Wanted);
        await stand.Transport.CheckTopologyAsync(Stand.Stop);
    }

    [Fact]
    public async Task Start_OnAnythingLess_NamesEveryFault()
    {
        var deployed = TopologyFile.Of(Wanted);
        var payments = deployed.Topics.Single(topic => topic.Name == "payments");
        var faulty = deployed with
        {
            Topics =
            [
                payments with
                {
                    Subscriptions = [payments.Subscriptions.Single(one => one.Name == "exams") with { RequiresSession = false }],
                },
            ],
        };
        await using var simulator = ServiceBusSimulator.Start(faulty);
        await using var stand = new Stand(Stand.OptionsFor(simulator), Wanted);
        var refused = await FluentActions.Awaiting(() => stand.Transport.CheckTopologyAsync(Stand.Stop)).Should().ThrowAsync<TopologyException>();
        refused.Which.Faults.Should().BeEquivalentTo(
            "The broker has no topic \"exams\".",
            "The broker has topic \"payments\", subscription \"exams\", but without sessions.",
            "The broker lacks topic \"payments\", subscription \"portal\".");
        refused.Which.Message.Split(Environment.NewLine).Should().HaveCount(3);
    }

    [Fact]
    public async Task Start_WithOtherRules_SaysWhichItHas()
    {
        var deployed = TopologyFile.Of(Wanted);
        var exams = deployed.Topics.Single(topic => topic.Name == "exams");
        var lists = exams.Subscriptions.Single(one => one.Name == "lists");
        var faulty = deployed with
        {
            Topics =
            [
                .. deployed.Topics.Where(topic => topic != exams),
                exams with { Subscriptions = [lists with { Rules = new Dictionary<string, string>(), RequiresSession = true }, .. exams.Subscriptions.Where(one => one != lists)] },
            ],
        };
        await using var simulator = ServiceBusSimulator.Start(faulty);
        await using var stand = new Stand(Stand.OptionsFor(simulator), Wanted);
        (await FluentActions.Awaiting(() => stand.Transport.CheckTopologyAsync(Stand.Stop)).Should().ThrowAsync<TopologyException>())
            .Which.Faults.Should().Equal("The broker has topic \"exams\", subscription \"lists\", but with sessions, and a projection has none.");

        var other = faulty with
        {
            Topics = [.. faulty.Topics.Select(topic => topic with { Subscriptions = [.. topic.Subscriptions.Select(one => one.Name == "lists" ? one with { RequiresSession = false } : one)] })],
        };
        await using var second = ServiceBusSimulator.Start(other);
        await using var against = new Stand(Stand.OptionsFor(second), Wanted);
        (await FluentActions.Awaiting(() => against.Transport.CheckTopologyAsync(Stand.Stop)).Should().ThrowAsync<TopologyException>())
            .Which.Faults.Should().ContainSingle().Which.Should().Contain("other rules").And.Contain("$Default").And.Contain("sys.Label IN ('ps.exams.moved.v1')");
    }

    [Fact]
    public async Task Start_WithoutABroker_SaysWhy()
    {
        await using var stand = new Stand(new ServiceBusOptions
        {
            Endpoint = "amqp://127.0.0.1:1",
            KeyName = "n",
            Key = "k",
            OperationTimeout = TimeSpan.FromSeconds(1),
        });
        await FluentActions.Awaiting(() => stand.StartAsync()).Should().ThrowAsync<BrokerException>();
    }
}
