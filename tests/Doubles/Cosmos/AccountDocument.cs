using System.Text;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>What the account says of itself when a client starts: one region, Session consistency, the limits of queries.</summary>
internal static class AccountDocument
{
    private const string QueryEngine =
        """
        {\"maxSqlQueryInputLength\":262144,\"maxJoinsPerSqlQuery\":5,\"maxLogicalAndPerSqlQuery\":500,\"maxLogicalOrPerSqlQuery\":500,\"maxUdfRefPerSqlQuery\":10,\"maxInExpressionItemsCount\":16000,\"queryMaxInMemorySortDocumentCount\":500,\"maxQueryRequestTimeoutFraction\":0.9,\"sqlAllowNonFiniteNumbers\":false,\"sqlAllowAggregateFunctions\":true,\"sqlAllowSubQuery\":true,\"sqlAllowScalarSubQuery\":true,\"allowNewKeywords\":true,\"sqlAllowLike\":true,\"sqlAllowGroupByClause\":true,\"maxSpatialQueryCells\":12,\"spatialMaxGeometryPointCount\":256,\"sqlDisableOptimizationFlags\":0,\"sqlAllowTop\":true,\"enableSpatialIndexing\":true}
        """;

    public static byte[] Of(Uri endpoint) => Encoding.UTF8.GetBytes(
        $$"""
        {"_self":"","id":"double","_rid":"double","media":"//media/","addresses":"//addresses/","_dbs":"//dbs/",
        "writableLocations":[{"name":"Here","databaseAccountEndpoint":"{{endpoint}}"}],
        "readableLocations":[{"name":"Here","databaseAccountEndpoint":"{{endpoint}}"}],
        "enableMultipleWriteLocations":false,
        "userReplicationPolicy":{"asyncReplication":false,"minReplicaSetSize":3,"maxReplicasetSize":4},
        "userConsistencyPolicy":{"defaultConsistencyLevel":"Session"},
        "systemReplicationPolicy":{"minReplicaSetSize":3,"maxReplicasetSize":4},
        "readPolicy":{"primaryReadCoefficient":1,"secondaryReadCoefficient":1},
        "queryEngineConfiguration":"{{QueryEngine}}"}
        """);
}
