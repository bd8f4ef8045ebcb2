using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>An attempt is due: tells one endpoint what it has not acknowledged.</summary>
public sealed class DeliverDue(Deliverer deliverer)
{
    public ValueTask HandleAsync(DeliveryDueV1 due, MessageContext context, CancellationToken cancellationToken) =>
        deliverer.DeliverAsync(
            context.Message.Session,
            context,
            static (trail, _) => trail,
            (endpoint, cursor) => endpoint.Id == due.Endpoint && (due.ScheduledAt is null || due.ScheduledAt == cursor.NextAttemptAt),
            cancellationToken);
}
