using System.Diagnostics.Metrics;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What went over the broker since the start: for operators' metrics, and for tests that count messages a journey.</summary>
public sealed class BrokerCounters : IDisposable
{
    /// <summary>Name of the meter; the program's own.</summary>
    public const string MeterName = "PublicServices";

    private readonly Meter _meter = new(MeterName);
    private long _sent, _received, _completed, _abandoned, _parked, _deadLettered, _sessions, _reconnects, _lockLosses, _tokens;

    /// <summary>Starts at nothing.</summary>
    public BrokerCounters()
    {
        Observe("ps.broker.sent", () => Sent, "Messages the broker took.");
        Observe("ps.broker.received", () => Received, "Messages the broker delivered, repeated ones included.");
        Observe("ps.broker.completed", () => Completed, "Messages the broker was told to forget.");
        Observe("ps.broker.abandoned", () => Abandoned, "Messages given back to be delivered again.");
        Observe("ps.broker.parked", () => Parked, "Messages given up.");
        Observe("ps.broker.dead_lettered", () => DeadLettered, "Messages collected from dead-letter queues.");
        Observe("ps.broker.sessions", () => Sessions, "Sessions taken.");
        Observe("ps.broker.lock_losses", () => LockLosses, "Settlements that came too late.");
        Observe("ps.broker.tokens", () => Tokens, "Tokens the broker took, renewals included.");
        Observe("ps.broker.reconnects", () => Reconnects, "Connections lost.");
    }

    /// <summary>Messages the broker took.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages the broker delivered, repeated ones included.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Messages the broker was told to forget.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    /// <summary>Messages given back to be delivered again.</summary>
    public long Abandoned => Interlocked.Read(ref _abandoned);

    /// <summary>Messages given up, those from dead-letter queues included.</summary>
    public long Parked => Interlocked.Read(ref _parked);

    /// <summary>Messages collected from dead-letter queues.</summary>
    public long DeadLettered => Interlocked.Read(ref _deadLettered);

    /// <summary>Sessions taken.</summary>
    public long Sessions => Interlocked.Read(ref _sessions);

    /// <summary>Tokens the broker took, renewals included.</summary>
    public long Tokens => Interlocked.Read(ref _tokens);

    /// <summary>Connections lost.</summary>
    public long Reconnects => Interlocked.Read(ref _reconnects);

    /// <summary>Settlements that came too late: the message comes again.</summary>
    public long LockLosses => Interlocked.Read(ref _lockLosses);

    /// <summary>Ends the metrics.</summary>
    public void Dispose() => _meter.Dispose();

    internal void HaveSent(int count) => Interlocked.Add(ref _sent, count);

    internal void HaveReceived(int count = 1) => Interlocked.Add(ref _received, count);

    internal void HaveCompleted(int count = 1) => Interlocked.Add(ref _completed, count);

    internal void HaveAbandoned() => Interlocked.Increment(ref _abandoned);

    internal void HaveParked() => Interlocked.Increment(ref _parked);

    internal void HaveCollected() => Interlocked.Increment(ref _deadLettered);

    internal void TookSession() => Interlocked.Increment(ref _sessions);

    internal void ShowedToken() => Interlocked.Increment(ref _tokens);

    internal void Reconnected() => Interlocked.Increment(ref _reconnects);

    internal void LostLock() => Interlocked.Increment(ref _lockLosses);

    private void Observe(string name, Func<long> value, string description) =>
        _meter.CreateObservableCounter(name, value, null, description);
}
