using System.Globalization;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>A container's items. Whoever touches it holds the account's lock.</summary>
internal sealed class FakeContainer(string id, int database, int number, string partitionKeyPath, int? defaultTtl, JsonElement definition)
{
    /// <summary>Where the hashes of range 1 begin; two ranges, so that nobody comes to rely on one.</summary>
    public const string Border = "20000000000000000000000000000000";

    private readonly Dictionary<(string Key, string Id), StoredItem> _items = [];
    private readonly Dictionary<string, bool> _isUpper = new(StringComparer.Ordinal);
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
        if (!_items.TryGetValue((key, itemId), out var item)) return null;
        if (!item.IsExpired(defaultTtl, now)) return item;
        _items.Remove((key, itemId));
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
        _items[(item.PartitionKey, item.Id)] = item;
    }

    public void Remove(StoredItem item)
    {
        _lsn++;
        _items.Remove((item.PartitionKey, item.Id));
    }

    /// <summary>Items of a partition, or of a range, or all of them, in the order of their creation.</summary>
    public List<StoredItem> Items(string? key, string? range, DateTimeOffset now)
    {
        var found = new List<StoredItem>();
        foreach (var item in _items.Values)
        {
            if (key is not null && item.PartitionKey != key) continue;
            if (range is not null && RangeOf(item.PartitionKey) != range) continue;
            if (!item.IsExpired(defaultTtl, now)) found.Add(item);
        }

        found.Sort((a, b) => a.Number.CompareTo(b.Number));
        return found;
    }

    /// <summary>The physical range of a partition: 0 or 1.</summary>
    public string RangeOf(string key)
    {
        if (!_isUpper.TryGetValue(key, out var isUpper))
            _isUpper[key] = isUpper = string.CompareOrdinal(PartitionHash.Of(key), Border) >= 0;
        return isUpper ? "1" : "0";
    }

    /// <summary>What a batch that fails has to be put back to.</summary>
    public Action Remember(IEnumerable<(string Key, string Id)> touched)
    {
        var lsn = _lsn;
        var before = touched.Distinct().Select(key => (Key: key, Item: _items.GetValueOrDefault(key))).ToList();
        return () =>
        {
            _lsn = lsn;
            foreach (var (key, item) in before)
            {
                if (item is null) _items.Remove(key);
                else _items[key] = item;
            }
        };
    }
}
