using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>
/// A double of the Azure Functions host for one custom handler: it reads the published folder, starts the program, proxies HTTP, and
/// calls functions for messages, changes and schedules by the contract of host 4.1037.
/// </summary>
public sealed class FunctionsHostDouble : IAsyncDisposable
{
    private readonly HandlerProcess _process;
    private readonly Invoker _invoker;
    private readonly List<Receiver> _receivers = [];
    private readonly List<IAsyncDisposable> _triggers = [];
    private readonly CancellationTokenSource _keepingLocks = new();
    private BrokerConnection? _broker;
    private CosmosClient? _store;
    private HttpFront _front = null!;

    private FunctionsHostDouble(FunctionsHostOptions options, FunctionApp app)
    {
        _process = new HandlerProcess(options);
        _invoker = new Invoker(_process, options.FunctionTimeout ?? app.FunctionTimeout);
    }

    /// <summary>Where visitors come in.</summary>
    public Uri Endpoint => _front.Endpoint;

    /// <summary>Calls so far, the oldest first.</summary>
    public IReadOnlyList<HostInvocation> Invocations => _invoker.Invocations;

    /// <summary>Times the program was started.</summary>
    public int Starts => _process.Starts;

    /// <summary>The program's process; null while there is none.</summary>
    public int? ProcessId => _process.ProcessId;

    /// <summary>Why the program is not started any more; null while it is.</summary>
    public string? GaveUp => _process.GaveUp;

    /// <summary>What the program said last.</summary>
    public string Output => _process.Output;

    /// <summary>Starts everything; does not wait for the program, see <see cref="ReadyAsync"/>.</summary>
    /// <exception cref="InvalidDataException">The published folder is not what the host would take.</exception>
    public static async Task<FunctionsHostDouble> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        var app = FunctionApp.Read(options.Root, options.Environment);
        var host = new FunctionsHostDouble(options, app);
        host._front = await HttpFront.StartAsync(host._process, app.Functions, options.Port, cancellationToken);
        host._process.Start();
        host.StartTriggers(options, app);
        return host;
    }

    /// <summary>Waits until the program answers, and says where it does: only for looking at it without the host between.</summary>
    /// <exception cref="InvalidOperationException">It is not started any more.</exception>
    public Task<Uri> ReadyAsync(CancellationToken cancellationToken) => _process.ReadyAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var trigger in _triggers) await trigger.DisposeAsync();
        await Task.WhenAll(_receivers.Select(receiver => receiver.StopAsync()));
        await _process.DisposeAsync();
        await _keepingLocks.CancelAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        _store?.Dispose();
        await _front.DisposeAsync();
        _invoker.Dispose();
        _keepingLocks.Dispose();
    }

    private void StartTriggers(FunctionsHostOptions options, FunctionApp app)
    {
        var around = options.Broker is { } broker ? Around(broker) : null;
        foreach (var function in app.Functions)
        {
            switch (function.Type)
            {
                case "serviceBusTrigger" when around is not null:
                    var hasSessions = function.Trigger["isSessionsEnabled"]!.GetValue<bool>();
                    _receivers.Add(hasSessions
                        ? new SessionTrigger(around, function, _invoker, options.Sessions, app.SessionIdle)
                        : new CallTrigger(around, function, _invoker, options.Sessions));
                    break;
                case "cosmosDBTrigger" when options.Store is { } store:
                    _store ??= new CosmosClient(store.Endpoint.AbsoluteUri, store.Key, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
                    var feed = new ChangeFeedTrigger(_store, store.Database, function, _invoker);
                    _triggers.Add(feed);
                    feed.Start();
                    break;
                case "timerTrigger":
                    var timer = new ScheduleTrigger(function, _invoker);
                    _triggers.Add(timer);
                    timer.Start();
                    break;
            }
        }

        foreach (var receiver in _receivers) receiver.Start();
    }

    private Surroundings Around(ServiceBusOptions options)
    {
        var clock = TimeProvider.System;
        var profile = BrokerProfile.Of(options.Broker);
        var settlements = new SettlementWatch();
        var counters = new BrokerCounters();
        _broker = new BrokerConnection(options, profile, settlements, counters, clock, () => 0.5, NullLogger.Instance);
        var locks = new LockKeeper(clock, NullLogger.Instance);
        _ = locks.RunAsync(_keepingLocks.Token);
        return new Surroundings(_broker, profile, options, settlements, NoParking.Instance, locks, counters, clock, () => 0.5, NullLogger.Instance);
    }

    /// <summary>The host has nowhere to park anything.</summary>
    private sealed class NoParking : IParkedStore
    {
        public static readonly NoParking Instance = new();

        public ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
