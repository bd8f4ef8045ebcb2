using System.Collections.Concurrent;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>The records that were written last, so that the next step of a journey need not read what the one before wrote.</summary>
/// <remarks>
/// Only the syncer puts things in, after they are durable and before it tells anyone; readers never do, so an old state
/// cannot overwrite a newer one. Bounded by count and by bytes; the oldest entry goes first. The newest keep what their state was
/// written from, so that the next step need not read its JSON either: on a busy day that took two or three hundredths of the processor.
/// </remarks>
internal sealed class StateCache
{
    /// <summary>Records kept.</summary>
    public const int MaxRecords = 20_000;

    /// <summary>The newest of them, about those of the journeys under way, with what their state was written from.</summary>
    public const int MaxKnown = 4_000;

    /// <summary>Bytes of state kept.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, StoredRecord> _records = new(StringComparer.Ordinal);
    private readonly Queue<StoredRecord> _order = new();
    private readonly Queue<StoredRecord> _known = new();
    private long _bytes;

    public StoredRecord? Find(RecordId id) => _records.GetValueOrDefault(id.Value);

    /// <summary>On the syncer's thread.</summary>
    /// <param name="written">What <paramref name="state"/> was written from; null when nobody knows.</param>
    public void Put(RecordId id, long version, ReadOnlyMemory<byte> state, object? written)
    {
        var record = new StoredRecord(id, version, state) { Known = written };
        _records[id.Value] = record;
        _order.Enqueue(record);
        _known.Enqueue(record);
        _bytes += state.Length;
        while (_order.Count > MaxRecords || _bytes > MaxBytes)
        {
            var oldest = _order.Dequeue();
            _bytes -= oldest.State.Length;
            // Only when it is still this version: a newer one has its own place in the order.
            _records.TryRemove(new KeyValuePair<string, StoredRecord>(oldest.Id.Value, oldest));
        }

        while (_known.Count > Math.Min(MaxKnown, _order.Count)) _known.Dequeue().Known = null;
    }
}
