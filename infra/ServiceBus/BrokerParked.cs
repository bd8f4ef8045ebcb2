using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Parked messages for operators: they lie on the store's shelf, and a replay goes over the broker to their consumer alone.</summary>
internal sealed class BrokerParked(
    IParkedShelf shelf, BrokerPublisher publisher, BrokerConnection connection, BrokerProfile profile, Topology topology, RabbitApi? rabbit, IdSource ids, TimeProvider clock)
    : IParkedMessages
{
    /// <summary>Messages looked at to count what waits; a queue that has more is said to have this many.</summary>
    public const int MaxCounted = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken) =>
        shelf.ListAsync(before, Math.Clamp(take, 1, 200), cancellationToken);

    public ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken) => shelf.FindAsync(id, cancellationToken);

    public async ValueTask<bool> ReplayAsync(long id, CancellationToken cancellationToken)
    {
        if (await shelf.FindAsync(id, cancellationToken) is not { } parked) return false;
        // A broker's message id of its own: within the window of duplicate detection the old one would be dropped.
        await publisher.SendAsync([new Letter(new Outgoing(parked.Message), $"{ids.Next()}-{parked.Message.Id}", parked.Consumer)], cancellationToken);
        await shelf.RemoveAsync(id, cancellationToken);
        return true;
    }

    public ValueTask<bool> DiscardAsync(long id, CancellationToken cancellationToken) => shelf.RemoveAsync(id, cancellationToken);

    public async ValueTask<IReadOnlyList<QueueDepth>> DepthsAsync(CancellationToken cancellationToken)
    {
        var parked = await shelf.CountsAsync(cancellationToken);
        var depths = new SortedDictionary<string, QueueDepth>(StringComparer.Ordinal);
        foreach (var topic in topology.Topics)
        {
            foreach (var consumer in topic.Subscriptions.Select(subscription => subscription.Consumer))
            {
                var (waiting, oldest) = await WaitingAsync(topic.Name, consumer, cancellationToken);
                var before = depths.GetValueOrDefault(consumer, new QueueDepth(consumer, 0, 0, parked.GetValueOrDefault(consumer), TimeSpan.Zero));
                depths[consumer] = before with { Waiting = before.Waiting + waiting, OldestWaiting = oldest > before.OldestWaiting ? oldest : before.OldestWaiting };
            }
        }

        return [.. depths.Values];
    }

    private async Task<(long Waiting, TimeSpan Oldest)> WaitingAsync(string topic, string consumer, CancellationToken cancellationToken)
    {
        if (profile.HasManagement) return await PeekedAsync(profile.Subscription(topic, consumer), cancellationToken);
        if (rabbit is null) return default;
        return (await rabbit.MessagesAsync(RabbitNames.Queue(topic, consumer), cancellationToken) ?? 0, TimeSpan.Zero);
    }

    private async Task<(long Waiting, TimeSpan Oldest)> PeekedAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            var live = await connection.GetAsync(cancellationToken).WaitAsync(Patience, clock, cancellationToken);
            var management = await live.ManagementAsync(address, cancellationToken);
            var oldest = TimeSpan.Zero;
            var count = 0;
            for (var from = 0L; count < MaxCounted;)
            {
                var page = await management.PeekAsync(from, EntityManagement.MaxPeek, cancellationToken);
                if (page.Count == 0) break;
                if (count == 0 && Envelope.EnqueuedAt(page[0]) is { } enqueued && clock.GetUtcNow() is var now && now > enqueued) oldest = now - enqueued;
                count += page.Count;
                from = (Envelope.Annotation(page[^1], "x-opt-sequence-number") as long? ?? long.MaxValue - 1) + 1;
            }

            return (count, oldest);
        }
        catch (Exception e) when (e is BrokerException or TimeoutException)
        {
            throw new EngineBusyException($"The broker cannot be asked: {e.Message}", Patience);
        }
    }
}
