namespace PublicServices.Finance;

/// <summary>How alike a line and an expected entry of the same amount are.</summary>
/// <remarks>
/// Words everybody shares (a fee's name, a family name, a date) say little, however many they are. Only a number that few
/// expected entries hold together with half of their letters, or all of the expected words, lift a pair over what amount and
/// day give.
/// </remarks>
internal sealed class Likeness(WordCounts counts)
{
    private const int AmountPoints = 400;
    private const int DatePoints = 200;
    private const int PointsADay = 40;
    private const int TextPoints = 400;

    /// <summary>Most points for words that do not tell one from another: with amount and day they stay under any sensible bar.</summary>
    private const int CommonPoints = 80;

    /// <summary>Entries a word may be held by and still tell one from another.</summary>
    private const int MaxHolders = 3;

    /// <summary>Shorter numbers are years and classes.</summary>
    private const int MinRareLength = 6;

    /// <summary>All the expected words tell one from another when they are at least two of this many letters together.</summary>
    private const int MinWholeLength = 8;

    /// <summary>Words looked at on either side; memos have some dozen.</summary>
    private const int MaxWords = 48;

    /// <summary>Letters of a word that was cut off or mistyped, at least, for it still to count.</summary>
    private const int MinPrefix = 6;

    /// <summary>The points; zero for other amounts.</summary>
    public MatchScore Of(in MatchEntry expected, in MatchEntry line) =>
        expected.Amount == line.Amount ? OfPart(expected, line) : default;

    /// <summary>The points as if the amounts were equal.</summary>
    public MatchScore OfPart(in MatchEntry expected, in MatchEntry line)
    {
        var date = Math.Max(0, DatePoints - (PointsADay * Math.Abs(line.Day - expected.Day)));
        return new MatchScore(0, AmountPoints, (short)date, (short)TextPointsOf(expected.Text, line.Text));
    }

    /// <summary>The share of the expected words, by their letters, that the memo holds: whole, cut off, or with one letter wrong.</summary>
    private int TextPointsOf(ReadOnlySpan<char> wanted, ReadOnlySpan<char> memo)
    {
        Span<(int Start, int Length)> words = stackalloc (int, int)[MaxWords];
        words = words[..Split(memo, words)];
        var (all, found, whole, isRare) = (0, 0, 0, false);
        while (Words.Next(ref wanted, out var word))
        {
            all += word.Length;
            whole++;
            var points = 0;
            foreach (var (start, length) in words)
            {
                points = Math.Max(points, Shared(word, memo.Slice(start, length)));
                if (points < word.Length) continue;
                isRare |= word.Length >= MinRareLength && Words.HasDigit(word) && counts.Of(Words.Key(word)) <= MaxHolders;
                break;
            }

            found += points;
        }

        if (all == 0) return 0;
        var isWhole = found == all && whole > 1 && all >= MinWholeLength;
        return (isRare && found * 2 >= all) || isWhole ? TextPoints * found / all : Math.Min(CommonPoints, TextPoints * found / all);
    }

    /// <summary>Letters of the wanted word that count as found in another.</summary>
    private static int Shared(ReadOnlySpan<char> wanted, ReadOnlySpan<char> word)
    {
        var same = 0;
        var shorter = Math.Min(wanted.Length, word.Length);
        while (same < shorter && Words.Fold(wanted[same]) == Words.Fold(word[same])) same++;
        if (same == wanted.Length && same == word.Length) return same;

        // The next number is one digit away: a code counts whole or not at all.
        if (Words.HasDigit(wanted)) return 0;
        if (same == word.Length && same >= MinPrefix) return same;
        if (wanted.Length < MinPrefix || Math.Abs(wanted.Length - word.Length) > 1) return 0;

        // One letter wrong, missing or too much: what follows it is the same.
        var (skipWanted, skipWord) = (wanted.Length >= word.Length ? 1 : 0, word.Length >= wanted.Length ? 1 : 0);
        return Words.Same(wanted[(same + skipWanted)..], word[(same + skipWord)..]) ? wanted.Length - 2 : 0;
    }

    private static int Split(ReadOnlySpan<char> text, Span<(int Start, int Length)> words)
    {
        var count = 0;
        var rest = text;
        while (count < words.Length && Words.Next(ref rest, out var word))
            words[count++] = (text.Length - rest.Length - word.Length, word.Length);
        return count;
    }
}
