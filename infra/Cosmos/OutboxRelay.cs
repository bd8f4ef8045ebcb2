using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// Hands messages from the outbox to the broker and removes them once it has them. A crash in between publishes them again under the same
/// ids. Fed by the change feed, in this program or in a Functions trigger; the sweep finds what the feed's reader lost.
/// </summary>
public sealed partial class OutboxRelay
{
    /// <summary>Messages handed to the broker at once.</summary>
    public const int MaxPublished = 100;

    /// <summary>Partitions one sweep looks at; the next sweep goes on.</summary>
    public const int MaxSweptPartitions = 200;

    /// <summary>Partitions whose relayed messages are removed at the same time.</summary>
    private const int MaxRemovingAtOnce = 8;

    private const int SweepPage = 100;

    private static readonly Meter Meter = new("PublicServices");

    private static readonly Counter<long> Relayed = Meter.CreateCounter<long>(
        "ps.outbox.relayed", "messages", "Messages handed to the broker, by way (feed or sweep).");

    private static readonly Histogram<double> SweepLag = Meter.CreateHistogram<double>(
        "ps.outbox.sweep_lag", "s", "How late a message was that only the sweep found.");

    private readonly CosmosCalls _calls;
    private readonly Container _records;
    private readonly IMessagePublisher _publisher;
    private readonly Leases _leases;
    private readonly ILogger _logger;

    internal OutboxRelay(CosmosCalls calls, Container records, IMessagePublisher publisher, Leases leases, ILogger logger) =>
        (_calls, _records, _publisher, _leases, _logger) = (calls, records, publisher, leases, logger);

    /// <summary>Relays what is due among changed items of <c>records</c>, in their order; other items are passed over.</summary>
    /// <param name="documents">The items as the change feed or a Cosmos DB trigger gives them: a JSON array.</param>
    /// <param name="cancellationToken">Stops between two steps; what was not removed comes again.</param>
    /// <returns>Messages handed to the broker.</returns>
    /// <exception cref="EngineBusyException">The broker is not there or throttling: give the same items again after the pause.</exception>
    public ValueTask<int> RelayAsync(JsonElement documents, CancellationToken cancellationToken) =>
        RelayAsync(documents.EnumerateArray(), cancellationToken);

    /// <summary>
    /// Relays messages that are due and still in the outbox some time after. One process sweeps at a time; where another one does, nothing
    /// is done here.
    /// </summary>
    /// <returns>Messages handed to the broker.</returns>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        if (!await _leases.TakeSweepAsync(cancellationToken)) return 0;
        var now = _calls.Clock.GetUtcNow();
        var query = new QueryDefinition("SELECT c.pk, c.sweepAt FROM c WHERE c.sweepAt <= @now")
            .WithParameter("@now", now.ToUnixTimeMilliseconds());
        var partitions = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var row in _calls.AllAsync("sweep", _records, query, SweepPage, cancellationToken))
        {
            var partition = row.GetProperty("pk").GetString()!;
            if (!partitions.ContainsKey(partition) && partitions.Count == MaxSweptPartitions) break;
            var since = row.GetProperty("sweepAt").GetInt64();
            partitions[partition] = Math.Min(since, partitions.GetValueOrDefault(partition, long.MaxValue));
        }

        var relayed = 0;
        foreach (var (partition, since) in partitions)
        {
            SweepLag.Record((now.ToUnixTimeMilliseconds() - since) / 1_000d);
            relayed += await SweepPartitionAsync(partition, cancellationToken);
        }

        Relayed.Add(relayed, new KeyValuePair<string, object?>("way", "sweep"));
        return relayed;
    }

    internal async ValueTask<int> RelayAsync(IEnumerable<JsonElement> documents, CancellationToken cancellationToken)
    {
        var items = documents.Where(item => item.TryGetProperty("sweepAt", out _))
            .Select(item => item.Deserialize(ItemJson.Stored.OutboxItem)!).ToList();
        // The feed gives commits in their order, but promises nothing about the items of one.
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in items) place.TryAdd(item.Commit, place.Count);
        var relayed = await RelayAsync([.. items.OrderBy(item => place[item.Commit]).ThenBy(item => item.Place)], cancellationToken);
        Relayed.Add(relayed, new KeyValuePair<string, object?>("way", "feed"));
        return relayed;
    }

    /// <summary>Everything that waits in a partition and is due, so that the sweep keeps its order too.</summary>
    private async ValueTask<int> SweepPartitionAsync(string partition, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE c.pk = @pk AND IS_DEFINED(c.sweepAt)").WithParameter("@pk", partition);
        using var pages = _records.GetItemQueryStreamIterator(
            query, requestOptions: CosmosCalls.InPartition(partition, SweepPage));
        var waiting = new List<OutboxItem>();
        while (pages.HasMoreResults)
        {
            using var page = await _calls.NextAsync("sweep", pages, cancellationToken);
            waiting.AddRange(page.Items.Select(item => item.Deserialize(ItemJson.Stored.OutboxItem)!));
        }

        return await RelayAsync(
            [
                .. waiting.OrderBy(item => item.ChangedSeconds).ThenBy(item => item.Version)
                    .ThenBy(item => item.Commit, StringComparer.Ordinal).ThenBy(item => item.Place),
            ],
            cancellationToken);
    }

    private async ValueTask<int> RelayAsync(List<OutboxItem> items, CancellationToken cancellationToken)
    {
        var now = _calls.Clock.GetUtcNow();
        var due = items.Where(item => _publisher.CanSchedule || !(item.ToOutgoing().NotBefore > now)).ToList();
        foreach (var chunk in due.Chunk(MaxPublished))
        {
            await _publisher.PublishAsync([.. chunk.Select(item => item.ToOutgoing())], cancellationToken);
            await Parallel.ForEachAsync(
                chunk.GroupBy(item => item.Pk),
                new ParallelOptions { MaxDegreeOfParallelism = MaxRemovingAtOnce, CancellationToken = cancellationToken },
                async (partition, stop) => await RemoveAsync(partition.Key, [.. partition.Select(item => item.Id)], stop));
        }

        return due.Count;
    }

    /// <summary>Removes what the broker has. What stays is found by the sweep and published again, which consumers deduplicate.</summary>
    private async ValueTask RemoveAsync(string partition, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            if (ids.Count > 1)
            {
                var batch = _records.CreateTransactionalBatch(new PartitionKey(partition));
                foreach (var id in ids) batch.DeleteItem(id);
                using var response = await _calls.SendBatchAsync("outbox-remove", batch, cancellationToken);
                if (response.IsSuccessStatusCode) return;
            }

            // One by one: some of them were removed by another relay.
            foreach (var id in ids) await _calls.DeleteAsync("outbox-remove", _records, partition, id, cancellationToken);
        }
        catch (Exception e) when (e is OutcomeUnknownException or EngineBusyException)
        {
            Log.NotRemoved(_logger, ids.Count, partition, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Count} relayed messages of {Partition} stay in the outbox until the sweep: {Why}")]
        public static partial void NotRemoved(ILogger logger, int count, string partition, string why);
    }
}
