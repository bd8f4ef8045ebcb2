using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Removes an endpoint for good. What waited for it is no longer kept; what it was told can still be looked up.</summary>
public sealed class ArchiveEndpoint(EndpointBook book, PortalOptions options, TimeProvider clock)
{
    /// <summary>Removes it; removing it again answers the same.</summary>
    /// <returns>The endpoint as it is remembered; or <c>PS-003</c>, <c>PORTAL-010</c> still live, <c>PORTAL-011</c> set up by configuration.</returns>
    public async ValueTask<Result<Endpoint>> HandleAsync(RecordId id, Caller caller, CancellationToken cancellationToken)
    {
        if (id == EndpointDirectory.Configured && options.Outbound.Url is not null) return PortalProblems.KeptByConfiguration;
        if (!(await book.FindAsync(caller, id, cancellationToken, includeArchived: true).ConfigureAwait(false)).Succeeded(out var seen, out var problem)) return problem;
        return seen.Status == EndpointStatus.Archived
            ? seen
            : await book.ArchiveAsync(caller, id, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }
}
