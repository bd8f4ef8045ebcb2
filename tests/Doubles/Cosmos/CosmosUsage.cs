using System.Collections.Concurrent;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>What was asked of the double.</summary>
public sealed class CosmosUsage
{
    private readonly ConcurrentDictionary<string, OperationUsage> _byOperation = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OperationUsage> _byContainer = new(StringComparer.Ordinal);

    /// <summary>By the names of <see cref="GatewayOperation"/>.</summary>
    public IReadOnlyDictionary<string, OperationUsage> ByOperation => _byOperation;

    /// <summary>By container; what is about none is left out.</summary>
    public IReadOnlyDictionary<string, OperationUsage> ByContainer => _byContainer;

    internal void Count(string operation, string? container, double charge, int bytesIn, int bytesOut)
    {
        Add(_byOperation, operation);
        if (container is not null) Add(_byContainer, container);

        void Add(ConcurrentDictionary<string, OperationUsage> totals, string kind) => totals.AddOrUpdate(
            kind,
            _ => new OperationUsage(1, charge, bytesIn, bytesOut),
            (_, old) => new OperationUsage(old.Requests + 1, old.RequestUnits + charge, old.BytesIn + bytesIn, old.BytesOut + bytesOut));
    }
}

/// <summary>One kind's requests, request units and bytes.</summary>
public sealed record OperationUsage(long Requests, double RequestUnits, long BytesIn, long BytesOut);
