namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Names of what requests ask for, for faults and counting.</summary>
public static class GatewayOperation
{
    /// <summary>The account, databases, containers and ranges.</summary>
    public const string Meta = "meta";

    public const string Read = "read";

    public const string Create = "create";

    public const string Upsert = "upsert";

    public const string Replace = "replace";

    public const string Delete = "delete";

    public const string Batch = "batch";

    public const string Query = "query";

    public const string Plan = "plan";

    /// <summary>The change feed.</summary>
    public const string Feed = "feed";

    internal static (string Operation, string? Container) Of(GatewayRequest request)
    {
        if (request.Segments is not ["dbs", _, "colls", var container, "docs", ..]) return (Meta, null);
        var operation = (request.Method, request.Segments.Count) switch
        {
            ("POST", 5) when request.Is("x-ms-cosmos-is-batch-request") => Batch,
            ("POST", 5) when request.Is("x-ms-cosmos-is-query-plan-request") => Plan,
            ("POST", 5) when request.Is("x-ms-documentdb-isquery") || request.Is("x-ms-documentdb-query") => Query,
            ("POST", 5) when request.Is("x-ms-documentdb-is-upsert") => Upsert,
            ("POST", 5) => Create,
            ("GET", 5) => Feed,
            ("GET", 6) => Read,
            ("PUT", 6) => Replace,
            ("DELETE", 6) => Delete,
            _ => "unknown",
        };
        return (operation, container);
    }
}
