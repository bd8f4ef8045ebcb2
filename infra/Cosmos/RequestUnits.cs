using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PublicServices.Infra.Cosmos;

/// <summary>Requests and request units by kind of operation, for telemetry and for tests that count what a journey costs.</summary>
public sealed class RequestUnits
{
    private static readonly Meter Meter = new("PublicServices");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "ps.cosmos.requests", "requests", "Requests to Cosmos DB, by operation and status.");

    private static readonly Histogram<double> Charges = Meter.CreateHistogram<double>(
        "ps.cosmos.request_units", "RU", "Request units of one request to Cosmos DB, by operation.");

    private readonly ConcurrentDictionary<string, RequestUnitTotal> _totals = new(StringComparer.Ordinal);
    private long _throttled;

    /// <summary>Totals by kind since the engine was opened.</summary>
    public IReadOnlyDictionary<string, RequestUnitTotal> Totals => _totals;

    /// <summary>Answers that said 429 after the SDK's own tries.</summary>
    public long Throttled => Interlocked.Read(ref _throttled);

    internal void Count(string operation, int status, double charge)
    {
        _totals.AddOrUpdate(
            operation,
            static (_, one) => new RequestUnitTotal(1, one),
            static (_, old, one) => new RequestUnitTotal(old.Requests + 1, old.Units + one),
            charge);
        if (status == 429) Interlocked.Increment(ref _throttled);
        Requests.Add(1, new("operation", operation), new("status", status));
        Charges.Record(charge, new KeyValuePair<string, object?>("operation", operation));
    }
}

/// <summary>What one kind of operation took.</summary>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Units">Request units of all of them.</param>
public readonly record struct RequestUnitTotal(long Requests, double Units);
