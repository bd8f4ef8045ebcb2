using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>The embedded queue: rows in the engine's file, delivered from memory.</summary>
internal sealed partial class SqliteQueue : IMessageQueue, IParkedMessages
{
    /// <summary>How often pauses, leases and schedules are looked at.</summary>
    public static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>How often old rows are forgotten.</summary>
    public static readonly TimeSpan PrunePeriod = TimeSpan.FromMinutes(10);

    /// <summary>Scheduled messages fetched in one look.</summary>
    public const int MaxDueAtOnce = 1_000;

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _consumersOfType;
    private readonly Dictionary<string, Pump> _pumps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _consumerIds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, bool> _dueInMemory = new();
    private readonly Readers _readers;
    private readonly Names _names;
    private readonly TimeProvider _clock;
    private readonly FillRandom _random;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping;
    private Task _ticking = Task.CompletedTask;
    private (long Due, long Consumer, long Sequence) _dueSeen;

    public SqliteQueue(
        IReadOnlyDictionary<string, IReadOnlyList<string>> consumersOfType,
        Readers readers,
        Names names,
        TimeProvider clock,
        FillRandom random,
        ILogger logger,
        CancellationTokenSource stopping)
    {
        (_consumersOfType, _readers, _names, _clock, _random, _logger) = (consumersOfType, readers, names, clock, random, logger);
        _stopping = stopping;
    }

    /// <summary>Set once by the engine, which makes the two for each other.</summary>
    public Writer Writer { get; set; } = null!;

    public long NowMilliseconds => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Numbers of all consumers, made by the engine before anything is sent.</summary>
    public void Know(string consumer, long id) => _consumerIds[consumer] = id;

    public async ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Writer.RunAsync(new SendOperation(messages, this));
    }

    public ValueTask StartAsync(
        IReadOnlyList<Subscription> subscriptions,
        IReadOnlyList<ProjectionSubscription> projections,
        CancellationToken cancellationToken)
    {
        lock (_pumps)
        {
            foreach (var subscription in subscriptions)
                _pumps.Add(subscription.Consumer, new SessionPump(subscription, _consumerIds[subscription.Consumer], this, _logger));
            foreach (var projection in projections)
                _pumps.Add(projection.Consumer, new ProjectionPump(projection, _consumerIds[projection.Consumer], this, _logger));
        }

        foreach (var pump in _pumps.Values) pump.Start();
        _ticking = TickAsync();
        return ValueTask.CompletedTask;
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _ticking;
        await Task.WhenAll(_pumps.Values.Select(pump => pump.StopAsync())).WaitAsync(cancellationToken);
    }

    /// <summary>Writes messages into the queues of all who read their type; those due at once are handed over after the commit.</summary>
    public void Enqueue(WriterTables tables, IReadOnlyList<Outgoing> messages, List<(Pump, Waiting)> dueAtOnce)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (!_consumersOfType.TryGetValue(messages[i].Message.Type, out var consumers)) continue;
            foreach (var consumer in consumers) EnqueueFor(tables, consumer, messages[i], dueAtOnce);
        }
    }

    /// <returns>True: the consumer exists.</returns>
    public bool EnqueueFor(WriterTables tables, string consumer, Outgoing outgoing, List<(Pump, Waiting)> dueAtOnce)
    {
        if (!_consumerIds.TryGetValue(consumer, out var id)) return false;
        var due = outgoing.NotBefore > tables.Now ? outgoing.NotBefore.Value.ToUnixTimeMilliseconds() : 0;
        var sequence = tables.Queue.Insert(id, outgoing, due);
        if (due == 0 && _pumps.TryGetValue(consumer, out var pump))
            dueAtOnce.Add((pump, new Waiting(sequence, outgoing.Message, outgoing.ExpiresAt?.ToUnixTimeMilliseconds() ?? 0, 0)));
        return true;
    }

    /// <summary>Settles a delivery without waiting for it: should the process die first, the message comes again.</summary>
    public void Settle(Delivery delivery, Settlement settlement)
    {
        try
        {
            Writer.Post(new SettleOperation(delivery, settlement, this), evenWhenFull: true);
        }
        catch (EngineBusyException e)
        {
            Log.NotSettled(_logger, delivery.Pump.Consumer, delivery.Message.Id, e.Message);
        }
    }

    /// <summary>The delivery's row is gone, durably. On the syncer's thread.</summary>
    public void Settled(Delivery delivery)
    {
        delivery.IsSettled = true;
        Forget(delivery.Sequence);
    }

    /// <summary>A scheduled message has left memory.</summary>
    public void Forget(long sequence)
    {
        if (!_dueInMemory.IsEmpty) _dueInMemory.TryRemove(sequence, out _);
    }

    /// <summary>A fifth more or less, so that what failed together does not come back together.</summary>
    public TimeSpan Jitter(TimeSpan pause)
    {
        Span<byte> random = stackalloc byte[1];
        _random(random);
        return pause * (0.8 + 0.4 * random[0] / 255);
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickPeriod, _clock);
        var pruneAt = NowMilliseconds;
        var rescanAt = NowMilliseconds;
        while (!_stopping.IsCancellationRequested)
        {
            var now = NowMilliseconds;
            try
            {
                foreach (var pump in _pumps.Values) pump.Tick(now);
                if (now >= rescanAt || now < _dueSeen.Due)
                {
                    // Once in a while from the beginning: a clock that stepped back must not hide a message for ever.
                    _dueSeen = default;
                    rescanAt = now + 60_000;
                }

                await FetchDueAsync(now);
                if (now >= pruneAt)
                {
                    pruneAt = await Writer.RunAsync(new PruneOperation()) < PruneOperation.MaxRows
                        ? now + (long)PrunePeriod.TotalMilliseconds
                        : now + 1_000;
                }

                await timer.WaitForNextTickAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                Log.TickFailed(_logger, e);
                try
                {
                    await timer.WaitForNextTickAsync(_stopping.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }

    private async Task FetchDueAsync(long now)
    {
        var found = FindDue(now);
        if (found.Count > 0) await Writer.DurableAsync();
        foreach (var (pump, waiting) in found) pump.PushDue(waiting);
    }

    private List<(Pump Pump, Waiting Waiting)> FindDue(long now)
    {
        var found = new List<(Pump, Waiting)>();
        using var reader = _readers.Rent();
        var due = reader.Due.Bind(1, now).Bind(2, _dueSeen.Due).Bind(3, _dueSeen.Consumer).Bind(4, _dueSeen.Sequence).Bind(5, MaxDueAtOnce);
        try
        {
            while (due.Step())
            {
                var consumer = due.Long(0);
                var waiting = QueueTables.Read(due, _names, 1);
                if (!_pumps.TryGetValue(_names.NameOf(consumer), out var pump))
                {
                    _dueSeen = (due.Long(10), consumer, waiting.Sequence);
                    continue;
                }

                if (!pump.HasRoom) return found;
                _dueSeen = (due.Long(10), consumer, waiting.Sequence);
                if (_dueInMemory.TryAdd(waiting.Sequence, true)) found.Add((pump, waiting));
            }

            return found;
        }
        finally
        {
            due.Reset();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Looking after the queue failed; it goes on at the next tick")]
        public static partial void TickFailed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "{Consumer}: {MessageId} could not be settled and will come again after a restart: {Why}")]
        public static partial void NotSettled(ILogger logger, string consumer, string messageId, string why);
    }
}
