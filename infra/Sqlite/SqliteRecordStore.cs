using System.Runtime.CompilerServices;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

internal sealed class SqliteRecordStore(Writer writer, Readers readers, Names names, SqliteQueue queue, StateCache cache) : IRecordStore
{
    private const int ScanPage = 500;

    /// <summary>Sorts after every id: no id holds this character.</summary>
    private const string AfterAll = "\U0010ffff";

    public ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (cache.Find(id) is { } recent) return ValueTask.FromResult<StoredRecord?>(recent);

        using var reader = readers.Rent();
        var query = reader.Load.Bind(1, RecordKey.Of(id)).Bind(2, id.Value);
        var found = query.Step() ? new StoredRecord(id, query.Long(0), query.Bytes(1)) : null;
        query.Reset();
        return DurableAsync(found);
    }

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(commit);
        // Not cancellable from here: a commit under way is finished, and its answer is the only one that is true.
        return await writer.RunAsync(new CommitOperation(commit, queue, cache));
    }

    public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken)
    {
        using var reader = readers.Rent();
        var query = reader.FindAnswer.Bind(1, request.Scope).Bind(2, request.Key);
        CommitResult? found = query.Step() ? new CommitResult(CommitOutcome.AlreadyDone, 0, query.Bytes(1), query.Text(0)) : null;
        query.Reset();
        return DurableAsync(found);
    }

    public ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken)
    {
        using var reader = readers.Rent();
        var query = reader.FindDocument.Bind(1, RecordKey.Of(id)).Bind(2, id.Value).Bind(3, documentId);
        Document? found = query.Step() ? new Document(documentId, query.Bytes(0)) : null;
        query.Reset();
        return DurableAsync(found);
    }

    public ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(
        RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken)
    {
        using var reader = readers.Rent();
        var query = reader.ListDocuments.Bind(1, RecordKey.Of(id)).Bind(2, id.Value).Bind(3, after ?? prefix).Bind(4, prefix + AfterAll)
            .Bind(5, Math.Clamp(take, 1, 1_000));
        var found = new List<Document>();
        while (query.Step()) found.Add(new Document(query.Text(0), query.Bytes(1)));
        query.Reset();
        return DurableAsync<IReadOnlyList<Document>>(found);
    }

    public async ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await writer.RunAsync(new EraseDocumentsOperation(id, prefix, prefix + AfterAll));
    }

    public IAsyncEnumerable<StoredRecord> ScanAsync(string kind, CancellationToken cancellationToken) => ScanAsync(kind, whole: false, cancellationToken);

    /// <summary>Every record of a kind; the whole of it is also those that hold only documents, at version 0 and without state, and the erased.</summary>
    public async IAsyncEnumerable<StoredRecord> ScanAsync(
        string kind, bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (var page, after) = Page(names.Find(kind), after, leastVersion: whole ? 0 : 1);
            foreach (var record in page)
            {
                if (whole || !record.IsErased) yield return record;
            }

            if (page.Count < ScanPage) yield break;
            await Task.Yield();
        }
    }

    /// <summary>In the order the records were made, which is how they lie in the file.</summary>
    private (List<StoredRecord> Records, long Last) Page(long kind, long after, long leastVersion)
    {
        using var reader = readers.Rent();
        var query = reader.Scan.Bind(1, kind).Bind(2, after).Bind(3, ScanPage).Bind(4, leastVersion);
        var page = new List<StoredRecord>(ScanPage);
        while (query.Step())
        {
            after = query.Long(0);
            page.Add(new StoredRecord(new RecordId(query.Text(1)), query.Long(2), query.Bytes(3)));
        }

        query.Reset();
        return (page, after);
    }

    /// <summary>What was found, once a power cut can no longer take it back: a reader may act on it, or answer with it.</summary>
    private async ValueTask<T> DurableAsync<T>(T found)
    {
        if (found is not null) await writer.DurableAsync();
        return found;
    }

    private static void Check(Commit commit)
    {
        if (commit.State is null != commit.ExpectedVersion is null)
            throw new ArgumentException("State and expected version go together.", nameof(commit));
        if (commit.State is { Length: > Commit.MaxStateBytes })
            throw new ArgumentException($"{commit.Record}: state over {Commit.MaxStateBytes} bytes.", nameof(commit));
        if (commit.Documents.Count > Commit.MaxDocuments || commit.Messages.Count > Commit.MaxMessages)
            throw new ArgumentException($"{commit.Record}: too many documents or messages in one commit.", nameof(commit));
        for (var i = 0; i < commit.Messages.Count; i++)
        {
            if (commit.Messages[i].Message.Data.Length > Message.MaxDataBytes)
                throw new ArgumentException($"{commit.Record}: message over {Message.MaxDataBytes} bytes.", nameof(commit));
        }
    }
}
