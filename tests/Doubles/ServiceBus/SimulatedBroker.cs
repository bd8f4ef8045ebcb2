namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>Everything a simulated namespace holds. One gate over all of it.</summary>
internal sealed class SimulatedBroker
{
    private const string DeadLetterSuffix = "/$DeadLetterQueue";
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, SimulatedTopic> _topics = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MessageStore> _stores = new(StringComparer.OrdinalIgnoreCase);

    public SimulatedBroker(SimulatorOptions options, TimeProvider clock)
    {
        (Options, _clock) = (options, clock);
        foreach (var queue in options.Queues)
        {
            var store = AddStore(queue.Name, queue);
            _topics[queue.Name] = new SimulatedTopic(queue.Name, queue.DuplicateWindow, new Dictionary<string, MessageStore> { [queue.Name] = store }, true, this);
        }

        foreach (var topic in options.Topics)
        {
            var stores = new Dictionary<string, MessageStore>(StringComparer.OrdinalIgnoreCase);
            foreach (var subscription in topic.Subscriptions)
            {
                var store = stores[subscription.Name] = AddStore($"{topic.Name}/Subscriptions/{subscription.Name}", subscription);
                if (subscription.Rules.Count == 0) store.Rules.Add(Rule.Default());
                foreach (var (name, expression) in subscription.Rules) store.Rules.Add(Rule.OfSql(name, expression));
            }

            _topics[topic.Name] = new SimulatedTopic(topic.Name, topic.DuplicateWindow, stores, false, this);
        }
    }

    public Lock Gate { get; } = new();

    public SimulatorOptions Options { get; }

    public SimulatorFaults Faults { get; } = new();

    public DateTimeOffset Now => _clock.GetUtcNow();

    public TimeProvider Clock => _clock;

    /// <summary>Messages taken so far, without repeated and with due ones. Under the gate.</summary>
    public long Taken { get; set; }

    /// <summary>Copies of them that subscriptions and queues got. Under the gate.</summary>
    public long Copied { get; set; }

    public SimulatedTopic? TopicAt(string address) => _topics.GetValueOrDefault(Trim(address));

    public MessageStore? StoreAt(string address)
    {
        address = Trim(address);
        if (!address.EndsWith(DeadLetterSuffix, StringComparison.OrdinalIgnoreCase)) return _stores.GetValueOrDefault(address);
        return _stores.GetValueOrDefault(address[..^DeadLetterSuffix.Length])?.DeadLetters;
    }

    public void Tick()
    {
        lock (Gate)
        {
            foreach (var topic in _topics.Values) topic.Tick();
        }
    }

    /// <summary>The path in an address, which may be a whole URI.</summary>
    public static string Trim(string address) =>
        (address.Contains("://", StringComparison.Ordinal) ? new Uri(address).AbsolutePath : address).Trim('/');

    private MessageStore AddStore(string path, QueueOptions options)
    {
        var dead = new MessageStore(path + DeadLetterSuffix, options with { RequiresSession = false, DefaultTimeToLive = null, MaxDeliveryCount = int.MaxValue }, null, this);
        return _stores[path] = new MessageStore(path, options, dead, this);
    }
}
