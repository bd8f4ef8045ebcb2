namespace PublicServices.Kernel;

/// <summary>Where records live. Every engine passes the same compliance suite.</summary>
public interface IRecordStore
{
    /// <summary>The record's latest committed state; null when there is none.</summary>
    ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken);

    /// <summary>Makes one decision durable, whole or not at all. When the task completes the change survives a power cut.</summary>
    /// <exception cref="EngineBusyException">The engine's named limit is reached or it is throttled; nothing changed.</exception>
    /// <exception cref="ArgumentException">The commit breaks a limit of <see cref="Commit"/>; a fault of the program.</exception>
    ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken);

    /// <summary>What a request with this key was answered; null when it was never done, or is longer ago than <see cref="Cause.RequestRetention"/>.</summary>
    /// <param name="request">A cause made by <see cref="Cause.Request"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken);

    /// <summary>One document beside the state; null when there is none.</summary>
    ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken);

    /// <summary>Documents whose ids start with a prefix, in ordinal order of their ids.</summary>
    /// <param name="id">The record.</param>
    /// <param name="prefix">For example <see cref="Document.HistoryPrefix"/>.</param>
    /// <param name="after">Only ids after this one; null for the first page.</param>
    /// <param name="take">1 to 1,000.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(
        RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken);

    /// <summary>Removes documents for good, durably when the task completes. Twice does no harm; one that is written meanwhile may stay.</summary>
    /// <param name="id">The record; its state is left alone.</param>
    /// <param name="prefix">What the ids of those documents start with.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken);

    /// <summary>Every record of a kind but the erased, in no promised order: for rebuilding views, export and verification, not for pages.</summary>
    /// <param name="kind">What the ids start with, before the dash.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    IAsyncEnumerable<StoredRecord> ScanAsync(string kind, CancellationToken cancellationToken);
}

/// <summary>A named limit is reached; nothing was changed; try again after the pause.</summary>
public sealed class EngineBusyException(string what, TimeSpan retryAfter) : Exception(what)
{
    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
