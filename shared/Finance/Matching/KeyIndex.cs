using System.Numerics;

namespace PublicServices.Finance;

/// <summary>Leads from 64-bit keys to the entries that have them, the last added first. Four arrays, nothing else.</summary>
internal sealed class KeyIndex
{
    private readonly ulong[] _keys;
    private readonly int[] _heads;
    private int[] _values;
    private int[] _next;
    private readonly int _mask;
    private int _count;
    private int _used;

    /// <param name="capacity">Distinct keys it will hold at most.</param>
    public KeyIndex(int capacity)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity + (capacity / 2)));
        (_keys, _heads, _mask) = (new ulong[size], new int[size], size - 1);
        (_values, _next) = (new int[Math.Max(16, capacity)], new int[Math.Max(16, capacity)]);
    }

    /// <summary>Adds an entry; the same pair twice is kept once.</summary>
    public void Add(ulong key, int value)
    {
        var slot = SlotOf(key);
        if (_keys[slot] == 0)
        {
            if (++_used > _mask) throw new InvalidOperationException("The index was made too small.");
            _keys[slot] = key;
            _heads[slot] = -1;
        }

        if (_heads[slot] >= 0 && _values[_heads[slot]] == value) return;
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
            Array.Resize(ref _next, _count * 2);
        }

        _values[_count] = value;
        _next[_count] = _heads[slot];
        _heads[slot] = _count++;
    }

    /// <summary>The last entry of a key, as a place to walk from; -1 for none.</summary>
    public int First(ulong key)
    {
        var slot = SlotOf(key);
        return _keys[slot] == 0 ? -1 : _heads[slot];
    }

    public int ValueAt(int place) => _values[place];

    /// <summary>The place after a place; -1 at the end.</summary>
    public int After(int place) => _next[place];

    /// <summary>Entries of a key, counted up to a limit.</summary>
    public int Count(ulong key, int limit)
    {
        var count = 0;
        for (var place = First(key); place >= 0 && count < limit; place = After(place)) count++;
        return count;
    }

    private int SlotOf(ulong key)
    {
        var slot = (int)(key & (ulong)_mask);
        while (_keys[slot] != 0 && _keys[slot] != key) slot = (slot + 1) & _mask;
        return slot;
    }
}
