using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>The lists people read about deliveries, and what goes into them.</summary>
public static class PortalViews
{
    /// <summary>Every event and its last outcome. Partition: endpoint and day; sort: event id, which is in order of time.</summary>
    public const string Deliveries = "portal-deliveries";

    /// <summary>Trails an endpoint is behind on. Partition: endpoint; sort: trail.</summary>
    public const string Behind = "portal-behind";

    /// <summary>What ids of trails start with.</summary>
    public const string TrailKind = DossierIds.TrailKind;

    /// <summary>What ids of the portal's own dossiers start with.</summary>
    public const string InboundKind = DossierIds.InboundKind;

    /// <summary>
    /// The change that would write a trail's rows now: for rebuilding views. How often an event was tried before it was
    /// delivered, and when, is not in the trail.
    /// </summary>
    public static DeliveriesRecordedV1 Of(RecordId id, long version, DeliveryTrail trail) => new(
        id,
        version,
        trail.Cursors.Count == 0
            ? [.. trail.Events.Select(told => Line(id, trail, told, DeliveryLine.Nobody, DeliveryOutcome.Unheard))]
            : [.. trail.Cursors.SelectMany(cursor => trail.Events.Select(told => Line(id, trail, told, cursor)))],
        [
            .. trail.Cursors.Where(cursor => cursor.Next <= trail.Sequence).Select(cursor => new TrailBehind(
                cursor.Endpoint, trail.Subject, true, trail.Sequence + 1 - cursor.Next, cursor.Attempts, cursor.NextAttemptAt)),
        ]);

    /// <summary>Partition of <see cref="Deliveries"/> for one endpoint and one Vietnamese day.</summary>
    public static string DayOf(string endpoint, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{endpoint}|{day:yyyyMMdd}");

    /// <summary>Rows that follow from recorded deliveries.</summary>
    public static IEnumerable<ViewChange> Project(DeliveriesRecordedV1 recorded)
    {
        foreach (var line in recorded.Lines)
        {
            yield return new ViewChange(
                new ViewKey(Deliveries, DayOf(line.Endpoint, line.RecordedAt.VietnamDate()), line.EventId),
                recorded.Version,
                JsonSerializer.SerializeToUtf8Bytes(line, PortalJson.Default.DeliveryLine));
        }

        foreach (var behind in recorded.Behind)
        {
            ReadOnlyMemory<byte>? row = null;
            if (behind.Behind) row = JsonSerializer.SerializeToUtf8Bytes(behind, PortalJson.Default.TrailBehind);
            yield return new ViewChange(new ViewKey(Behind, behind.Endpoint.Value, recorded.Trail.Value), recorded.Version, row);
        }
    }

    private static DeliveryLine Line(RecordId id, DeliveryTrail trail, TrailEvent told, TrailCursor cursor)
    {
        if (told.Sequence < cursor.Next) return Line(id, trail, told, cursor.Endpoint.Value, DeliveryOutcome.Delivered) with { Attempts = 1 };
        return told.Sequence == cursor.Next && cursor.Attempts > 0
            ? Line(id, trail, told, cursor.Endpoint.Value, DeliveryOutcome.Failed) with { Attempts = cursor.Attempts, NextAttemptAt = cursor.NextAttemptAt }
            : Line(id, trail, told, cursor.Endpoint.Value, DeliveryOutcome.Queued);
    }

    private static DeliveryLine Line(RecordId id, DeliveryTrail trail, TrailEvent told, string endpoint, DeliveryOutcome outcome) => new(
        endpoint, id, trail.Subject, told.Id, told.Type, told.Sequence, told.RecordedAt, outcome, told.RecordedAt, 0, null, null, null);
}
