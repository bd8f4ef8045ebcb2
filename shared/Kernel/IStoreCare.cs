namespace PublicServices.Kernel;

/// <summary>What operators do to an engine as a whole: watch it, check it, move its records.</summary>
public interface IStoreCare
{
    /// <summary>How each part is now. Never throws: a part that cannot be asked is not healthy.</summary>
    ValueTask<IReadOnlyList<PartHealth>> HealthAsync(CancellationToken cancellationToken);

    /// <summary>Every record of a kind, also those that hold documents and no state (version 0): for export.</summary>
    IAsyncEnumerable<StoredRecord> ScanWholeAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Puts an exported record back, with its version and documents.</summary>
    /// <returns>False when a record of that id exists; it is left alone.</returns>
    ValueTask<bool> RestoreAsync(StoredRecord record, IReadOnlyList<Document> documents, CancellationToken cancellationToken);

    /// <summary>Whether what is stored is sound. May read all of it.</summary>
    /// <returns>Empty when it is; otherwise what is wrong.</returns>
    ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken);
}

/// <summary>One part of an engine.</summary>
/// <param name="Part">For example <c>store</c>, <c>broker</c>, <c>blobs</c>.</param>
/// <param name="IsHealthy">False when nothing can be accepted because of it.</param>
/// <param name="Figures">Counters by name, in camel case.</param>
/// <param name="Fault">One line about what is wrong; null when nothing is.</param>
public sealed record PartHealth(string Part, bool IsHealthy, IReadOnlyDictionary<string, long> Figures, string? Fault = null);
