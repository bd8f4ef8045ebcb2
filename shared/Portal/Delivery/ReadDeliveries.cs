using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>A page of the delivery log.</summary>
public sealed record DeliveryPage(IReadOnlyList<DeliveryLine> Lines, string? Continuation);

/// <summary>A page of dossiers an endpoint is behind on.</summary>
public sealed record WaitingPage(IReadOnlyList<TrailBehind> Dossiers, string? Continuation);

/// <summary>One dossier's deliveries: what there was to tell, how far each endpoint has heard it, and what went wrong on the way.</summary>
public sealed record DeliveryTrace(
    string Subject, IReadOnlyList<TrailEvent> Events, IReadOnlyList<TrailCursor> Cursors, IReadOnlyList<FailedAttempt> Failures);

/// <summary>Reads the delivery log.</summary>
public sealed class ReadDeliveries(EndpointBook book, IRecordStore store, IViewStore views)
{
    /// <summary>Most lines a page.</summary>
    public const int MaxLines = 200;

    /// <summary>Most failures shown of one dossier.</summary>
    public const int MaxFailures = 200;

    private readonly Records<DeliveryTrail> _trails = new(store, () => PortalJson.Default.DeliveryTrail);

    /// <summary>One endpoint's events of one Vietnamese day, in order.</summary>
    public async ValueTask<Result<DeliveryPage>> OfDayAsync(
        RecordId endpoint, DateOnly day, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await book.FindAsync(caller, endpoint, cancellationToken, includeArchived: true).ConfigureAwait(false)).Succeeded(out _, out var problem)) return problem;
        var page = await views.RangeAsync(
            new ViewRange(PortalViews.Deliveries, PortalViews.DayOf(endpoint.Value, day), MaxLines, Continuation: continuation), cancellationToken)
            .ConfigureAwait(false);
        return new DeliveryPage(
            [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, PortalJson.Default.DeliveryLine)!)], page.Continuation);
    }

    /// <summary>Dossiers an endpoint has not acknowledged everything of, by dossier code.</summary>
    public async ValueTask<Result<WaitingPage>> WaitingAsync(
        RecordId endpoint, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await book.FindAsync(caller, endpoint, cancellationToken).ConfigureAwait(false)).Succeeded(out _, out var problem)) return problem;
        var page = await views.RangeAsync(
            new ViewRange(PortalViews.Behind, endpoint.Value, MaxLines, Continuation: continuation), cancellationToken).ConfigureAwait(false);
        return new WaitingPage(
            [.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, PortalJson.Default.TrailBehind)!)], page.Continuation);
    }

    /// <summary>One dossier's trace. A partner sees its own endpoints' part, and only of dossiers it hears about.</summary>
    public async ValueTask<Result<DeliveryTrace>> OfDossierAsync(string dossierCode, Caller caller, CancellationToken cancellationToken)
    {
        if (!EndpointAccess.MayUse(caller)) return KernelProblems.Forbidden;
        if (!DossierIds.TryMake(DossierIds.TrailKind, dossierCode, out var id)) return KernelProblems.NotFound;
        var trail = (await _trails.LoadAsync(id, cancellationToken).ConfigureAwait(false)).State;
        if (trail is null) return KernelProblems.NotFound;

        var seen = new List<TrailCursor>();
        foreach (var cursor in trail.Cursors)
        {
            if ((await book.FindAsync(caller, cursor.Endpoint, cancellationToken, includeArchived: true).ConfigureAwait(false)).Problem is null) seen.Add(cursor);
        }

        if (seen.Count == 0 && caller.Role == Role.Partner) return KernelProblems.NotFound;
        var failures = (await store.ListDocumentsAsync(id, FailedAttempt.DocumentPrefix, null, MaxFailures, cancellationToken).ConfigureAwait(false))
            .Select(document => JsonSerializer.Deserialize(document.Body.Span, PortalJson.Default.FailedAttempt)!)
            .Where(failed => seen.Any(cursor => cursor.Endpoint == failed.Endpoint));
        return new DeliveryTrace(trail.Subject, trail.Events, seen, [.. failures]);
    }
}
