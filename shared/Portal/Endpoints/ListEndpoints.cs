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
    DateTimeOffset? PreviousSecretUntil,
    DateTimeOffset? ArchivedAt)
{
    public static EndpointSummary Of(Endpoint endpoint) => new(
        endpoint.Id, endpoint.Name, endpoint.Url, endpoint.Status, endpoint.Procedures, endpoint.CreatedAt, endpoint.LiveFrom,
        endpoint.DisabledReason, endpoint.ThrottledUntil, endpoint.PreviousSecretUntil, endpoint.ArchivedAt);
}

/// <summary>The endpoints a caller may see.</summary>
/// <param name="Archived">Those that were removed, oldest first.</param>
public sealed record EndpointList(IReadOnlyList<EndpointSummary> Endpoints, IReadOnlyList<EndpointSummary> Archived);

/// <summary>Lists endpoints.</summary>
public sealed class ListEndpoints(EndpointDirectory directory)
{
    public async ValueTask<Result<EndpointList>> HandleAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!EndpointAccess.MayUse(caller)) return KernelProblems.Forbidden;
        var register = await directory.RegisterAsync(cancellationToken).ConfigureAwait(false);
        return new EndpointList(Seen(register.Endpoints), Seen(register.Archived ?? []));

        IReadOnlyList<EndpointSummary> Seen(IEnumerable<Endpoint> endpoints) =>
            [.. endpoints.Where(endpoint => EndpointAccess.May(caller, endpoint)).Select(EndpointSummary.Of)];
    }
}
