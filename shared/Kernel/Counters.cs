namespace PublicServices.Kernel;

/// <summary>State of one running number.</summary>
/// <param name="Next">The first number not handed out yet, from 1.</param>
public sealed record CounterState(long Next);

/// <summary>Hands out running numbers in blocks: one commit a block, then no I/O. A crash leaves a gap, never a repeat.</summary>
public sealed class Counters(IRecordStore store) : IDisposable
{
    /// <summary>Numbers taken from the store at once; at most this many are lost when the process dies.</summary>
    public const int BlockSize = 100;

    /// <summary>Counters remembered at once; the oldest remembered block is given up beyond it.</summary>
    public const int MaxOpenBlocks = 10_000;

    private readonly Records<CounterState> _records = new(store, () => KernelJson.Default.CounterState);
    private readonly Dictionary<string, Block> _blocks = [];
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The next number of a counter, from 1.</summary>
    /// <param name="name">Characters a <see cref="RecordId"/> may hold.</param>
    /// <param name="cancellationToken">Stops waiting; a block being taken is then lost.</param>
    public async ValueTask<long> NextAsync(string name, CancellationToken cancellationToken)
    {
        lock (_blocks)
        {
            if (_blocks.TryGetValue(name, out var block) && block.TryTake(out var number)) return number;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_blocks)
            {
                if (_blocks.TryGetValue(name, out var block) && block.TryTake(out var number)) return number;
            }

            long first = 0;
            await _records.ChangeAsync(
                new RecordId($"counter-{name}"),
                cause: null,
                loaded =>
                {
                    first = loaded.State?.Next ?? 1;
                    return new Change<CounterState>(new CounterState(first + BlockSize));
                },
                cancellationToken).ConfigureAwait(false);

            lock (_blocks)
            {
                if (_blocks.Count >= MaxOpenBlocks) _blocks.Clear();
                _blocks[name] = new Block { Next = first + 1, End = first + BlockSize };
            }

            return first;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private sealed class Block
    {
        public long Next { get; set; }

        public long End { get; init; }

        public bool TryTake(out long number)
        {
            number = Next;
            if (Next >= End) return false;
            Next++;
            return true;
        }
    }
}
