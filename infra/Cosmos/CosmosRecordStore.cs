using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>Records, each in a partition of its own with everything that belongs to it.</summary>
internal sealed class CosmosRecordStore(
    CosmosCalls calls, Container records, CosmosCommits commits, RequestClaims claims, StateTags tags) : IRecordStore
{
    /// <summary>Items asked for in one page of a scan.</summary>
    public const int ScanPage = 500;

    /// <summary>Sorts after every id: no id holds this character.</summary>
    private const string AfterAll = "\U0010ffff";

    public async ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken)
    {
        var found = await calls.ReadAsync("load", records, id.Value, ItemId.State, ItemJson.Stored.StateItem, cancellationToken);
        if (found is null) return null;
        tags.Put(id, found.Item.Version, found.ETag);
        return new StoredRecord(id, found.Item.Version, found.Item.State.Utf8);
    }

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CommitLimits.Check(commit);
        // Not cancellable from here: a commit under way is finished, and its answer is the only one that is true.
        var result = await commits.CommitAsync(commit);
        if (result.Outcome != CommitOutcome.Conflict && commit.Cause is TrackedCause tracked) tracked.MarkSettled();
        return result;
    }

    public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken) => claims.FindAsync(request, cancellationToken);

    public async ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken)
    {
        var found = await calls.ReadAsync(
            "read-document", records, id.Value, ItemId.Document(documentId), ItemJson.Stored.DocumentItem, cancellationToken);
        return found is null ? null : new Document(documentId, found.Item.Body.Utf8);
    }

    public async ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(
        RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken)
    {
        take = Math.Clamp(take, 1, 1_000);
        var query = new QueryDefinition("SELECT c.doc, c.body FROM c WHERE c.pk = @pk AND c.doc > @after AND c.doc < @end ORDER BY c.doc")
            .WithParameter("@pk", id.Value)
            .WithParameter("@after", after ?? prefix)
            .WithParameter("@end", prefix + AfterAll);
        using var pages = records.GetItemQueryStreamIterator(
            query, requestOptions: CosmosCalls.InPartition(id.Value, take));
        var found = new List<Document>();
        while (found.Count < take && pages.HasMoreResults)
        {
            using var page = await calls.NextAsync("list-documents", pages, cancellationToken);
            found.AddRange(page.Items.Take(take - found.Count).Select(row => new Document(
                row.GetProperty("doc").GetString()!, row.GetProperty("body").Deserialize(ItemJson.Stored.Body).Utf8)));
        }

        return found;
    }

    public async ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken)
    {
        while (await ListDocumentsAsync(id, prefix, null, ScanPage, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var document in page)
                await calls.DeleteAsync("erase", records, id.Value, ItemId.Document(document.Id), cancellationToken);
        }
    }

    public IAsyncEnumerable<StoredRecord> ScanAsync(string kind, CancellationToken cancellationToken) => ScanAsync(kind, whole: false, cancellationToken);

    /// <summary>Every record of a kind that has a version; the whole of it is also the erased.</summary>
    public async IAsyncEnumerable<StoredRecord> ScanAsync(
        string kind, bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT c.record, c.version, c.state FROM c WHERE STARTSWITH(c.record, @prefix)")
            .WithParameter("@prefix", kind + "-");
        await foreach (var row in calls.AllAsync("scan", records, query, ScanPage, cancellationToken))
        {
            var record = new StoredRecord(
                new RecordId(row.GetProperty("record").GetString()!),
                row.GetProperty("version").GetInt64(),
                row.GetProperty("state").Deserialize(ItemJson.Stored.Body).Utf8);
            if (whole || !record.IsErased) yield return record;
        }
    }
}
