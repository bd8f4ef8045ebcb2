using System.Globalization;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>A container's items. Whoever touches it holds the account's lock.</summary>
internal sealed class FakeContainer(string id, int database, int number, string partitionKeyPath, int? defaultTtl, JsonElement definition)
{
    /// <summary>Where the hashes of range 1 begin; two ranges, so that nobody comes to rely on one.</summary>
    public const string Border = "20000000000000000000000000000000";

    private static readonly Comparer<StoredItem> ByChange = Comparer<StoredItem>.Create((a, b) => a.Lsn.CompareTo(b.Lsn));

    private readonly Dictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private readonly SortedSet<StoredItem>[] _changes = [new(ByChange), new(ByChange)];
    private long _lsn;
    private long _place;

    public string Id => id;

    public string Rid { get; } = ResourceIds.Container(database, number);

    public int? DefaultTtl => defaultTtl;

    /// <summary>The last change's number.</summary>
    public long Lsn => _lsn;

    /// <summary>The definition as it was sent.</summary>
    public JsonElement Definition => definition;

    public StoredItem? Find(string key, string itemId, DateTimeOffset now)
    {
        if (Stored(key, itemId) is not { } item) return null;
        if (!item.IsExpired(defaultTtl, now)) return item;
        Set(key, itemId, null);
        return null;
    }

    /// <summary>Makes an item of a body, not stored yet.</summary>
    public StoredItem Make(ReadOnlyMemory<byte> body, string? key, StoredItem? old, DateTimeOffset now)
    {
        var place = old?.Number ?? ++_place;
        var lsn = _lsn + 1;
        var eTag = string.Create(CultureInfo.InvariantCulture, $"\"{database:x8}-{number:x4}-0000-0000-{lsn:x12}\"");
        var item = StoredItem.Make(body, partitionKeyPath, ResourceIds.Document(database, number, place), place, eTag, lsn, now);
        if (key is not null && key != item.PartitionKey)
            throw new GatewayRefusalException(400, "BadRequest", "The partition key of the header is not the item's.", subStatus: 1001);
        return item;
    }

    public void Put(StoredItem item)
    {
        _lsn = Math.Max(_lsn, item.Lsn);
        Set(item.PartitionKey, item.Id, item);
    }

    public void Remove(StoredItem item)
    {
        _lsn++;
        Set(item.PartitionKey, item.Id, null);
    }

    /// <summary>Items of a partition, or of a range, or all of them, in the order of their creation.</summary>
    public List<StoredItem> Items(string? key, string? range, DateTimeOffset now)
    {
        var partitions = key is null ? _partitions.Values : _partitions.TryGetValue(key, out var one) ? [one] : Enumerable.Empty<Partition>();
        return
        [
            .. partitions.Where(partition => range is null || RangeName(partition) == range)
                .SelectMany(partition => partition.Items.Values).Where(item => !item.IsExpired(defaultTtl, now)).OrderBy(item => item.Number),
        ];
    }

    /// <summary>Items of a range, or of a partition, that changed after a change, in the order of the changes.</summary>
    public IEnumerable<StoredItem> ChangedAfter(long lsn, string? key, string? range, DateTimeOffset now)
    {
        if (key is not null) return Items(key, range, now).Where(item => item.Lsn > lsn).OrderBy(item => item.Lsn);
        var changes = _changes[range == "1" ? 1 : 0];
        if (changes.Count == 0 || changes.Max!.Lsn <= lsn) return [];
        return changes.GetViewBetween(changes.Max with { Lsn = lsn + 1 }, changes.Max).Where(item => !item.IsExpired(defaultTtl, now));
    }

    /// <summary>The physical range of a partition: 0 or 1.</summary>
    public string RangeOf(string key) => RangeName(PartitionOf(key));

    /// <summary>What a batch that fails has to be put back to.</summary>
    public Action Remember(IEnumerable<(string Key, string Id)> touched)
    {
        var lsn = _lsn;
        var before = touched.Distinct().Select(at => (at.Key, at.Id, Item: Stored(at.Key, at.Id))).ToList();
        return () =>
        {
            _lsn = lsn;
            foreach (var (key, itemId, item) in before) Set(key, itemId, item);
        };
    }

    private static string RangeName(Partition partition) => partition.IsUpper ? "1" : "0";

    private StoredItem? Stored(string key, string itemId) =>
        _partitions.TryGetValue(key, out var partition) ? partition.Items.GetValueOrDefault(itemId) : null;

    private void Set(string key, string itemId, StoredItem? item)
    {
        var partition = PartitionOf(key);
        var changes = _changes[partition.IsUpper ? 1 : 0];
        if (partition.Items.Remove(itemId, out var old)) changes.Remove(old);
        if (item is null) return;
        partition.Items.Add(itemId, item);
        changes.Add(item);
    }

    private Partition PartitionOf(string key)
    {
        if (_partitions.TryGetValue(key, out var partition)) return partition;
        partition = new Partition(string.CompareOrdinal(PartitionHash.Of(key), Border) >= 0);
        _partitions.Add(key, partition);
        return partition;
    }

    private sealed record Partition(bool IsUpper)
    {
        public Dictionary<string, StoredItem> Items { get; } = new(StringComparer.Ordinal);
    }
}
