using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Letters and digits as banks write them: upper case, without accents, with everything else taken out. Allocates nothing.</summary>
internal static class Words
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const int TableSize = 0x1F00;

    /// <summary>For each character what it counts as; zero for what separates words.</summary>
    private static readonly char[] Table = MakeTable();

    /// <summary>The character as it is compared; zero when it separates.</summary>
    public static char Fold(char c) => c < TableSize ? Table[c] : '\0';

    /// <summary>Stands for all letters and digits of a text, whatever separates them; 0 when it has none.</summary>
    public static ulong Key(ReadOnlySpan<char> text)
    {
        var hash = Offset;
        var any = false;
        foreach (var c in text)
        {
            var folded = Fold(c);
            if (folded == 0) continue;
            hash = (hash ^ folded) * Prime;
            any = true;
        }

        return any ? Finish(hash) : 0;
    }

    /// <summary>The key of nothing yet; see <see cref="Extend"/> and <see cref="Finish"/>.</summary>
    public const ulong Start = Offset;

    /// <summary>The key with one more folded character.</summary>
    public static ulong Extend(ulong key, char folded) => (key ^ folded) * Prime;

    /// <summary>True when two texts have the same letters and digits in the same order.</summary>
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < left.Length && Fold(left[i]) == 0) i++;
            while (j < right.Length && Fold(right[j]) == 0) j++;
            if (i == left.Length || j == right.Length) return i == left.Length && j == right.Length;
            if (Fold(left[i++]) != Fold(right[j++])) return false;
        }
    }

    /// <summary>Splits off the next word.</summary>
    /// <returns>False at the end.</returns>
    public static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> word)
    {
        var start = 0;
        while (start < rest.Length && Fold(rest[start]) == 0) start++;
        var end = start;
        while (end < rest.Length && Fold(rest[end]) != 0) end++;
        word = rest[start..end];
        rest = rest[end..];
        return word.Length > 0;
    }

    /// <summary>True when a word has a digit: only such words can be references.</summary>
    public static bool HasDigit(ReadOnlySpan<char> word) => word.ContainsAnyInRange('0', '9');

    /// <summary>Joins a word's key with an amount: the same word of another amount is another key.</summary>
    public static ulong With(ulong key, long amount) => Finish(key ^ ((ulong)amount * 0x9E3779B97F4A7C15));

    /// <summary>Makes what was extended a key.</summary>
    public static ulong Finish(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93;
        hash ^= hash >> 32;
        return hash == 0 ? 1 : hash;
    }

    private static char[] MakeTable()
    {
        var table = new char[TableSize];
        for (var c = 0; c < TableSize; c++)
        {
            var plain = VietnameseText.Plain(((char)c).ToString());
            if (plain.Length == 1) table[c] = char.ToUpperInvariant(plain[0]);
        }

        return table;
    }
}
