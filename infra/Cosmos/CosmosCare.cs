using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>What operators do to the store as a whole.</summary>
internal sealed class CosmosCare(CosmosCalls calls, CosmosContainers containers, CosmosRecordStore records, RequestUnits units, IdSource ids)
    : IStoreCare
{
    /// <summary>Documents put back in one batch.</summary>
    private const int RestoreBatch = 50;

    /// <summary>How often one write of a restore is tried while its outcome stays unknown.</summary>
    private const int MaxTries = 3;

    private static readonly TimeSpan PauseForCaller = TimeSpan.FromSeconds(1);

    /// <summary>A message that waits this long past its time says that nobody relays.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromMinutes(10);

    public async ValueTask<IReadOnlyList<PartHealth>> HealthAsync(CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        string? fault = null;
        try
        {
            // An item that is not there: the cheapest request that goes all the way.
            await calls.ReadAsync("health", containers.Requests, "health", "health", ItemJson.Stored.ClaimItem, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            fault = e.Message;
        }

        var totals = units.Totals.Values.ToList();
        return
        [
            new PartHealth(
                "store",
                fault is null,
                new Dictionary<string, long>
                {
                    ["latencyMilliseconds"] = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds,
                    ["requests"] = totals.Sum(total => total.Requests),
                    ["requestUnits"] = (long)totals.Sum(total => total.Units),
                    ["throttled"] = units.Throttled,
                },
                fault),
        ];
    }

    public async IAsyncEnumerable<StoredRecord> ScanWholeAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in records.ScanAsync(kind, whole: true, cancellationToken)) yield return record;

        // Documents written without a state may belong to a record that has one by now.
        var query = new QueryDefinition("SELECT c.blind FROM c WHERE STARTSWITH(c.blind, @prefix)").WithParameter("@prefix", kind + "-");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in calls.AllAsync("scan", containers.Records, query, CosmosRecordStore.ScanPage, cancellationToken))
        {
            var id = new RecordId(row.GetProperty("blind").GetString()!);
            if (seen.Contains(id.Value) || await records.LoadAsync(id, cancellationToken) is not null) continue;
            seen.Add(id.Value);
            yield return new StoredRecord(id, 0, ReadOnlyMemory<byte>.Empty);
        }
    }

    /// <summary>
    /// Documents first, the state last: a record is only there when it is whole, and a restore that was broken off can be run again.
    /// </summary>
    public async ValueTask<bool> RestoreAsync(StoredRecord record, IReadOnlyList<Document> documents, CancellationToken cancellationToken)
    {
        if (await records.LoadAsync(record.Id, cancellationToken) is not null) return false;
        var there = await records.ListDocumentsAsync(record.Id, "", null, 1_000, cancellationToken);
        var restored = documents.ToDictionary(document => document.Id, document => document.Body);
        if (there.Any(document => !restored.TryGetValue(document.Id, out var body) || !body.Span.SequenceEqual(document.Body.Span))) return false;
        var complete = there.Count == documents.Count;
        if (record.Version == 0 && complete && there.Count > 0) return false;

        var commit = ids.Next();
        var missing = documents.ExceptBy(there.Select(document => document.Id), document => document.Id);
        foreach (var chunk in Chunks(missing)) await AddAsync(record, chunk, commit, cancellationToken);
        if (record.Version == 0) return true;

        var state = new StateItem(
            ItemId.State, record.Id.Value, record.Id.Value, record.Id.Value.Split('-')[0], record.Version, commit, new Body(record.State));
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await calls.CreateAsync("restore", containers.Records, record.Id.Value, state, ItemJson.Stored.StateItem, cancellationToken)) return true;
                var found = await calls.ReadAsync(
                    "restore", containers.Records, record.Id.Value, ItemId.State, ItemJson.Stored.StateItem, cancellationToken);
                return found?.Item.Commit == commit;
            }
            catch (OutcomeUnknownException unknown)
            {
                if (tries == MaxTries) throw new EngineBusyException(unknown.Message, PauseForCaller);
            }
        }
    }

    public async ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var wanted in containers.Definitions())
        {
            var there = await containers.DescribeAsync(wanted.Id, cancellationToken);
            if (there is null) faults.Add($"Container {wanted.Id} does not exist.");
            else if (there.PartitionKeyPath != wanted.PartitionKeyPath) faults.Add($"Container {wanted.Id} is partitioned by {there.PartitionKeyPath}.");
            else if (there.DefaultTimeToLive != wanted.DefaultTimeToLive) faults.Add($"Container {wanted.Id} has time to live {there.DefaultTimeToLive}.");
        }

        if (faults.Count > 0) return faults;
        var late = new QueryDefinition("SELECT c.pk, c.id FROM c WHERE c.sweepAt <= @late")
            .WithParameter("@late", (calls.Clock.GetUtcNow() - TooLate).ToUnixTimeMilliseconds());
        await foreach (var row in calls.AllAsync("check", containers.Records, late, CosmosRecordStore.ScanPage, cancellationToken))
            faults.Add($"{row.GetProperty("pk").GetString()}: message {row.GetProperty("id").GetString()} was not relayed.");

        var states = new QueryDefinition("SELECT c.pk, c.record, c.version, c.id FROM c WHERE IS_DEFINED(c.record)");
        await foreach (var row in calls.AllAsync("check", containers.Records, states, CosmosRecordStore.ScanPage, cancellationToken))
        {
            if (row.GetProperty("id").GetString() != ItemId.State || row.GetProperty("record").GetString() != row.GetProperty("pk").GetString()
                || row.GetProperty("version").GetInt64() < 1)
                faults.Add($"{row.GetProperty("pk").GetString()}: the state does not belong there.");
        }

        return faults;
    }

    private static IEnumerable<List<Document>> Chunks(IEnumerable<Document> documents)
    {
        var (chunk, bytes) = (new List<Document>(), 0);
        foreach (var document in documents)
        {
            if (chunk.Count == RestoreBatch || (chunk.Count > 0 && bytes + document.Body.Length > CommitLimits.MaxBatchBytes))
            {
                yield return chunk;
                (chunk, bytes) = ([], 0);
            }

            chunk.Add(document);
            bytes += document.Body.Length;
        }

        if (chunk.Count > 0) yield return chunk;
    }

    private async ValueTask AddAsync(StoredRecord record, List<Document> chunk, string commit, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var batch = containers.Records.CreateTransactionalBatch(new PartitionKey(record.Id.Value));
            foreach (var document in chunk)
            {
                var item = new DocumentItem(
                    ItemId.Document(document.Id), record.Id.Value, document.Id, commit, new Body(document.Body), record.Version == 0 ? record.Id.Value : null);
                batch.UpsertItemStream(CosmosCalls.Write(item, ItemJson.Stored.DocumentItem));
            }

            try
            {
                using var response = await calls.SendBatchAsync("restore", batch, cancellationToken);
                if (response.IsSuccessStatusCode) return;
                throw new InvalidOperationException($"Cosmos DB refused documents of {record.Id}: {(int)response.StatusCode} {response.ErrorMessage}");
            }
            catch (OutcomeUnknownException unknown)
            {
                // The same documents again do no harm.
                if (tries == MaxTries) throw new EngineBusyException(unknown.Message, PauseForCaller);
            }
        }
    }
}
