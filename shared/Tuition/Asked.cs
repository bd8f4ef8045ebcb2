using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Who asks for something, when it arrived, and what it goes under.</summary>
/// <param name="ArrivedAt">When the first byte arrived.</param>
/// <param name="Correlation">Follows the request through every message.</param>
/// <param name="Language"><c>vi</c> or <c>en</c>.</param>
/// <param name="Cause">The caller's idempotency key, or the message being handled; null when a repeat does no harm.</param>
public sealed record Asked(Caller Caller, DateTimeOffset ArrivedAt, string Correlation, string Language = "vi", Cause? Cause = null)
{
    /// <summary>A message asks, on the system's account.</summary>
    public static Asked By(MessageContext context) =>
        new(Caller.System, context.Message.Time, context.Message.Correlation, Cause: context.Cause);
}
