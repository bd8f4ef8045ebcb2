using PublicServices.Infra.ServiceBus;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>The queue over the simulated Service Bus.</summary>
public sealed class SimulatorQueueTests : BrokerCompliance
{
    private readonly ServiceBusSimulator _simulator = ServiceBusSimulator.Start(TopologyFile.Of(Topology, TimeSpan.FromMinutes(10)));

    protected override int Backlog => 6_000;

    protected override int Stream => 6_000;

    protected override ServiceBusOptions Options => new() { Endpoint = _simulator.Endpoint, KeyName = SimulatorOptions.KeyName, Key = SimulatorOptions.Key };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _simulator.DisposeAsync();
    }
}
