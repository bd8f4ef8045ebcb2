using System.Runtime.CompilerServices;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Support;

/// <summary>A store in memory that keeps what was committed and sent, for tests of one operation at a time.</summary>
internal sealed class MemoryStore : IRecordStore, IViewStore, IMessageSender
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordId, StoredRecord> _records = [];
    private readonly SortedDictionary<(string Record, string Id), Document> _documents = new(
        Comparer<(string Record, string Id)>.Create((a, b) => (string.CompareOrdinal(a.Record, b.Record), string.CompareOrdinal(a.Id, b.Id)) switch
        {
            (0, var byId) => byId,
            (var byRecord, _) => byRecord,
        }));
    private readonly Dictionary<(string Scope, string Key), Commit> _causes = [];
    private readonly Dictionary<ViewKey, ViewChange> _rows = [];

    /// <summary>Everything sent, in order.</summary>
    public List<Outgoing> Sent { get; } = [];

    /// <summary>Payloads of one type that were sent, in order.</summary>
    public IReadOnlyList<T> SentOf<T>(Contract<T> contract) =>
        [.. Sent.Where(sent => sent.Message.Type == contract.Type).Select(sent => contract.Read(sent.Message))];

    /// <summary>A record that is read now is answered only after this; null for at once.</summary>
    public Task? AnswersAfter { get; set; }

    public async ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken)
    {
        StoredRecord? found;
        lock (_gate) found = _records.GetValueOrDefault(id);
        if (AnswersAfter is { } pause) await pause;
        return found;
    }

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (commit.Cause is { } cause && _causes.TryGetValue((cause.Scope, cause.Key), out var first))
                return ValueTask.FromResult(new CommitResult(CommitOutcome.AlreadyDone, 0, first.Answer, first.Cause!.Fingerprint));
            var version = _records.TryGetValue(commit.Record, out var current) ? current.Version : 0;
            if (commit.ExpectedVersion is { } expected && expected != version)
                return ValueTask.FromResult(new CommitResult(CommitOutcome.Conflict));
            if (commit.Documents.Any(document => _documents.ContainsKey((commit.Record.Value, document.Id))))
                return ValueTask.FromResult(new CommitResult(CommitOutcome.AlreadyDone));

            if (commit.State is { } state) _records[commit.Record] = new StoredRecord(commit.Record, ++version, state);
            foreach (var document in commit.Documents) _documents[(commit.Record.Value, document.Id)] = document;
            if (commit.Cause is not null) _causes[(commit.Cause.Scope, commit.Cause.Key)] = commit;
            Send(commit.Messages);
            return ValueTask.FromResult(new CommitResult(CommitOutcome.Done, version));
        }
    }

    public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<CommitResult?>(_causes.TryGetValue((request.Scope, request.Key), out var first)
                ? new CommitResult(CommitOutcome.AlreadyDone, 0, first.Answer, first.Cause!.Fingerprint)
                : null);
        }
    }

    public ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<Document?>(
                _documents.TryGetValue((id.Value, documentId), out var document) ? document : null);
        }
    }

    public ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(
        RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<Document>>(
            [
                .. _documents
                    .Where(pair => pair.Key.Record == id.Value && pair.Key.Id.StartsWith(prefix, StringComparison.Ordinal))
                    .Where(pair => after is null || string.CompareOrdinal(pair.Key.Id, after) > 0)
                    .Take(take)
                    .Select(pair => pair.Value),
            ]);
        }
    }

    public ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var key in _documents.Keys.Where(key => key.Record == id.Value && key.Id.StartsWith(prefix, StringComparison.Ordinal)).ToList())
                _documents.Remove(key);
        }

        return default;
    }

    public async IAsyncEnumerable<StoredRecord> ScanAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredRecord> found;
        lock (_gate) found = [.. _records.Values.Where(record => record.Id.Value.StartsWith(kind + "-", StringComparison.Ordinal) && !record.IsErased)];
        foreach (var record in found) yield return record;
        await Task.CompletedTask;
    }

    public ValueTask<ViewPage> RangeAsync(ViewRange range, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var rows = _rows
                .Where(pair => pair.Key.View == range.View && pair.Key.Partition == range.Partition && pair.Value.Body is not null)
                .Where(pair => range.From is null || string.CompareOrdinal(pair.Key.Sort, range.From) >= 0)
                .Where(pair => range.To is null || string.CompareOrdinal(pair.Key.Sort, range.To) < 0)
                .Select(pair => new ViewRow(pair.Key.Sort, pair.Value.Version, pair.Value.Body!.Value));
            rows = range.Descending
                ? rows.OrderByDescending(row => row.Sort, StringComparer.Ordinal)
                    .Where(row => range.Continuation is null || string.CompareOrdinal(row.Sort, range.Continuation) < 0)
                : rows.OrderBy(row => row.Sort, StringComparer.Ordinal)
                    .Where(row => range.Continuation is null || string.CompareOrdinal(row.Sort, range.Continuation) > 0);
            var page = rows.Take(range.Take + 1).ToList();
            return ValueTask.FromResult(page.Count > range.Take
                ? new ViewPage(page[..range.Take], page[range.Take - 1].Sort)
                : new ViewPage(page, null));
        }
    }

    public ValueTask ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                if (!_rows.TryGetValue(change.Key, out var row) || row.Version < change.Version) _rows[change.Key] = change;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        lock (_gate) Send(messages);
        return ValueTask.CompletedTask;
    }

    private void Send(IReadOnlyList<Outgoing> messages) =>
        Sent.AddRange(messages.Select(outgoing => outgoing with { Message = outgoing.Message.AsStored() }));
}
