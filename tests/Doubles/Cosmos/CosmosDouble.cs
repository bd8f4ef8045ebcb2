using System.Globalization;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>
/// Cosmos DB's Gateway protocol over items in memory, as far as the adapter uses it, driven by the real SDK. What it does not know it
/// refuses loudly. One lock makes every request atomic; there is one replica, so reads are always fresh.
/// </summary>
/// <param name="clock">The service's time: timestamps and what expires.</param>
/// <param name="key">The account's key in base 64, against which requests' signatures are checked; null takes every request.</param>
public sealed class CosmosDouble(TimeProvider clock, string? key = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeDatabase> _databases = new(StringComparer.Ordinal);
    private readonly GatewayAuthorization? _authorization = key is null ? null : new GatewayAuthorization(key);
    private int _lastDatabase;

    /// <summary>What is to go wrong.</summary>
    public CosmosFaults Faults { get; } = new();

    /// <summary>Requests and request units by kind of operation.</summary>
    public CosmosUsage Usage { get; } = new();

    /// <summary>Runs before a request is done, with the operation's name.</summary>
    public Func<string, Task>? Asked { get; set; }

    /// <summary>Runs after a request was done and before its answer leaves, with the operation's name: for what happens in between.</summary>
    public Func<string, Task>? Answered { get; set; }

    /// <summary>Answers one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="endpoint">The address the account is told to be at.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <exception cref="IOException">A fault cut the connection.</exception>
    public async Task<GatewayResponse> AnswerAsync(GatewayRequest request, Uri endpoint, CancellationToken cancellationToken)
    {
        var (operation, container) = GatewayOperation.Of(request);
        if (Asked is { } asked) await asked(operation);
        var fault = Faults.Take(operation, container);
        switch (fault?.Kind)
        {
            case FaultKind.Throttle:
                return Refusal(new GatewayRefusalException(429, "TooManyRequests", "Request rate is large.", 3200))
                    .With("x-ms-retry-after-ms", fault.PauseMilliseconds.ToString(CultureInfo.InvariantCulture));
            case FaultKind.Unavailable:
                return Refusal(new GatewayRefusalException(503, "ServiceUnavailable", "The service is not available."));
            case FaultKind.TimeOutBefore:
                return TimedOut();
            case FaultKind.CutBefore:
                throw new IOException("The connection was cut before anything happened.");
            case FaultKind.SilentBefore:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
        }

        var response = await DoAsync(request, operation, container, endpoint);
        if (Answered is { } answered) await answered(operation);
        switch (fault?.Kind)
        {
            case FaultKind.TimeOutAfter:
                return TimedOut();
            case FaultKind.CutAfter:
                throw new IOException("The connection was cut after it was done.");
            case FaultKind.SilentAfter:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case FaultKind.Slow:
                await Task.Delay(fault.PauseMilliseconds, cancellationToken);
                break;
        }

        return response;
    }

    private static GatewayResponse TimedOut() => Refusal(new GatewayRefusalException(408, "RequestTimeout", "The request timed out."));

    private static GatewayResponse Refusal(GatewayRefusalException refusal)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["code"] = refusal.Code, ["message"] = refusal.Message });
        var response = new GatewayResponse(refusal.Status, body) { Charge = refusal.Charge };
        return refusal.SubStatus == 0 ? response : response.With("x-ms-substatus", refusal.SubStatus.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<GatewayResponse> DoAsync(GatewayRequest request, string operation, string? container, Uri endpoint)
    {
        GatewayResponse response;
        try
        {
            _authorization?.Check(request);
            var batch = operation == GatewayOperation.Batch ? await BatchCodec.ReadAsync(request.Body) : null;
            var results = new List<ItemResult>();
            lock (_gate) response = Route(request, operation, endpoint, batch, results);
            if (batch is not null) response = response with { Body = await BatchCodec.WriteAsync(results), ContentType = "application/octet-stream" };
        }
        catch (GatewayRefusalException refusal)
        {
            response = Refusal(refusal);
        }

        Usage.Count(operation, container, response.Charge, request.Body.Length, response.Body.Length);
        response.Headers["x-ms-request-charge"] = response.Charge.ToString("0.##", CultureInfo.InvariantCulture);
        response.Headers["x-ms-activity-id"] = request.Header("x-ms-activity-id") ?? "00000000-0000-0000-0000-000000000000";
        response.Headers["x-ms-version"] = "2018-12-31";
        return response;
    }

    private GatewayResponse Route(
        GatewayRequest request, string operation, Uri endpoint, List<ItemOperation>? batch, List<ItemResult> results)
    {
        switch (request.Method, request.Segments)
        {
            case ("GET", []):
                return new GatewayResponse(200, AccountDocument.Of(endpoint));
            case ("POST", ["dbs"]):
                return CreateDatabase(request);
            case ("GET", ["dbs", var database]):
                return new GatewayResponse(200, Database(database).Json());
            case ("DELETE", ["dbs", var database]):
                _databases.Remove(Database(database).Id);
                return new GatewayResponse(204);
            case ("POST", ["dbs", var database, "colls"]):
                return Database(database).CreateContainer(request.Body);
            case ("GET", ["dbs", var database, "colls", var container]):
                return new GatewayResponse(200, Database(database).Json(container)).With("x-ms-item-count", "1");
            case ("DELETE", ["dbs", var database, "colls", var container]):
                Database(database).RemoveContainer(container);
                return new GatewayResponse(204);
            case ("GET", ["dbs", var database, "colls", var container, "pkranges"]):
                return PartitionRanges.Answer(request, Database(database).Container(container));
            case (_, ["dbs", var database, "colls", var container, "docs", ..]):
                var found = Database(database).Container(container);
                return DocumentRoutes.Answer(request, operation, found, batch, results, clock.GetUtcNow());
            default:
                throw GatewayRefusalException.BadRequest($"This double does not know {request.Method} /{string.Join('/', request.Segments)}.");
        }
    }

    private GatewayResponse CreateDatabase(GatewayRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var id = body.RootElement.GetProperty("id").GetString()!;
        if (_databases.ContainsKey(id)) throw new GatewayRefusalException(409, "Conflict", $"{id} exists.");
        var database = new FakeDatabase(id, ++_lastDatabase);
        _databases.Add(id, database);
        return new GatewayResponse(201, database.Json());
    }

    private FakeDatabase Database(string idOrRid) =>
        _databases.GetValueOrDefault(idOrRid)
        ?? _databases.Values.FirstOrDefault(database => database.Rid == idOrRid)
        ?? throw GatewayRefusalException.OwnerMissing($"Database {idOrRid}");

    /// <summary>The items of a container as they are, for tests to look at behind the adapter's back.</summary>
    public IReadOnlyList<string> Dump(string database, string container)
    {
        lock (_gate)
            return [.. Database(database).Container(container).Items(null, null, clock.GetUtcNow()).Select(item => item.Json.GetRawText())];
    }
}
