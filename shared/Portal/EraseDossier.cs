using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Removes what was heard and told of a dossier that its service erased: what the portal sent, our events and their attempts.</summary>
public sealed class EraseDossier(IRecordStore store)
{
    private readonly Records<DeliveryTrail> _trails = new(store, () => PortalJson.Default.DeliveryTrail);

    /// <summary>Removes the documents first: once the trail is gone, the message counts as handled.</summary>
    public async ValueTask HandleAsync(DossierErasedV1 erased, MessageContext context, CancellationToken cancellationToken)
    {
        if (!DossierIds.TryMake(DossierIds.InboundKind, erased.DossierCode, out var inbound)) return;
        if (!DossierIds.TryMake(DossierIds.TrailKind, erased.DossierCode, out var trail)) return;
        await store.EraseDocumentsAsync(inbound, Document.AnyPrefix, cancellationToken).ConfigureAwait(false);
        await store.EraseDocumentsAsync(trail, Document.AnyPrefix, cancellationToken).ConfigureAwait(false);
        await _trails.ChangeAsync(
            trail,
            context.Cause,
            loaded => loaded.State is null ? (Change<DeliveryTrail>?)null : new Change<DeliveryTrail>(State: null) { IsErasure = true },
            cancellationToken).ConfigureAwait(false);
    }
}
