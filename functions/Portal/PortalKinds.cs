using PublicServices.Functions.Hosting;
using PublicServices.Portal;
using Endpoint = PublicServices.Portal.Endpoint;

namespace PublicServices.Functions.Portal;

/// <summary>Declares the feature's kinds of records, for export, verification and the rebuilding of lists.</summary>
internal static class PortalKinds
{
    public static void Declare(Triggers triggers)
    {
        triggers.Kind(Endpoint.Kind, () => PortalJson.Default.EndpointRegister, secrets: new(EndpointSecrets.LeaveOut, EndpointSecrets.Missing));
        triggers.Kind(
            PortalViews.TrailKind,
            () => PortalJson.Default.DeliveryTrail,
            (id, version, trail) => PortalViews.Project(PortalViews.Of(id, version, trail)),
            TrailSoundness.Faults,
            TrailWake.Of);
        // What the portal sent us: documents without a state.
        triggers.Kind(PortalViews.InboundKind);
    }
}
