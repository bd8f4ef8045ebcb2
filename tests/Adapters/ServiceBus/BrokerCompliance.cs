using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Tests.Adapters.Cosmos;
using PublicServices.Tests.Adapters.Queue;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>The queue's compliance over a broker, with records, views, outbox and parked messages in Cosmos DB.</summary>
public abstract class BrokerCompliance : QueueCompliance
{
    /// <summary>What the compliance sends and who reads it.</summary>
    internal static readonly Topology Topology = Topology.Of(
        [("one", "a"), ("one", "both"), ("two", "both")],
        [("rows", "row")]);

    private readonly CosmosAccount _account = new();
    private CosmosEngine? _store;
    private ServiceBusTransport? _transport;

    protected abstract ServiceBusOptions Options { get; }

    // What waits for its time is in the broker, which does not tell, or in the outbox.
    protected override bool CountsScheduled => false;

    public override async ValueTask InitializeAsync() => await OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _account.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        _transport = new ServiceBusTransport(Options, Topology, TimeProvider.System, RandomNumberGenerator.Fill, NullLogger.Instance);
        _store = await OpenCosmos.EngineAsync(
            _account.Options(), _transport.Publisher, TimeProvider.System, create: true, CancellationToken.None);
        _store.RelayLoop.Start();
        (Store, Views, Parked) = (_store.Records, _store.Views, _transport.CreateParked(new ParkedShelf(_store.Parked, Topology)));
        Queue = _transport.CreateQueue(_store.Views, _store.Parked, _store.Sender);
    }

    private async Task CloseAsync()
    {
        if (_transport is null || _store is null) return;
        await Queue.StopAsync(CancellationToken.None);
        await _store.DisposeAsync();
        await _transport.DisposeAsync();
    }
}
