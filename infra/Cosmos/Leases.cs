using System.Text.Json;
using Microsoft.Azure.Cosmos;

namespace PublicServices.Infra.Cosmos;

/// <summary>Who reads which range of the change feed, and who sweeps. Losing one to another process repeats work and loses none.</summary>
/// <param name="calls">Requests.</param>
/// <param name="leases">The container.</param>
/// <param name="owner">This process.</param>
/// <param name="term">How long a lease holds without being renewed.</param>
internal sealed class Leases(CosmosCalls calls, Container leases, string owner, TimeSpan term)
{
    private const string RelayPartition = "relay";
    private const string SweepId = "sweep";
    private const string Operation = "lease";

    public string Owner => owner;

    public TimeSpan Term => term;

    private long Now => calls.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a lease for each range of the feed that has none yet.</summary>
    public async ValueTask EnsureRangesAsync(Container records, CancellationToken cancellationToken)
    {
        // Ranges are fixed by the first process that starts: the SDK goes on reading a range whose partition was split.
        if ((await RangesAsync(cancellationToken)).Count > 0) return;
        var ranges = await records.GetFeedRangesAsync(cancellationToken);
        for (var i = 0; i < ranges.Count; i++)
        {
            var lease = new LeaseItem($"relay.{i:000}", RelayPartition, "", 0, ranges[i].ToJsonString());
            await calls.CreateAsync(Operation, leases, RelayPartition, lease, ItemJson.Stored.LeaseItem, cancellationToken);
        }
    }

    /// <summary>Every range's lease as it is now.</summary>
    public async ValueTask<IReadOnlyList<Found<LeaseItem>>> RangesAsync(CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE c.pk = @pk").WithParameter("@pk", RelayPartition);
        using var pages = leases.GetItemQueryStreamIterator(
            query, requestOptions: CosmosCalls.InPartition(RelayPartition));
        var found = new List<Found<LeaseItem>>();
        while (pages.HasMoreResults)
        {
            using var page = await calls.NextAsync(Operation, pages, cancellationToken);
            found.AddRange(page.Items.Select(item =>
                new Found<LeaseItem>(item.Deserialize(ItemJson.Stored.LeaseItem)!, item.GetProperty("_etag").GetString()!)));
        }

        return [.. found.OrderBy(lease => lease.Item.Id, StringComparer.Ordinal)];
    }

    /// <summary>The range this process should take over next: one that nobody holds, or one of a process that holds more than its share.</summary>
    public Found<LeaseItem>? Wanted(IReadOnlyList<Found<LeaseItem>> ranges)
    {
        var now = Now;
        var held = ranges.Where(lease => lease.Item.Until > now).GroupBy(lease => lease.Item.Owner).ToDictionary(one => one.Key, one => one.ToList());
        held.TryAdd(owner, []);
        var share = (ranges.Count + held.Count - 1) / held.Count;
        if (held[owner].Count >= share) return null;
        if (ranges.FirstOrDefault(lease => lease.Item.Until <= now) is { } free) return free;
        // Nothing is free. From who has too much, or, so that nobody stands idle, from who has as much as two.
        var richest = held.MaxBy(one => one.Value.Count).Value;
        return richest.Count > share || (richest.Count == share && held[owner].Count < share - 1) ? richest[0] : null;
    }

    /// <summary>Takes or renews a range; null when somebody else was faster.</summary>
    public async ValueTask<Found<LeaseItem>?> HoldAsync(Found<LeaseItem> lease, string? continuation, CancellationToken cancellationToken)
    {
        var held = lease.Item with { Owner = owner, Until = Now + (long)term.TotalMilliseconds, Continuation = continuation };
        var tag = await calls.ReplaceAsync(
            Operation, leases, held.Pk, held.Id, held, ItemJson.Stored.LeaseItem, lease.ETag, cancellationToken);
        return tag is null ? null : new Found<LeaseItem>(held, tag);
    }

    /// <summary>Lets a range go, with how far it was read.</summary>
    public async ValueTask ReleaseAsync(Found<LeaseItem> lease, string? continuation, CancellationToken cancellationToken) => await calls.ReplaceAsync(
        Operation, leases, lease.Item.Pk, lease.Item.Id, lease.Item with { Until = 0, Continuation = continuation }, ItemJson.Stored.LeaseItem,
        lease.ETag, cancellationToken);

    /// <summary>True when this process is the one that sweeps.</summary>
    public async ValueTask<bool> TakeSweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var mine = new LeaseItem(SweepId, SweepId, owner, Now + (long)term.TotalMilliseconds);
            if (await calls.ReadAsync(Operation, leases, SweepId, SweepId, ItemJson.Stored.LeaseItem, cancellationToken) is not { } found)
                return await calls.CreateAsync(Operation, leases, SweepId, mine, ItemJson.Stored.LeaseItem, cancellationToken);
            // Half a term of its own left: a sweep that runs often need not write each time.
            if (found.Item.Owner == owner && found.Item.Until > Now + (long)term.TotalMilliseconds / 2) return true;
            if (found.Item.Owner != owner && found.Item.Until > Now) return false;
            return await calls.ReplaceAsync(
                Operation, leases, SweepId, SweepId, mine, ItemJson.Stored.LeaseItem, found.ETag, cancellationToken) is not null;
        }
        catch (OutcomeUnknownException)
        {
            return false;
        }
    }
}
