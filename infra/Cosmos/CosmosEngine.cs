using Microsoft.Extensions.Logging;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// The store of the Azure engine: a record's change, the messages it sends and the mark of what caused it are one batch in the record's
/// partition of Cosmos DB; the relay hands the messages to the broker.
/// </summary>
public sealed class CosmosEngine : IAsyncDisposable
{
    private readonly CosmosContainers _containers;

    /// <summary>Asks the account for nothing; whoever made the containers also has them checked.</summary>
    /// <param name="containers">Where everything is; disposed of with the engine.</param>
    /// <param name="publisher">The broker.</param>
    /// <param name="clock">The time.</param>
    /// <param name="random">Randomness for ids.</param>
    /// <param name="logger">Where it says what went wrong.</param>
    public CosmosEngine(CosmosContainers containers, IMessagePublisher publisher, TimeProvider clock, FillRandom random, ILogger logger)
    {
        _containers = containers;
        var options = containers.Options;
        var ids = new IdSource(clock, random);
        var calls = new CosmosCalls(options, Units, clock, logger);
        var outbox = new Outbox(options.SweepGrace, publisher.CanSchedule, clock);
        var claims = new RequestClaims(calls, containers.Requests, containers.Records, options.ClaimHold);
        var tags = new StateTags();
        var commits = new CosmosCommits(calls, containers.Records, claims, tags, outbox, ids);
        var records = new CosmosRecordStore(calls, containers.Records, commits, claims, tags);
        var leases = new Leases(calls, containers.Leases, ids.Next(), options.RelayLease);
        Records = records;
        Views = new CosmosViewStore(calls, containers.Views);
        Parked = new CosmosParked(calls, containers.Parked);
        Care = new CosmosCare(calls, containers, records, Units, ids);
        Relay = new OutboxRelay(calls, containers.Records, publisher, leases, logger);
        RelayLoop = new RelayLoop(Relay, calls, containers.Records, leases, options, publisher.CanSchedule, logger);
        Sender = new CosmosSender(calls, containers.Records, publisher, outbox, ids);
    }

    /// <summary>The records.</summary>
    public IRecordStore Records { get; }

    /// <summary>The views.</summary>
    public IViewStore Views { get; }

    /// <summary>Messages that were given up.</summary>
    public CosmosParked Parked { get; }

    /// <summary>What operators do to the store.</summary>
    public IStoreCare Care { get; }

    /// <summary>Relays given documents, and sweeps: what Functions triggers call.</summary>
    public OutboxRelay Relay { get; }

    /// <summary>Relays and sweeps by itself once started: for a program without a Functions host.</summary>
    public RelayLoop RelayLoop { get; }

    /// <summary>Sends what no record's change causes.</summary>
    public IMessageSender Sender { get; }

    /// <summary>Requests and request units so far.</summary>
    public RequestUnits Units { get; } = new();

    /// <summary>Removes the database and everything in it, for tests that made one for themselves.</summary>
    internal Task DeleteDatabaseAsync(CancellationToken cancellationToken) => _containers.DeleteDatabaseAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await RelayLoop.DisposeAsync();
        _containers.Dispose();
    }
}
