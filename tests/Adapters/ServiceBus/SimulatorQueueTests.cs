using PublicServices.Infra.ServiceBus;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>
/// The queue over the simulated Service Bus. With <c>PS_SERVICEBUS_NAMESPACE</c> set (and <c>PS_SERVICEBUS_KEYNAME</c> and
/// <c>PS_SERVICEBUS_KEY</c>, else by Entra identity) over that namespace, which must have the topic <c>messages</c> with subscriptions
/// <c>one</c> and <c>two</c> with sessions and <c>rows</c> without, each with the one rule of <see cref="SubscriptionRule"/>.
/// </summary>
public sealed class SimulatorQueueTests : BrokerCompliance
{
    private readonly ServiceBusSimulator _simulator = ServiceBusSimulator.Start(TopologyFile.Of(Topology, TimeSpan.FromMinutes(10)));

    protected override int Backlog => 6_000;

    protected override int Stream => 6_000;

    protected override ServiceBusOptions Options => Environment.GetEnvironmentVariable("PS_SERVICEBUS_NAMESPACE") is { Length: > 0 } real
        ? new()
        {
            Namespace = real,
            KeyName = Environment.GetEnvironmentVariable("PS_SERVICEBUS_KEYNAME"),
            Key = Environment.GetEnvironmentVariable("PS_SERVICEBUS_KEY"),
        }
        : new() { Endpoint = _simulator.Endpoint, KeyName = SimulatorOptions.KeyName, Key = SimulatorOptions.Key };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _simulator.DisposeAsync();
    }
}
