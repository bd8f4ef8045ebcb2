using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>An endpoint as people see it: everything but its secrets.</summary>
public sealed record EndpointSummary(
    RecordId Id,
    string Name,
    string Url,
    EndpointStatus Status,
    IReadOnlyList<string> Procedures,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LiveFrom,
    string? DisabledReason,
    DateTimeOffset? ThrottledUntil,
    DateTimeOffset? PreviousSecretUntil)
{
    public static EndpointSummary Of(Endpoint endpoint) => new(
        endpoint.Id, endpoint.Name, endpoint.Url, endpoint.Status, endpoint.Procedures, endpoint.CreatedAt, endpoint.LiveFrom,
        endpoint.DisabledReason, endpoint.ThrottledUntil, endpoint.PreviousSecretUntil);
}

/// <summary>The endpoints a caller may see.</summary>
public sealed record EndpointList(IReadOnlyList<EndpointSummary> Endpoints);

/// <summary>Lists endpoints.</summary>
public sealed class ListEndpoints(EndpointDirectory directory)
{
    public async ValueTask<Result<EndpointList>> HandleAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!EndpointAccess.MayUse(caller)) return KernelProblems.Forbidden;
        var all = await directory.ListAsync(cancellationToken).ConfigureAwait(false);
        return new EndpointList([.. all.Where(endpoint => EndpointAccess.May(caller, endpoint)).Select(EndpointSummary.Of)]);
    }
}
