using System.Collections.Concurrent;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>What was asked of the double.</summary>
public sealed class CosmosUsage
{
    private readonly ConcurrentDictionary<string, OperationUsage> _byOperation = new(StringComparer.Ordinal);

    /// <summary>By the names of <see cref="GatewayOperation"/>.</summary>
    public IReadOnlyDictionary<string, OperationUsage> ByOperation => _byOperation;

    internal void Count(string operation, double charge, int bytesIn, int bytesOut) => _byOperation.AddOrUpdate(
        operation,
        _ => new OperationUsage(1, charge, bytesIn, bytesOut),
        (_, old) => new OperationUsage(old.Requests + 1, old.RequestUnits + charge, old.BytesIn + bytesIn, old.BytesOut + bytesOut));
}

/// <summary>One kind's requests, request units and bytes.</summary>
public sealed record OperationUsage(long Requests, double RequestUnits, long BytesIn, long BytesOut);
