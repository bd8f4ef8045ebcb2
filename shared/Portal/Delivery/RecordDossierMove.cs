using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>A service moved a dossier: tells everybody who listens, with the states on the way filled in.</summary>
public sealed class RecordDossierMove(Deliverer deliverer)
{
    /// <exception cref="PermanentFailureException">
    /// <c>dossier-code-malformed</c>, <c>dossier-of-another-record</c>, <c>portal-state-unknown</c>, <c>trail-full</c>.
    /// </exception>
    public ValueTask HandleAsync(DossierMovedV1 moved, MessageContext context, CancellationToken cancellationToken)
    {
        if (!DossierIds.TryMake(DossierIds.TrailKind, moved.DossierCode, out var id))
            throw new PermanentFailureException("dossier-code-malformed", $"{moved.Record} moved without a usable dossier code.");
        if (moved.State == PortalState.None || !Enum.IsDefined(moved.State))
            throw new PermanentFailureException("portal-state-unknown", $"{moved.Record} moved to {moved.State}.");

        // While an endpoint waits for its next attempt, new events queue behind the one that failed.
        return deliverer.DeliverAsync(id, context, Prepare, static (_, cursor) => cursor.NextAttemptAt is null, cancellationToken);

        DeliveryTrail? Prepare(DeliveryTrail? trail, DateTimeOffset now)
        {
            if (trail is not null && trail.About != moved.Record)
                throw new PermanentFailureException("dossier-of-another-record", $"{id} is about {trail.About}, not {moved.Record}.");
            trail ??= new DeliveryTrail(moved.DossierCode, moved.Procedure, moved.Record);
            return StatusChanged.Append(trail, moved, context.Message.Id, now);
        }
    }
}
