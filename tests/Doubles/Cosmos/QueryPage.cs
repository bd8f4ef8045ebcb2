using System.Globalization;
using System.Text.Json;
using PublicServices.Tests.Doubles.Cosmos.Sql;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>One page of a query's answer.</summary>
internal static class QueryPage
{
    private const int DefaultPage = 100;

    public static GatewayResponse Answer(GatewayRequest request, FakeContainer container, string? key, DateTimeOffset now)
    {
        using var body = JsonDocument.Parse(request.Body);
        var query = SqlParser.Parse(body.RootElement.GetProperty("query").GetString()!);
        var parameters = body.RootElement.TryGetProperty("parameters", out var given)
            ? given.EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("value"))
            : [];
        var range = request.Header("x-ms-documentdb-partitionkeyrangeid");
        if (key is null && range is null && !request.Is("x-ms-documentdb-query-enablecrosspartition"))
            throw GatewayRefusalException.BadRequest("A query over partitions must say so.");

        var found = container.Items(key, range, now)
            .Where(item => query.Where is null || query.Where(new SqlScope(item.Json, parameters)) is true).ToList();
        for (var i = query.Order.Count - 1; i >= 0; i--) Sort(found, query.Order[i], parameters);

        // Without an order the next page begins after the last item, so that what is removed meanwhile hides nothing; with one, at a count.
        var after = request.Header("x-ms-continuation") is { Length: > 0 } token ? long.Parse(token, CultureInfo.InvariantCulture) : 0;
        if (query.Order.Count == 0) found.RemoveAll(item => item.Number <= after);
        var skip = query.Order.Count == 0 ? 0 : (int)after;
        var take = request.Number("x-ms-max-item-count") is { } most and > 0 ? most : DefaultPage;
        if (query.Count != SqlCount.None) (skip, take) = (0, int.MaxValue);
        var page = found.Skip(skip).Take(take).ToList();
        var rows = query.Count != SqlCount.None ? [Counted(query.Count, page.Count)] : page.Select(item => Row(query, new SqlScope(item.Json, parameters))).ToList();
        rows.RemoveAll(row => ReferenceEquals(row, SqlValue.Undefined));

        var response = new GatewayResponse(200, Documents(container.Rid, rows))
        {
            Charge = Charges.Query(page.Count, query.Count != SqlCount.None ? 0 : page.Sum(item => (long)item.Bytes)),
        }.With("x-ms-item-count", rows.Count.ToString(CultureInfo.InvariantCulture));
        // One asked directly is answered so: it never needs more than this partition.
        if (request.Is("x-ms-cosmos-query-optimisticdirectexecute")) response = response.With("x-ms-cosmos-query-requiresdistribution", "False");
        if (skip + page.Count >= found.Count) return response;
        var next = query.Order.Count == 0 ? page[^1].Number : skip + page.Count;
        return response.With("x-ms-continuation", next.ToString(CultureInfo.InvariantCulture));
    }

    private static object Counted(SqlCount way, int count)
    {
        if (way == SqlCount.Plain) return (double)count;
        using var row = JsonDocument.Parse($$"""[{"item":{{count}}}]""");
        return row.RootElement.Clone();
    }

    private static void Sort(List<StoredItem> items, SqlOrder order, Dictionary<string, JsonElement> parameters)
    {
        // Items without the key are not in an index of it, and so not in the answer.
        items.RemoveAll(item => ReferenceEquals(order.Key(new SqlScope(item.Json, parameters)), SqlValue.Undefined));
        var sorted = items.Order(Comparer<StoredItem>.Create((a, b) =>
        {
            var way = SqlValue.Compare(order.Key(new SqlScope(a.Json, parameters)), order.Key(new SqlScope(b.Json, parameters)))
                ?? throw GatewayRefusalException.BadRequest("This double orders values of one type only.");
            return order.IsDescending ? -way : way;
        })).ToList();
        items.Clear();
        items.AddRange(sorted);
    }

    private static object? Row(SqlQuery query, SqlScope scope)
    {
        if (query.Value is not null) return query.Value(scope);
        if (query.Columns is null) return scope.Root;

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, StoredItem.AsTheService))
        {
            writer.WriteStartObject();
            foreach (var column in query.Columns)
            {
                var value = column.Value(scope);
                if (ReferenceEquals(value, SqlValue.Undefined)) continue;
                writer.WritePropertyName(column.Name);
                SqlValue.Write(writer, value);
            }

            writer.WriteEndObject();
        }

        using var row = JsonDocument.Parse(buffer.ToArray());
        return row.RootElement.Clone();
    }

    private static byte[] Documents(string rid, List<object?> rows)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, StoredItem.AsTheService))
        {
            writer.WriteStartObject();
            writer.WriteString("_rid", rid);
            writer.WriteStartArray("Documents");
            foreach (var row in rows) SqlValue.Write(writer, row);
            writer.WriteEndArray();
            writer.WriteNumber("_count", rows.Count);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
