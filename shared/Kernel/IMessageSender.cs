namespace PublicServices.Kernel;

/// <summary>Sends messages that no record's change causes: a timer's tick, an operator's replay.</summary>
public interface IMessageSender
{
    /// <summary>Sends all of them or none; durable when the task completes. A message id sent before is delivered again, and consumers deduplicate.</summary>
    ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken);
}
