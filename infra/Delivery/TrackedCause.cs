using PublicServices.Kernel;

namespace PublicServices.Infra.Delivery;

/// <summary>
/// A delivered message's cause that knows whether its effect is durable, for engines whose store and broker are two things: a
/// handler that fails after its commit has done its work, and the delivery is complete.
/// </summary>
/// <param name="Consumer">The consumer; the inbox's scope.</param>
/// <param name="MessageId">The message's own id.</param>
public sealed record TrackedCause(string Consumer, string MessageId) : Cause(Consumer, MessageId)
{
    private volatile bool _isSettled;

    /// <summary>The effect is durable, by this delivery's commit or by an earlier one's.</summary>
    public bool IsSettled => _isSettled;

    /// <summary>Told by the store when a commit with this cause is done, or was before.</summary>
    public void MarkSettled() => _isSettled = true;
}
