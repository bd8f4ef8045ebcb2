using Amqp;
using Amqp.Framing;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>A topic, or a queue: what is sent to it, what it holds back and what it has seen before. Under the broker's gate.</summary>
internal sealed class SimulatedTopic(string name, TimeSpan? duplicateWindow, IReadOnlyDictionary<string, MessageStore> stores, bool isQueue, SimulatedBroker broker)
{
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset Until, string Id)> _forget = new();
    private readonly SortedDictionary<long, (DateTimeOffset Due, Message Message)> _scheduled = [];
    private long _lastScheduled;

    public string Name => name;

    public bool IsQueue => isQueue;

    /// <summary>Subscriptions by name; of a queue, itself.</summary>
    public IReadOnlyDictionary<string, MessageStore> Stores => stores;

    /// <summary>Takes a message, at once or when it is due.</summary>
    /// <returns>Its number, by which a scheduled one is cancelled.</returns>
    public long Publish(Message message, DateTimeOffset? due)
    {
        message.Properties ??= new Properties();
        // A message without an id gets one, as on the real one: clients could not settle it otherwise.
        if (message.Properties.GetMessageId() is null) message.Properties.MessageId = Guid.NewGuid().ToString("N");
        if (IsRepeated(message)) return 0;
        if (due is not { } time || time <= broker.Now)
        {
            Route(message);
            return 0;
        }

        if (isQueue) return stores[name].Add(message, time);
        _scheduled[++_lastScheduled] = (time, message);
        return _lastScheduled;
    }

    public bool Cancel(long sequence) => isQueue ? stores[name].Cancel(sequence) : _scheduled.Remove(sequence);

    public void Tick()
    {
        foreach (var (sequence, (_, message)) in _scheduled.Where(pair => pair.Value.Due <= broker.Now).ToList())
        {
            _scheduled.Remove(sequence);
            Route(message);
        }

        foreach (var store in stores.Values) store.Tick();
    }

    private void Route(Message message)
    {
        broker.Taken++;
        foreach (var store in stores.Values)
        {
            if (!isQueue && !store.Rules.Any(rule => rule.Matches(message))) continue;
            store.Add(message);
            broker.Copied++;
        }
    }

    private bool IsRepeated(Message message)
    {
        if (duplicateWindow is not { } window || message.Properties?.GetMessageId()?.ToString() is not { } id) return false;
        while (_forget.TryPeek(out var oldest) && oldest.Until <= broker.Now) _seen.Remove(_forget.Dequeue().Id);
        if (!_seen.TryAdd(id, broker.Now)) return true;
        _forget.Enqueue((broker.Now + window, id));
        return false;
    }
}
