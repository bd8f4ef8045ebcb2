namespace PublicServices.Finance;

/// <summary>How many expected entries hold a word, at least roughly: never too few, up to 255. Sixteen megabytes at most.</summary>
internal sealed class WordCounts
{
    private const int MaxBits = 24;
    private readonly byte[] _counts;
    private readonly ulong _mask;

    public WordCounts(MatchEntry[] expected)
    {
        var bits = Math.Clamp(System.Numerics.BitOperations.Log2((uint)expected.Length + 1) + 4, 10, MaxBits);
        _counts = new byte[1 << bits];
        _mask = (1UL << bits) - 1;
        foreach (ref readonly var entry in expected.AsSpan())
        {
            ReadOnlySpan<char> rest = entry.Text;
            while (Words.Next(ref rest, out var word))
            {
                ref var count = ref _counts[Words.Key(word) & _mask];
                if (count < byte.MaxValue) count++;
            }
        }
    }

    public int Of(ulong key) => _counts[key & _mask];
}
