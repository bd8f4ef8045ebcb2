using System.Globalization;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>One page of the change feed: each item once, at its latest version, in the order of the changes. Removals are not told.</summary>
internal static class ChangeFeedPage
{
    private const int DefaultPage = 100;

    public static GatewayResponse Answer(GatewayRequest request, FakeContainer container, string? key, DateTimeOffset now)
    {
        var range = request.Header("x-ms-documentdb-partitionkeyrangeid");
        if (key is null && range is null) throw GatewayRefusalException.BadRequest("The change feed is read by range or by partition.");
        var since = request.Header("If-None-Match") switch
        {
            null or "" => 0,
            "*" => container.Lsn,
            var eTag => long.Parse(eTag.Trim('"'), CultureInfo.InvariantCulture),
        };
        var take = request.Number("x-ms-max-item-count") is { } most and > 0 ? most : DefaultPage;
        var page = container.ChangedAfter(since, key, range, now).Take(take).ToList();

        // A full page ends at its last item; otherwise everything up to now has been seen.
        var end = page.Count == take ? page[^1].Lsn : container.Lsn;
        var response = page.Count == 0
            ? new GatewayResponse(304) { Charge = Charges.Feed(0) }
            : new GatewayResponse(200, Documents(container.Rid, page)) { Charge = Charges.Feed(page.Sum(item => (long)item.Bytes)) };
        return response
            .With("ETag", string.Create(CultureInfo.InvariantCulture, $"\"{end}\""))
            .With("x-ms-item-count", page.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static byte[] Documents(string rid, List<StoredItem> items)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, StoredItem.AsTheService))
        {
            writer.WriteStartObject();
            writer.WriteString("_rid", rid);
            writer.WriteStartArray("Documents");
            foreach (var item in items)
            {
                writer.WriteStartObject();
                foreach (var property in item.Json.EnumerateObject()) property.WriteTo(writer);
                writer.WriteNumber("_lsn", item.Lsn);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("_count", items.Count);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
