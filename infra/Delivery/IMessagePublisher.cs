using PublicServices.Kernel;

namespace PublicServices.Infra.Delivery;

/// <summary>Hands messages to a broker.</summary>
public interface IMessagePublisher
{
    /// <summary>True when the broker itself holds a message back until its time.</summary>
    bool CanSchedule { get; }

    /// <summary>Publishes in this order within each session; durable when the task completes.</summary>
    /// <param name="messages">With <see cref="Outgoing.NotBefore"/> in the future only where <see cref="CanSchedule"/>.</param>
    /// <param name="cancellationToken">Stops waiting; what was sent by then may have arrived.</param>
    /// <exception cref="EngineBusyException">The broker is throttling, or not reachable.</exception>
    /// <remarks>When it throws, any of them may have arrived: publish again under the same ids, consumers deduplicate.</remarks>
    ValueTask PublishAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken);
}
