using System.Text.Json;
using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>Rows of views, one partition for each view's partition.</summary>
internal sealed class CosmosViewStore(CosmosCalls calls, Container views) : IViewStore
{
    /// <summary>Rows written at once by one call.</summary>
    public const int MaxAtOnce = 16;

    /// <summary>How often one row is tried while others write it at the same time.</summary>
    private const int MaxTries = 16;

    /// <summary>Sorts after every sort key.</summary>
    private const string AfterAll = "\U0010ffff";

    /// <summary>A message that comes later than this no longer meets the mark of its removed row; none is kept or replayed so long.</summary>
    private static readonly int RemovedTtlSeconds = (int)Cause.MessageRetention.TotalSeconds;

    private static readonly TimeSpan PauseForCaller = TimeSpan.FromSeconds(1);

    public async ValueTask<ViewPage> RangeAsync(ViewRange range, CancellationToken cancellationToken)
    {
        var take = Math.Clamp(range.Take, 1, 1_000);
        var partition = PartitionOf(range.View, range.Partition);
        var query = new QueryDefinition(range.Descending ? Descending : Ascending)
            .WithParameter("@pk", partition)
            .WithParameter("@from", range.From ?? "")
            .WithParameter("@to", range.To ?? AfterAll)
            .WithParameter("@after", range.Continuation ?? (range.Descending ? AfterAll : ""));
        using var pages = views.GetItemQueryStreamIterator(
            query, requestOptions: CosmosCalls.InPartition(partition, take + 1));
        var rows = new List<ViewRow>();
        while (rows.Count <= take && pages.HasMoreResults)
        {
            using var page = await calls.NextAsync("view-range", pages, cancellationToken);
            rows.AddRange(page.Items.Select(row => new ViewRow(
                row.GetProperty("sort").GetString()!, row.GetProperty("version").GetInt64(), row.GetProperty("body").Deserialize(ItemJson.Stored.Body).Utf8)));
        }

        if (rows.Count <= take) return new ViewPage(rows, null);
        rows.RemoveRange(take, rows.Count - take);
        return new ViewPage(rows, rows[^1].Sort);
    }

    public async ValueTask ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        // Only the newest change of each row matters, and the first of equals, as if they came one after the other.
        var newest = changes.GroupBy(change => change.Key).Select(row => row.MaxBy(change => change.Version));
        await Parallel.ForEachAsync(
            newest,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken },
            ApplyAsync);
    }

    private const string Row = "SELECT c.sort, c.version, c.body FROM c WHERE c.pk = @pk AND c.sort >= @from AND c.sort < @to";

    private const string Ascending = $"{Row} AND c.sort > @after ORDER BY c.sort";

    private const string Descending = $"{Row} AND c.sort < @after ORDER BY c.sort DESC";

    private static string PartitionOf(string view, string partition) => $"{view}|{partition}";

    private async ValueTask ApplyAsync(ViewChange change, CancellationToken cancellationToken)
    {
        var partition = PartitionOf(change.Key.View, change.Key.Partition);
        var id = ItemId.Row(change.Key.Sort);
        var row = change.Body is { } body
            ? new RowItem(id, partition, change.Version, change.Key.Sort, new Body(body))
            : new RowItem(id, partition, change.Version, Ttl: RemovedTtlSeconds);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            try
            {
                var old = await calls.ReadAsync("view-look", views, partition, id, ItemJson.Stored.RowItem, cancellationToken);
                if (old?.Item.Version >= change.Version) return;
                var written = old is null
                    ? await calls.CreateAsync("view-write", views, partition, row, ItemJson.Stored.RowItem, cancellationToken)
                    : await calls.ReplaceAsync("view-write", views, partition, id, row, ItemJson.Stored.RowItem, old.ETag, cancellationToken) is not null;
                if (written) return;
            }
            catch (OutcomeUnknownException)
            {
                // The next look tells: a row at this version is this change, or one just like it.
            }
        }

        throw new EngineBusyException($"A row of {change.Key.View} kept changing.", PauseForCaller);
    }
}
