namespace PublicServices.Kernel;

/// <summary>Handles one delivery: returns when handled, throws to have it delivered again or parked.</summary>
public delegate ValueTask HandleMessage(MessageContext context, CancellationToken cancellationToken);

/// <summary>The rows of views a message changes.</summary>
public delegate IEnumerable<ViewChange> ProjectMessage(Message message);

/// <summary>One consumer's handlers, and how hard it tries.</summary>
/// <param name="Consumer">Stable name: it is the subscription's and the inbox's.</param>
/// <param name="Handlers">By message type.</param>
public sealed record Subscription(string Consumer, IReadOnlyDictionary<string, HandleMessage> Handlers)
{
    /// <summary>
    /// Sessions at once when nothing else is said. A handler mostly waits, for the group its commit is written in or for somebody's
    /// answer: a consumer with too few of them is behind while processors are idle.
    /// </summary>
    public const int DefaultConcurrency = 128;

    /// <summary>Sessions handled at once. Messages of one session are always handled one at a time.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>How long one delivery may take before the message is given to somebody else. Default one minute.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Deliveries before a failing message is parked. Default 12, about half an hour of back-off.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>Pause before the second delivery; doubles each time, with jitter of a fifth either way. Default 200 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause between two deliveries. Default five minutes.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>A consumer that only keeps rows of views: unordered, batched, guarded by the rows' versions instead of an inbox.</summary>
public sealed record ProjectionSubscription(string Consumer, IReadOnlyDictionary<string, ProjectMessage> Projections);

/// <summary>Delivers messages to consumers at least once. Every engine passes the same compliance suite.</summary>
public interface IMessageQueue : IMessageSender
{
    /// <summary>Begins to deliver. Messages committed earlier wait for this.</summary>
    ValueTask StartAsync(
        IReadOnlyList<Subscription> subscriptions,
        IReadOnlyList<ProjectionSubscription> projections,
        CancellationToken cancellationToken);

    /// <summary>Stops taking new messages and waits for the handlers under way.</summary>
    ValueTask StopAsync(CancellationToken cancellationToken);
}

/// <summary>Messages that were given up, for operators.</summary>
public interface IParkedMessages
{
    /// <summary>Parked messages, newest first.</summary>
    /// <param name="before">Only those parked before this one; null for the newest.</param>
    /// <param name="take">1 to 200.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken);

    /// <summary>One parked message; null when it is not there any more.</summary>
    ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken);

    /// <summary>Delivers a parked message again, from its first attempt. The consumer's inbox still holds.</summary>
    /// <returns>False when it is not there any more.</returns>
    ValueTask<bool> ReplayAsync(long id, CancellationToken cancellationToken);

    /// <summary>Drops a parked message for good.</summary>
    /// <returns>False when it is not there any more.</returns>
    ValueTask<bool> DiscardAsync(long id, CancellationToken cancellationToken);

    /// <summary>Waiting, scheduled and parked messages of each consumer, and the age of the oldest waiting one.</summary>
    ValueTask<IReadOnlyList<QueueDepth>> DepthsAsync(CancellationToken cancellationToken);
}

/// <summary>A message that was given up.</summary>
/// <param name="Id">Names the parked message; grows with time.</param>
/// <param name="Consumer">Who could not handle it.</param>
/// <param name="Message">The message.</param>
/// <param name="Reason">Stable reason code, for example <c>message-malformed</c>, <c>attempts-exhausted</c>, <c>expired</c>.</param>
/// <param name="Detail">What the handler said last.</param>
/// <param name="Attempts">Deliveries made.</param>
/// <param name="ParkedAt">When it was given up.</param>
public sealed record ParkedMessage(
    long Id, string Consumer, Message Message, string Reason, string Detail, int Attempts, DateTimeOffset ParkedAt);

/// <summary>How much one consumer has before it.</summary>
public sealed record QueueDepth(string Consumer, long Waiting, long Scheduled, long Parked, TimeSpan OldestWaiting);
