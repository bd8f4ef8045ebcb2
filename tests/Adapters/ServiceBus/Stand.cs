using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>A transport against a broker, its queue over a store in memory, and what its handlers have seen.</summary>
internal sealed class Stand : IAsyncDisposable
{
    public const string Subscription = "messages/Subscriptions/one";
    public const string Rows = "messages/Subscriptions/rows";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ConcurrentQueue<MessageContext> _handled = new();
    private int _nextId;
    private bool _isStarted;

    public Stand(ServiceBusOptions options, Topology? topology = null, TimeProvider? clock = null)
    {
        Transport = new ServiceBusTransport(options, topology ?? BrokerCompliance.Topology, clock ?? TimeProvider.System, RandomNumberGenerator.Fill, NullLogger.Instance);
        Store.Publisher = Transport.Publisher;
        Queue = Transport.CreateQueue(Store, Store, Store);
        Parked = Transport.CreateParked(Store);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ServiceBusTransport Transport { get; }

    public StandInStore Store { get; } = new();

    public IMessageQueue Queue { get; }

    public IParkedMessages Parked { get; }

    /// <summary>Deliveries whose handler returned, in that order.</summary>
    public IReadOnlyCollection<MessageContext> Handled => _handled;

    public static ServiceBusOptions OptionsFor(ServiceBusSimulator simulator) => new()
    {
        Endpoint = simulator.Endpoint,
        KeyName = SimulatorOptions.KeyName,
        Key = SimulatorOptions.Key,
        SendPatience = TimeSpan.FromSeconds(2),
        LongestReconnectPause = TimeSpan.FromMilliseconds(200),
    };

    public static string Text(MessageContext context) => Encoding.UTF8.GetString(context.Message.Data.Span);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => ValueTask.FromResult(condition()));

    public static async Task UntilAsync(Func<ValueTask<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition()) await poll.WaitForNextTickAsync(patience.Token);
    }

    /// <summary>The same while time goes on, for whatever pauses between two looks or ran out of patience when the clock leapt.</summary>
    public static Task UntilAsync(FakeTimeProvider clock, Func<bool> condition) => UntilAsync(() =>
    {
        clock.Advance(TimeSpan.FromMilliseconds(10));
        return condition();
    });

    public Message New(string type, string session, string text) => new(
        $"m{Interlocked.Increment(ref _nextId):00000000}", type, new RecordId(session), DateTimeOffset.UtcNow, "corr", Encoding.UTF8.GetBytes(text));

    public async Task PublishAsync(params Message[] messages) =>
        await Transport.Publisher.PublishAsync([.. messages.Select(message => new Outgoing(message))], Stop);

    /// <summary>Publishes as the outbox does: again under the same ids until it is told that they are durable.</summary>
    public async Task<int> PublishUntilTakenAsync(IReadOnlyList<Message> messages)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await PublishAsync([.. messages]);
                return failures;
            }
            catch (EngineBusyException)
            {
                Stop.ThrowIfCancellationRequested();
            }
        }
    }

    /// <param name="handle">What the handlers do; null: nothing.</param>
    /// <param name="maxAttempts">Deliveries before a message is parked.</param>
    /// <param name="concurrency">Sessions at once.</param>
    public async Task StartAsync(HandleMessage? handle = null, int maxAttempts = 3, int concurrency = 32)
    {
        HandleMessage whole = async (context, cancellationToken) =>
        {
            if (handle is not null) await handle(context, cancellationToken);
            _handled.Enqueue(context);
        };
        var handlers = new Dictionary<string, HandleMessage> { ["a"] = whole, ["both"] = whole };
        await Queue.StartAsync(
            [new Subscription("one", handlers) { MaxAttempts = maxAttempts, FirstPause = TimeSpan.FromMilliseconds(50), Concurrency = concurrency }],
            [new ProjectionSubscription("rows", new Dictionary<string, ProjectMessage>
            {
                ["row"] = message => [new ViewChange(new ViewKey("v", "p", message.Id), 1, message.Data)],
            })],
            Stop);
        _isStarted = true;
    }

    public async Task<ParkedMessage> ParkedAsync()
    {
        IReadOnlyList<ParkedMessage> parked = [];
        await UntilAsync(async () => (parked = await Parked.ListAsync(null, 10, Stop)).Count > 0);
        return parked[0];
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted) await Queue.StopAsync(CancellationToken.None);
        await Transport.DisposeAsync();
        Store.Dispose();
    }
}
