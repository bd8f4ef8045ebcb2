using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>A broker that keeps what it is given.</summary>
internal sealed class MemoryPublisher : IMessagePublisher
{
    private readonly Lock _gate = new();
    private readonly List<Outgoing> _published = [];

    public bool CanSchedule { get; init; } = true;

    /// <summary>Runs before each publication; may throw.</summary>
    public Func<IReadOnlyList<Outgoing>, ValueTask>? Before { get; set; }

    /// <summary>Ids in the order they came, repetitions too.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_gate) return [.. _published.Select(outgoing => outgoing.Message.Id)];
        }
    }

    public IReadOnlyList<Outgoing> Published
    {
        get
        {
            lock (_gate) return [.. _published];
        }
    }

    public async ValueTask PublishAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        if (Before is not null) await Before(messages);
        lock (_gate) _published.AddRange(messages);
    }
}
