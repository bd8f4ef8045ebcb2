using System.Runtime.CompilerServices;
using PublicServices.Kernel;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>What survives a crash: records, documents, inbox, views and queues. One thread, no clock of its own.</summary>
internal sealed class SimulatedStore(IReadOnlyDictionary<string, IReadOnlyList<string>> consumersOfType, TimeProvider clock, Action<string> effect)
    : IRecordStore, IViewStore, IMessageSender
{
    private readonly Dictionary<string, SortedDictionary<string, StoredRecord>> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, Document>> _documents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Scope, string Key), Commit> _causes = [];
    private readonly Dictionary<(string View, string Partition), SortedDictionary<string, ViewChange>> _rows = [];
    private long _sequence;

    /// <summary>Messages that wait, in the order they were sent.</summary>
    public List<QueuedMessage> Queue { get; } = [];

    /// <summary>Messages that were given up, with their reasons.</summary>
    public List<(QueuedMessage Message, string Reason)> Parked { get; } = [];

    /// <summary>Records of a kind but the erased.</summary>
    public IEnumerable<StoredRecord> All(string kind) =>
        (_kinds.GetValueOrDefault(kind)?.Values ?? Enumerable.Empty<StoredRecord>()).Where(record => !record.IsErased);

    /// <summary>What no export carries.</summary>
    public void ForgetCauses() => _causes.Clear();

    public IEnumerable<Document> DocumentsOf(RecordId record) => _documents.GetValueOrDefault(record.Value)?.Values ?? Enumerable.Empty<Document>();

    /// <summary>Whatever is stored of records, lists and messages; what requests were answered is kept for a week and not among it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Everything() =>
    [
        .. _kinds.Values.SelectMany(records => records.Values).Select(record => record.State),
        .. _documents.Values.SelectMany(documents => documents.Values).Select(document => document.Body),
        .. _rows.Values.SelectMany(rows => rows.Values).Where(row => row.Body is not null).Select(row => row.Body!.Value),
        .. Queue.Select(queued => queued.Message.Data),
    ];

    public ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(id));

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        effect($"before the commit of {commit.Record}");
        var result = Apply(commit);
        effect($"after the commit of {commit.Record}");
        return ValueTask.FromResult(result);
    }

    public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken) =>
        ValueTask.FromResult<CommitResult?>(_causes.TryGetValue((request.Scope, request.Key), out var first)
            ? new CommitResult(CommitOutcome.AlreadyDone, 0, first.Answer, first.Cause!.Fingerprint)
            : null);

    public ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Document?>(
            _documents.TryGetValue(id.Value, out var documents) && documents.TryGetValue(documentId, out var document) ? document : null);

    public ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(
        RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Document>>(_documents.TryGetValue(id.Value, out var documents)
            ?
            [
                .. documents.Values
                    .Where(document => document.Id.StartsWith(prefix, StringComparison.Ordinal))
                    .Where(document => after is null || string.CompareOrdinal(document.Id, after) > 0)
                    .Take(take),
            ]
            : []);

    public ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken)
    {
        effect($"before documents of {id} are erased");
        if (_documents.TryGetValue(id.Value, out var documents))
        {
            foreach (var document in documents.Keys.Where(document => document.StartsWith(prefix, StringComparison.Ordinal)).ToList())
                documents.Remove(document);
        }

        effect($"after documents of {id} are erased");
        return default;
    }

    public async IAsyncEnumerable<StoredRecord> ScanAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var record in All(kind).ToList()) yield return record;
        await Task.CompletedTask;
    }

    public ValueTask<ViewPage> RangeAsync(ViewRange range, CancellationToken cancellationToken)
    {
        var rows = (_rows.GetValueOrDefault((range.View, range.Partition))?.Values ?? Enumerable.Empty<ViewChange>())
            .Where(row => row.Body is not null)
            .Where(row => range.From is null || string.CompareOrdinal(row.Key.Sort, range.From) >= 0)
            .Where(row => range.To is null || string.CompareOrdinal(row.Key.Sort, range.To) < 0)
            .Select(row => new ViewRow(row.Key.Sort, row.Version, row.Body!.Value))
            .ToList();
        if (range.Descending) rows.Reverse();
        if (range.Continuation is { } seen)
            rows.RemoveAll(row => range.Descending ? string.CompareOrdinal(row.Sort, seen) >= 0 : string.CompareOrdinal(row.Sort, seen) <= 0);
        return ValueTask.FromResult(rows.Count > range.Take
            ? new ViewPage(rows[..range.Take], rows[range.Take - 1].Sort)
            : new ViewPage(rows, null));
    }

    public ValueTask ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        effect("before rows are written");
        foreach (var change in changes)
        {
            if (!_rows.TryGetValue((change.Key.View, change.Key.Partition), out var rows))
                _rows[(change.Key.View, change.Key.Partition)] = rows = new(StringComparer.Ordinal);
            if (!rows.TryGetValue(change.Key.Sort, out var row) || row.Version < change.Version) rows[change.Key.Sort] = change;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        effect("before messages are sent");
        Enqueue(messages);
        return ValueTask.CompletedTask;
    }

    private CommitResult Apply(Commit commit)
    {
        if (commit.Cause is { } cause && _causes.TryGetValue((cause.Scope, cause.Key), out var first))
            return new CommitResult(CommitOutcome.AlreadyDone, 0, first.Answer, first.Cause!.Fingerprint);

        var documents = _documents.TryGetValue(commit.Record.Value, out var found) ? found : [];
        if (commit.Documents.Any(document => documents.ContainsKey(document.Id))) return new CommitResult(CommitOutcome.AlreadyDone);

        var version = Find(commit.Record)?.Version ?? 0;
        if (commit.ExpectedVersion is { } expected && expected != version) return new CommitResult(CommitOutcome.Conflict);

        if (commit.State is { } state) Put(new StoredRecord(commit.Record, ++version, state.ToArray()));
        foreach (var document in commit.Documents) documents.Add(document.Id, document);
        _documents[commit.Record.Value] = documents;
        if (commit.Cause is not null) _causes[(commit.Cause.Scope, commit.Cause.Key)] = commit;
        Enqueue(commit.Messages);
        return new CommitResult(CommitOutcome.Done, version);
    }

    private static string KindOf(RecordId id) => id.Value[..id.Value.IndexOf('-', StringComparison.Ordinal)];

    private StoredRecord? Find(RecordId id) => _kinds.TryGetValue(KindOf(id), out var records) ? records.GetValueOrDefault(id.Value) : null;

    private void Put(StoredRecord record)
    {
        if (!_kinds.TryGetValue(KindOf(record.Id), out var records)) _kinds[KindOf(record.Id)] = records = new(StringComparer.Ordinal);
        records[record.Id.Value] = record;
    }

    private void Enqueue(IReadOnlyList<Outgoing> messages)
    {
        foreach (var outgoing in messages)
        {
            foreach (var consumer in consumersOfType.GetValueOrDefault(outgoing.Message.Type, []))
                Queue.Add(new QueuedMessage(consumer, outgoing.Message.AsStored(), outgoing.NotBefore ?? clock.GetUtcNow(), ++_sequence));
        }
    }
}

/// <summary>A message that waits for one consumer.</summary>
internal sealed class QueuedMessage(string consumer, Message message, DateTimeOffset due, long sequence)
{
    public string Consumer => consumer;

    public Message Message => message;

    public long Sequence => sequence;

    /// <summary>When it may be delivered; later messages of its session wait for it only once it is due.</summary>
    public DateTimeOffset Due { get; set; } = due;

    /// <summary>Due before, and put off by a handler that failed: its session waits for it.</summary>
    public bool HoldsSession { get; set; }

    public int Failures { get; set; }
}
