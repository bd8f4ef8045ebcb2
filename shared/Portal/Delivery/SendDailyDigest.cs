using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The <c>data</c> of <c>portal.digest</c>: what an endpoint was sent on a day against what it acknowledged.</summary>
/// <param name="Day">Vietnamese day the events were recorded on.</param>
/// <param name="Sent">Events recorded for it.</param>
/// <param name="Acknowledged">Those it answered with 2xx so far.</param>
/// <param name="Missing">The first ids of those it did not; ask for a replay to get them now.</param>
public sealed record PortalDigest(DateOnly Day, int Sent, int Acknowledged, IReadOnlyList<string> Missing)
{
    public const string Type = "portal.digest";

    /// <summary>Most ids listed; the numbers say how many more there are.</summary>
    public const int MaxMissing = 100;
}

/// <summary>Tells every endpoint once a day what it should have heard the day before, so that a gap is noticed on either side.</summary>
public sealed class SendDailyDigest(
    IRecordStore store, IViewStore views, EndpointDirectory directory, IdSource ids, TimeProvider clock)
{
    /// <summary>When the day before is summed up, Vietnamese time.</summary>
    public static readonly TimeOnly SumsUpAt = new(1, 0);

    private const int PageSize = 1_000;
    private const int MaxPages = 10_000;
    private readonly Records<DeliveryTrail> _trails = new(store, () => PortalJson.Default.DeliveryTrail);

    /// <summary>Sends the digests that are due and were not sent yet; safe to run as often as one likes.</summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (TimeOnly.FromDateTime(now.InVietnam().DateTime) < SumsUpAt) return;
        var day = now.VietnamDate().AddDays(-1);
        foreach (var endpoint in await directory.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (endpoint.LiveFrom is { } since && since.VietnamDate() <= day)
                await SendAsync(endpoint, day, now, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(Endpoint endpoint, DateOnly day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"digest.{endpoint.Id}.{day:yyyyMMdd}");
        var loaded = await _trails.LoadAsync(new RecordId($"{DossierIds.TrailKind}-{name}"), cancellationToken).ConfigureAwait(false);
        if (loaded.State is not null) return;

        var digest = await CountAsync(endpoint, day, cancellationToken).ConfigureAwait(false);
        var data = JsonSerializer.SerializeToElement(digest, PortalJson.Default.PortalDigest);
        var trail = new DeliveryTrail(name, "", endpoint.Id) { Only = endpoint.Id }.Add(ids.Next(), PortalDigest.Type, now, now, data);
        var due = PortalMessages.DeliveryDue.Write(ids.Next(), loaded.Id, now, name, new DeliveryDueV1(endpoint.Id, ScheduledAt: null));
        // Another process may have been first; then there is nothing left to do.
        await _trails.CommitAsync(loaded, new Change<DeliveryTrail>(trail) { Messages = [new Outgoing(due)] }, cause: null, cancellationToken)
            .ConfigureAwait(false);
    }

    private async ValueTask<PortalDigest> CountAsync(Endpoint endpoint, DateOnly day, CancellationToken cancellationToken)
    {
        var (sent, acknowledged, missing) = (0, 0, new List<string>());
        string? continuation = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var rows = await views.RangeAsync(
                new ViewRange(PortalViews.Deliveries, PortalViews.DayOf(endpoint.Id.Value, day), PageSize, Continuation: continuation),
                cancellationToken).ConfigureAwait(false);
            foreach (var row in rows.Rows)
            {
                var line = JsonSerializer.Deserialize(row.Body.Span, PortalJson.Default.DeliveryLine)!;
                if (line.Type == PortalDigest.Type) continue;
                sent++;
                if (line.Outcome == DeliveryOutcome.Delivered) acknowledged++;
                else if (missing.Count < PortalDigest.MaxMissing) missing.Add(line.EventId);
            }

            continuation = rows.Continuation;
            if (continuation is null) break;
        }

        return new PortalDigest(day, sent, acknowledged, missing);
    }
}
