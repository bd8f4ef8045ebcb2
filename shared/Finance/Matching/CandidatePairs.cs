namespace PublicServices.Finance;

/// <summary>A line and something it may be.</summary>
internal readonly record struct CandidatePair(int Line, int Expected, MatchScore Score);

/// <summary>Finds, for each free line, the free entries of its amount and time, and how alike they are.</summary>
internal sealed class CandidatePairs(MatchWork work)
{
    /// <summary>A word that more entries of one amount share says nothing.</summary>
    private const int MaxSharers = 16;

    private readonly Likeness _likeness = new(work.Counts);
    private readonly int[] _order = Sorted(work);
    private readonly HashSet<int> _seen = [];
    private readonly List<CandidatePair> _pairs = [];
    private KeyIndex? _words;

    /// <summary>The pairs, those of one line together.</summary>
    public List<CandidatePair> Find()
    {
        for (var line = 0; line < work.Lines.Length; line++)
        {
            if (!work.IsLineFree(line) || work.Lines[line].Amount == 0) continue;
            ref readonly var entry = ref work.Lines[line];
            var from = LowerBound(entry.Amount, entry.Day - work.Rules.DaysAfter);
            var to = LowerBound(entry.Amount, entry.Day + work.Rules.DaysBefore + 1);
            if (to - from <= work.Rules.MaxCandidates)
            {
                for (var i = from; i < to; i++) Add(line, _order[i]);
            }
            else
            {
                AddByWords(line);
            }
        }

        return _pairs;
    }

    private void AddByWords(int line)
    {
        ref readonly var entry = ref work.Lines[line];
        _words ??= IndexWords();
        _seen.Clear();
        ReadOnlySpan<char> rest = entry.Text;
        while (Words.Next(ref rest, out var word) && _seen.Count < work.Rules.MaxCandidates)
        {
            var key = Words.With(Words.Key(word), entry.Amount);
            if (_words.Count(key, MaxSharers + 1) > MaxSharers) continue;
            for (var place = _words.First(key); place >= 0; place = _words.After(place))
            {
                var expected = _words.ValueAt(place);
                var apart = entry.Day - work.Expected[expected].Day;
                if (apart > work.Rules.DaysAfter || -apart > work.Rules.DaysBefore) continue;
                if (_seen.Add(expected)) Add(line, expected);
            }
        }
    }

    private KeyIndex IndexWords()
    {
        // Counted first, because the index does not grow.
        var count = 0;
        foreach (var expected in _order) count += CountWords(work.Expected[expected]);
        var index = new KeyIndex(count);
        foreach (var expected in _order)
        {
            ref readonly var entry = ref work.Expected[expected];
            Add(entry.Text, entry.Amount, expected);
            Add(entry.Order, entry.Amount, expected);
            Add(entry.Reference, entry.Amount, expected);
        }

        return index;

        void Add(ReadOnlySpan<char> text, long amount, int value)
        {
            while (Words.Next(ref text, out var word)) index.Add(Words.With(Words.Key(word), amount), value);
        }
    }

    private static int CountWords(in MatchEntry entry) => Count(entry.Text) + Count(entry.Order) + Count(entry.Reference);

    private static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (Words.Next(ref text, out _)) count++;
        return count;
    }

    private void Add(int line, int expected)
    {
        if (!work.IsExpectedFree(expected)) return;
        var score = _likeness.Of(work.Expected[expected], work.Lines[line]);
        // What could never lead is not kept, but what could contest a lead is.
        if (score.Total > work.Rules.MinSuggestion - work.Rules.MinLead) _pairs.Add(new CandidatePair(line, expected, score));
    }

    /// <summary>Free entries by amount, then day.</summary>
    private static int[] Sorted(MatchWork work)
    {
        var count = 0;
        for (var i = 0; i < work.Expected.Length; i++)
        {
            if (work.IsExpectedFree(i)) count++;
        }

        var order = new int[count];
        count = 0;
        for (var i = 0; i < work.Expected.Length; i++)
        {
            if (work.IsExpectedFree(i)) order[count++] = i;
        }

        Array.Sort(order, (left, right) =>
        {
            var (a, b) = (work.Expected[left], work.Expected[right]);
            return a.Amount != b.Amount ? a.Amount.CompareTo(b.Amount) : a.Day != b.Day ? a.Day.CompareTo(b.Day) : left.CompareTo(right);
        });
        return order;
    }

    private int LowerBound(long amount, int day)
    {
        var (low, high) = (0, _order.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            ref readonly var entry = ref work.Expected[_order[middle]];
            if (entry.Amount < amount || (entry.Amount == amount && entry.Day < day)) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
