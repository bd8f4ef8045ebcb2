using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>Reads the delivery lists day by day and rewinds, or only catches up on, every trail they name, a page for each message.</summary>
/// <remarks>
/// The lists of all endpoints are read, not only the one's own: an endpoint that was added yesterday may want what happened
/// last week. A trail named twice is rewound once.
/// </remarks>
public sealed class ContinueReplay(IRecordStore store, IViewStore views, EndpointDirectory directory, IdSource ids, TimeProvider clock)
{
    /// <summary>Rows read for each message; each may be a trail to rewind.</summary>
    public const int PageSize = Commit.MaxMessages - 4;

    /// <summary>Empty lists passed over in one message.</summary>
    public const int MaxEmptyPages = 64;

    /// <summary>How much older than its recording an event's id may be when one looks for what was missed: a backlog of that length.</summary>
    public static readonly TimeSpan LongestBacklog = TimeSpan.FromHours(1);

    public async ValueTask HandleAsync(ReplayRequestedV1 requested, MessageContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var register = await directory.RegisterAsync(cancellationToken).ConfigureAwait(false);
        string[] sources = [.. register.Endpoints.Concat(register.Archived ?? []).Select(endpoint => endpoint.Id.Value).Append(DeliveryLine.Nobody).Order(StringComparer.Ordinal)];
        var place = requested with { Source = requested.Source ?? sources[0] };
        RecordId[] trails = [];
        var next = (ReplayRequestedV1?)place;
        for (var i = 0; i < MaxEmptyPages && trails.Length == 0 && next is { } here; i++)
        {
            var page = await views.RangeAsync(RangeOf(here), cancellationToken).ConfigureAwait(false);
            trails = TrailsOf(page, requested.From, requested.MissedUntil ?? DateTimeOffset.MaxValue);
            next = After(here, page.Continuation, sources, now.VietnamDate());
        }

        var messages = trails
            .Select(trail => requested.MissedUntil is null
                ? PortalMessages.TrailRewound.Write(
                    ids.Next(), trail, now, context.Message.Correlation, new TrailRewoundV1(requested.Endpoint, requested.Replay, requested.From))
                : PortalMessages.DeliveryDue.Write(
                    ids.Next(), trail, now, context.Message.Correlation, new DeliveryDueV1(requested.Endpoint, ScheduledAt: null)))
            .ToList();
        if (next is not null)
            messages.Add(PortalMessages.ReplayRequested.Write(ids.Next(), requested.Endpoint, now, context.Message.Correlation, next));
        if (messages.Count == 0) return;
        await store.CommitAsync(
            new Commit { Record = requested.Endpoint, Messages = [.. messages.Select(message => new Outgoing(message))], Cause = context.Cause },
            cancellationToken).ConfigureAwait(false);
    }

    private static ViewRange RangeOf(ReplayRequestedV1 place)
    {
        var all = new ViewRange(PortalViews.Deliveries, PortalViews.DayOf(place.Source!, place.Day), PageSize, Continuation: place.Continuation);
        // Rows are in the order of their ids, which were made before the event was recorded, but for clocks that differ a little.
        return place.MissedUntil is { } until
            ? all with { From = IdSource.FloorOf(place.From - LongestBacklog), To = IdSource.FloorOf(until + EndpointDirectory.MaxAge) }
            : all;
    }

    private static RecordId[] TrailsOf(ViewPage page, DateTimeOffset from, DateTimeOffset until) =>
    [
        .. page.Rows
            .Select(row => JsonSerializer.Deserialize(row.Body.Span, PortalJson.Default.DeliveryLine)!)
            .Where(line => line.RecordedAt >= from && line.RecordedAt < until && line.Type == StatusChanged.Type)
            .Select(line => line.Trail)
            .Distinct(),
    ];

    private static ReplayRequestedV1? After(ReplayRequestedV1 here, string? continuation, string[] sources, DateOnly today)
    {
        if (continuation is not null) return here with { Continuation = continuation };
        if (sources.FirstOrDefault(source => string.CompareOrdinal(source, here.Source) > 0) is { } source)
            return here with { Source = source, Continuation = null };
        return here.Day < today ? here with { Day = here.Day.AddDays(1), Source = sources[0], Continuation = null } : null;
    }
}
