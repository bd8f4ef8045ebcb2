using System.Globalization;
using System.Text;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Requests for items.</summary>
internal static class DocumentRoutes
{
    private const int FailedDependency = 424;
    private const int MaxBatchOperations = 100;

    public static GatewayResponse Answer(
        GatewayRequest request, string operation, FakeContainer container, List<ItemOperation>? batch, List<ItemResult> results, DateTimeOffset now)
    {
        var key = request.Header("x-ms-documentdb-partitionkey") is { Length: > 0 } header ? Normal(header) : null;
        var response = operation switch
        {
            GatewayOperation.Query => QueryPage.Answer(request, container, key, now),
            GatewayOperation.Plan => throw GatewayRefusalException.BadRequest(
                "This double plans no queries: set AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX=true."),
            GatewayOperation.Feed when request.Header("A-IM") == "Incremental Feed" => ChangeFeedPage.Answer(request, container, key, now),
            _ when key is null => throw GatewayRefusalException.BadRequest("The partition key is missing."),
            GatewayOperation.Batch => Batch(container, key, batch!, results, now),
            GatewayOperation.Read => One(request, ItemVerb.Read, container, key, now),
            GatewayOperation.Create => One(request, ItemVerb.Create, container, key, now),
            GatewayOperation.Upsert => One(request, ItemVerb.Upsert, container, key, now),
            GatewayOperation.Replace => One(request, ItemVerb.Replace, container, key, now),
            GatewayOperation.Delete => One(request, ItemVerb.Delete, container, key, now),
            _ => throw GatewayRefusalException.BadRequest($"This double does not know {request.Method} with {string.Join(", ", request.Headers.Keys)}."),
        };
        var range = request.Header("x-ms-documentdb-partitionkeyrangeid") ?? (key is null ? "0" : container.RangeOf(key));
        return response
            .With("x-ms-session-token", string.Create(CultureInfo.InvariantCulture, $"{range}:-1#{container.Lsn}"))
            .With("lsn", container.Lsn.ToString(CultureInfo.InvariantCulture))
            .With("x-ms-documentdb-partitionkeyrangeid", range);
    }

    private static GatewayResponse One(GatewayRequest request, ItemVerb verb, FakeContainer container, string key, DateTimeOffset now)
    {
        var id = request.Segments.Count == 6 ? request.Segments[5] : null;
        var minimal = request.Header("Prefer")?.Contains("return=minimal", StringComparison.Ordinal) == true;
        var result = new ItemOperation(verb, id, request.Body, request.Header("If-Match"), request.Header("If-None-Match"), minimal)
            .Execute(container, key, now);
        var body = result.Item is null ? [] : Encoding.UTF8.GetBytes(result.Item.Json.GetRawText());
        var response = new GatewayResponse(result.Status, body) { Charge = result.Charge };
        return result.ETag is null ? response : response.With("ETag", result.ETag);
    }

    /// <summary>All of it or nothing; after the first that fails the others are told so.</summary>
    private static GatewayResponse Batch(FakeContainer container, string key, List<ItemOperation> batch, List<ItemResult> results, DateTimeOffset now)
    {
        if (batch.Count is 0 or > MaxBatchOperations) throw GatewayRefusalException.BadRequest($"A batch of {batch.Count} operations.");
        if (batch.Sum(operation => (long)operation.Body.Length) > StoredItem.MaxBytes)
            throw new GatewayRefusalException(413, "RequestEntityTooLarge", "The batch is over 2 MB.");

        var touched = batch.Select(operation => (key, operation.Id ?? container.Make(operation.Body, key, null, now).Id));
        var putBack = container.Remember(touched);
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                results.Add(batch[i].Execute(container, key, now));
            }
            catch (GatewayRefusalException refusal)
            {
                putBack();
                var charge = results.Sum(result => result.Charge) + refusal.Charge;
                results.Clear();
                for (var j = 0; j < batch.Count; j++)
                    results.Add(new ItemResult(j == i ? refusal.Status : FailedDependency, null, j == i ? charge : 0, null));
                return new GatewayResponse(207) { Charge = charge };
            }
        }

        return new GatewayResponse(200) { Charge = results.Sum(result => result.Charge) };
    }

    private static string Normal(string header)
    {
        using var key = System.Text.Json.JsonDocument.Parse(header);
        return $"[{string.Join(',', key.RootElement.EnumerateArray().Select(StoredItem.Normal))}]";
    }
}
