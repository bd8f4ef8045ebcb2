using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>
/// A double of Azure Service Bus that speaks its dialect of AMQP 1.0: tokens, sessions with locks, peek-lock, dead letters, schedules,
/// duplicate detection, filters and management. Everything is in memory. Listens on 127.0.0.1 only.
/// </summary>
public sealed class ServiceBusSimulator : IAsyncDisposable
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(20);

    private readonly SimulatedBroker _broker;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private readonly Task _accepting, _ticking;
    private bool _isDisposed;

    private ServiceBusSimulator(SimulatorOptions options, int port, TimeProvider clock)
    {
        _broker = new SimulatedBroker(options, clock);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
        _ticking = TickAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The address for a client.</summary>
    public string Endpoint => $"amqp://127.0.0.1:{Port}";

    /// <summary>What goes wrong on demand.</summary>
    public SimulatorFaults Faults => _broker.Faults;

    /// <summary>Starts it.</summary>
    /// <param name="options">What it holds.</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    /// <param name="clock">Its time; the system's by default. Looked at every 20 ms of real time.</param>
    public static ServiceBusSimulator Start(SimulatorOptions options, int port = 0, TimeProvider? clock = null) => new(options, port, clock ?? TimeProvider.System);

    /// <summary>Messages at a subscription (<c>topic/Subscriptions/name</c>), a queue or the dead-letter queue of one.</summary>
    public int CountAt(string path)
    {
        lock (_broker.Gate) return StoreAt(path).Count;
    }

    /// <summary>Messages taken so far, and the copies of them that subscriptions got.</summary>
    public (long Taken, long Copied) Traffic()
    {
        lock (_broker.Gate) return (_broker.Taken, _broker.Copied);
    }

    /// <summary>Cuts all connections as a broken cable does.</summary>
    public void CutConnections()
    {
        lock (_broker.Gate)
        {
            foreach (var connection in _connections.Keys) connection.Cut();
        }
    }

    /// <summary>Ends all links at an entity, as the real one does when it moves them.</summary>
    public void DetachLinks(string path)
    {
        lock (_broker.Gate)
        {
            var links = _connections.Keys.SelectMany(connection => connection.Sessions).SelectMany(session => session.Links)
                .Where(link => link.Address.Equals(path, StringComparison.OrdinalIgnoreCase)).ToList();
            foreach (var link in links) link.DetachWith("amqp:link:detach-forced", "The link is force detached. Details: moved on demand.");
        }
    }

    /// <summary>Until when somebody holds a session; null when nobody does.</summary>
    public DateTimeOffset? SessionLockedUntil(string path, string session)
    {
        lock (_broker.Gate) return StoreAt(path).SessionLockedUntil(session);
    }

    /// <summary>Takes a session from whoever holds it.</summary>
    public bool LoseSession(string path, string session)
    {
        lock (_broker.Gate) return StoreAt(path).LoseSession(session);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        await _stopping.CancelAsync();
        _listener.Stop();
        CutConnections();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private MessageStore StoreAt(string path) => _broker.StoreAt(path) ?? throw new ArgumentException($"There is no {path}.", nameof(path));

    private async Task AcceptAsync()
    {
        while (true)
        {
            var socket = await _listener.AcceptSocketAsync(_stopping.Token);
            socket.NoDelay = true;
            var connection = new ClientConnection(socket, _broker);
            _connections[connection] = Task.CompletedTask;
            _connections[connection] = RunAsync(connection);
        }
    }

    private async Task RunAsync(ClientConnection connection)
    {
        await Task.Yield();
        try
        {
            await connection.RunAsync(_stopping.Token);
        }
        finally
        {
            lock (_broker.Gate)
            {
                _connections.TryRemove(connection, out _);
                connection.Dispose();
            }
        }
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickPeriod);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
        {
            _broker.Tick();
            lock (_broker.Gate)
            {
                foreach (var connection in _connections.Keys) connection.Tick();
            }
        }
    }
}
