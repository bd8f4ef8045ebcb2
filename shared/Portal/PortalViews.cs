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
}
