using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>Makes outbox items of messages.</summary>
/// <param name="grace">How long the relay has before a sweep takes a message for forgotten.</param>
/// <param name="brokerSchedules">False when a delayed message waits in the outbox for the sweep.</param>
/// <param name="clock">The time.</param>
internal sealed class Outbox(TimeSpan grace, bool brokerSchedules, TimeProvider clock)
{
    public OutboxItem Item(string partition, string commit, int place, long version, Outgoing outgoing)
    {
        var now = clock.GetUtcNow();
        var sweepAt = MustWait(outgoing, now) ? outgoing.NotBefore!.Value : now + grace;
        return new OutboxItem(
            ItemId.Outbox(commit, place), partition, commit, place, version, sweepAt.ToUnixTimeMilliseconds(), MessageItem.Of(outgoing.Message),
            outgoing.NotBefore?.ToUnixTimeMilliseconds(), outgoing.ExpiresAt?.ToUnixTimeMilliseconds());
    }

    /// <summary>True while nobody but this outbox can hold the message back.</summary>
    public bool MustWait(Outgoing outgoing, DateTimeOffset now) => !brokerSchedules && outgoing.NotBefore > now;
}
