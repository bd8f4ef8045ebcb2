using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Webhooks;

/// <summary>A store that takes every commit and remembers it; for operations that read nothing.</summary>
internal sealed class CommitsOnly : IRecordStore
{
    public List<Commit> Commits { get; } = [];

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        Commits.Add(commit);
        return ValueTask.FromResult(new CommitResult(CommitOutcome.Done));
    }

    public ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(
        RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredRecord> ScanAsync(string kind, CancellationToken cancellationToken) => throw new NotSupportedException();
}
