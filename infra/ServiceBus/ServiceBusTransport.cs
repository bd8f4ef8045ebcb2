using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Everything that goes over the broker, over one connection.</summary>
public sealed class ServiceBusTransport : IAsyncDisposable
{
    private readonly ServiceBusOptions _options;
    private readonly Topology _topology;
    private readonly BrokerProfile _profile;
    private readonly SettlementWatch _settlements = new();
    private readonly BrokerConnection _connection;
    private readonly BrokerPublisher _publisher;
    private readonly RabbitApi? _rabbit;
    private readonly TimeProvider _clock;
    private readonly IdSource _ids;
    private readonly ILogger _logger;
    private readonly Func<double> _jitter;

    /// <summary>Makes it; connects when it is first needed.</summary>
    /// <param name="options">How the broker is reached.</param>
    /// <param name="topology">Topics and subscriptions the program uses.</param>
    /// <param name="clock">Every time is taken from it.</param>
    /// <param name="random">Jitter, and ids of sendings.</param>
    /// <param name="logger">Where it says what happens; never bodies, tokens or keys.</param>
    /// <exception cref="ArgumentException">The options have faults; each is one line.</exception>
    public ServiceBusTransport(ServiceBusOptions options, Topology topology, TimeProvider clock, FillRandom random, ILogger logger)
    {
        if (options.Faults() is { Count: > 0 } faults) throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        (_options, _topology, _clock, _logger) = (options, topology, clock, logger);
        _ids = new IdSource(clock, random);
        _jitter = () =>
        {
            Span<byte> bytes = stackalloc byte[2];
            random(bytes);
            return BinaryPrimitives.ReadUInt16BigEndian(bytes) / (double)ushort.MaxValue;
        };
        _profile = BrokerProfile.Of(options.Broker);
        _connection = new BrokerConnection(options, _profile, _settlements, Counters, clock, _jitter, logger);
        _publisher = new BrokerPublisher(_connection, _profile, options, Counters, clock, logger);
        if (options is { ManagementEndpoint: { } api, KeyName: { } user, Key: { } password }) _rabbit = new RabbitApi(new Uri(api), user, password);
    }

    /// <summary>What went over the broker so far.</summary>
    public BrokerCounters Counters { get; } = new();

    /// <summary>Sends; an outbox relays through it.</summary>
    public IMessagePublisher Publisher => _publisher;

    /// <summary>Makes the queue of this process.</summary>
    /// <param name="views">Where projections write.</param>
    /// <param name="parked">Where given up messages go.</param>
    /// <param name="outbox">Keeps messages that are not due, for brokers that cannot; null: sending one there is refused.</param>
    public IMessageQueue CreateQueue(IViewStore views, IParkedStore parked, IMessageSender? outbox)
    {
        var around = Around(parked);
        return new BrokerQueue(around, _topology, new TopologyCheck(around, _rabbit), _publisher, views, outbox, _ids);
    }

    /// <summary>Makes the operators' side of it.</summary>
    public IParkedMessages CreateParked(IParkedShelf shelf) =>
        new BrokerParked(shelf, _publisher, _connection, _profile, _topology, _rabbit, _ids, _clock);

    /// <summary>Makes what lets operators look into the broker's own dead-letter queues.</summary>
    public DeadLetterDesk CreateDeadLetterDesk(IParkedStore parked) => new(Around(parked), _publisher, _ids);

    /// <summary>Looks whether the broker has what the program needs.</summary>
    /// <exception cref="TopologyException">It has not; one line for each fault.</exception>
    public async Task CheckTopologyAsync(CancellationToken cancellationToken) =>
        await new TopologyCheck(Around(NoParking.Instance), _rabbit).RunAsync(_topology, cancellationToken);

    /// <summary>Moves what the broker gave up to the parked messages, for a while: where no receivers run that do it all the time.</summary>
    /// <param name="parked">Where they go.</param>
    /// <param name="listen">How long to listen.</param>
    /// <param name="cancellationToken">Ends the while early.</param>
    public async Task CollectDeadLettersAsync(IParkedStore parked, TimeSpan listen, CancellationToken cancellationToken)
    {
        var around = Around(parked);
        var collectors = _topology.Topics.SelectMany(topic => topic.Subscriptions.Select(subscription => new DeadLetterCollector(
            around, _profile.DeadLetters(topic.Name, subscription.Consumer), subscription.Consumer))).ToList();
        foreach (var collector in collectors) collector.Start();
        await Task.Delay(listen, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(collectors.Select(collector => collector.StopAsync()));
    }

    /// <summary>How the broker is now. Asks for a connection and waits a moment for it.</summary>
    public async ValueTask<PartHealth> HealthAsync(CancellationToken cancellationToken)
    {
        var figures = new Dictionary<string, long>
        {
            ["sent"] = Counters.Sent,
            ["received"] = Counters.Received,
            ["completed"] = Counters.Completed,
            ["abandoned"] = Counters.Abandoned,
            ["parked"] = Counters.Parked,
            ["lockLosses"] = Counters.LockLosses,
            ["reconnects"] = Counters.Reconnects,
        };
        try
        {
            await _connection.GetSoonAsync(cancellationToken);
            return new PartHealth("broker", true, figures);
        }
        catch (BrokerException e)
        {
            return new PartHealth("broker", false, figures, e.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _rabbit?.Dispose();
        Counters.Dispose();
    }

    private Surroundings Around(IParkedStore parked) => new(
        _connection, _profile, _options, _settlements, parked, new LockKeeper(_clock, _logger), Counters, _clock, _jitter, _logger);

    /// <summary>For what never parks anything.</summary>
    private sealed class NoParking : IParkedStore
    {
        public static readonly NoParking Instance = new();

        public ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is parked here.");
    }
}
