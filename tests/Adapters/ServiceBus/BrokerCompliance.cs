using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Tests.Adapters.Queue;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>The queue's compliance over a broker.</summary>
public abstract class BrokerCompliance : QueueCompliance
{
    /// <summary>What the compliance sends and who reads it.</summary>
    internal static readonly Topology Topology = Topology.Of(
        [("one", "a"), ("one", "both"), ("two", "both")],
        [("rows", "row")]);

    private readonly StandInStore _store = new();
    private ServiceBusTransport? _transport;

    protected abstract ServiceBusOptions Options { get; }

    // What waits for its time is in the broker, which does not tell, or in the stand-in's outbox.
    protected override bool CountsScheduled => false;

    public override ValueTask InitializeAsync()
    {
        Open();
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask RestartAsync()
    {
        await CloseAsync();
        Open();
    }

    private void Open()
    {
        _transport = new ServiceBusTransport(Options, Topology, TimeProvider.System, RandomNumberGenerator.Fill, NullLogger.Instance);
        _store.Publisher = _transport.Publisher;
        (Store, Views, Parked) = (_store, _store, _transport.CreateParked(_store));
        Queue = _transport.CreateQueue(_store, _store, _store);
    }

    private async Task CloseAsync()
    {
        if (_transport is null) return;
        await Queue.StopAsync(CancellationToken.None);
        await _transport.DisposeAsync();
    }
}
