using PublicServices.Infra.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Asks one part how it is. Never throws.</summary>
internal delegate ValueTask<PartHealth> ProbePart(CancellationToken cancellationToken);

/// <summary>The store's care, with the health of every other part beside it.</summary>
internal sealed class AzureCare(CosmosEngine engine, IEnumerable<ProbePart> probes, TimeProvider clock) : IStoreCare
{
    /// <summary>How long an answer about health is good: anybody may ask, and every question costs the parts something.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>A part that has not answered by then is not healthy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ProbePart[] _probes = [.. probes];
    private (long At, IReadOnlyList<PartHealth> Parts)? _last;

    public async ValueTask<IReadOnlyList<PartHealth>> HealthAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && clock.GetElapsedTime(last.At) < Fresh) return last.Parts;
        var others = Task.WhenAll(_probes.Select(probe => ProbeAsync(probe, cancellationToken)));
        IReadOnlyList<PartHealth> parts = [.. await engine.Care.HealthAsync(cancellationToken), .. await others];
        _last = (clock.GetTimestamp(), parts);
        return parts;
    }

    public IAsyncEnumerable<StoredRecord> ScanWholeAsync(string kind, CancellationToken cancellationToken) => engine.Care.ScanWholeAsync(kind, cancellationToken);

    public ValueTask<bool> RestoreAsync(StoredRecord record, IReadOnlyList<Document> documents, CancellationToken cancellationToken) =>
        engine.Care.RestoreAsync(record, documents, cancellationToken);

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => engine.Care.CheckAsync(cancellationToken);

    private async Task<PartHealth> ProbeAsync(ProbePart probe, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await probe(either.Token);
    }
}
