using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Exams;

/// <summary>Who saw and changed what, oldest first, for everybody who may see the registration.</summary>
public sealed class ReadHistory(IRecordStore store, Registrations registrations)
{
    /// <summary>The most lines of each sort that are shown.</summary>
    public const int MaxLines = 1_000;

    public async ValueTask<Result<IReadOnlyList<HistoryEntry>>> HandleAsync(
        RecordId id, Asked asked, CancellationToken cancellationToken)
    {
        var loaded = await registrations.LoadAsync(id, cancellationToken);
        if (Permissions.Refuses(asked.Caller, loaded.State) is { } refusal) return refusal;
        var changes = await store.ListDocumentsAsync(id, Document.HistoryPrefix, null, MaxLines, cancellationToken);
        var reads = await store.ListDocumentsAsync(id, ReadRegistration.ReadPrefix, null, MaxLines, cancellationToken);
        return changes.Concat(reads)
            .Select(document => JsonSerializer.Deserialize(document.Body.Span, KernelJson.Default.HistoryEntry)!)
            .OrderBy(entry => entry.At)
            .ThenBy(entry => entry.Version)
            .ToList();
    }
}
