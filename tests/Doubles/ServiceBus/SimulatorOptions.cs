namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>What a simulated namespace holds and how strict it is.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Name and key of the one shared access rule.</summary>
    public const string KeyName = "RootManageSharedAccessKey";

    /// <summary>Its key: nothing here is secret.</summary>
    public const string Key = "U0FTLWtleS1vZi10aGUtc2ltdWxhdG9yLW5vdC1hLXNlY3JldA==";

    /// <summary>Queues, of which the program itself uses none.</summary>
    public IReadOnlyList<QueueOptions> Queues { get; init; } = [];

    /// <summary>Topics.</summary>
    public IReadOnlyList<TopicOptions> Topics { get; init; } = [];

    /// <summary>Largest transfer; 256 KiB as on the Standard tier.</summary>
    public ulong MaxMessageBytes { get; init; } = 256 * 1024;

    /// <summary>How long a connection may be without a valid token; 20 seconds as on the real one.</summary>
    public TimeSpan TokenGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A link without traffic is ended after this; ten minutes as on the real one.</summary>
    public TimeSpan LinkIdle { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>A queue or a subscription.</summary>
public record QueueOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Messages are received by session only.</summary>
    public bool RequiresSession { get; init; }

    /// <summary>How long a message or a session is locked.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Failed deliveries before a message is dead-lettered.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>Lifetime of messages that name none; null for ever.</summary>
    public TimeSpan? DefaultTimeToLive { get; init; }

    /// <summary>Whether an expired message is dead-lettered or dropped.</summary>
    public bool DeadLettersExpired { get; init; } = true;

    /// <summary>Repeated message ids within this window are dropped; null: no duplicate detection. Of a queue, not of a subscription.</summary>
    public TimeSpan? DuplicateWindow { get; init; }
}

/// <summary>A subscription and its rules.</summary>
public sealed record SubscriptionOptions : QueueOptions
{
    /// <summary>SQL filters by rule name; none means the default rule, which lets everything through.</summary>
    public IReadOnlyDictionary<string, string> Rules { get; init; } = new Dictionary<string, string>();
}

/// <summary>A topic.</summary>
public sealed record TopicOptions
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Repeated message ids within this window are dropped; null: no duplicate detection.</summary>
    public TimeSpan? DuplicateWindow { get; init; }

    /// <summary>Its subscriptions.</summary>
    public IReadOnlyList<SubscriptionOptions> Subscriptions { get; init; } = [];
}
