namespace PublicServices.Finance;

/// <summary>Matches lines that carry, or whose memo holds, the exact reference of what was expected.</summary>
internal static class ReferenceStage
{
    /// <summary>Shorter words are no references: they occur by chance.</summary>
    public const int MinReferenceLength = 6;

    /// <summary>Words a reference may be written in, for example the five of <c>G03.00.01-270421-000001</c>.</summary>
    public const int MaxWordsInReference = 6;

    /// <summary>Things one line may pay for at once.</summary>
    public const int MaxNamed = 64;

    public static void Run(MatchWork work)
    {
        var index = Index(work.Expected);
        var named = new int[MaxNamed];
        // For each line that names one thing: that thing. Lines of one thing are chained, because they may be its parts.
        var first = Filled(work.Expected.Length);
        var last = Filled(work.Expected.Length);
        var next = Filled(work.Lines.Length);
        var inMemo = new bool[work.Lines.Length];
        List<(int Line, int[] Named)> collective = [];
        for (var line = 0; line < work.Lines.Length; line++)
        {
            var count = Find(work, index, line, named, out inMemo[line]);
            if (count == 1) Chain(named[0], line);
            else if (count > 1) collective.Add((line, named[..count]));
        }

        for (var thing = 0; thing < first.Length; thing++)
        {
            if (first[thing] >= 0) Settle(work, thing, first[thing], next, inMemo);
        }

        foreach (var (line, things) in collective) SettleCollective(work, line, things);

        void Chain(int thing, int line)
        {
            if (first[thing] < 0) first[thing] = line;
            else next[last[thing]] = line;
            last[thing] = line;
        }
    }

    private static KeyIndex Index(MatchEntry[] expected)
    {
        var index = new KeyIndex(expected.Length * 2);
        for (var i = 0; i < expected.Length; i++)
        {
            var (reference, order) = (Words.Key(expected[i].Reference), Words.Key(expected[i].Order));
            if (reference != 0) index.Add(reference, i);
            if (order != 0 && order != reference) index.Add(order, i);
        }

        return index;
    }

    /// <returns>Things the line names, each once.</returns>
    private static int Find(MatchWork work, KeyIndex index, int line, int[] named, out bool inMemo)
    {
        var entry = work.Lines[line];
        var count = 0;
        inMemo = false;
        var isNamed = work.Rules.SharesReferences && entry.Reference.Length > 0;
        if (Words.Key(entry.Reference) is var reference and not 0) Collect(reference, entry.Reference);
        if (count == 0 && Words.Key(entry.Order) is var order and not 0) Collect(order, entry.Order);
        if (count > 0 || isNamed) return Choose(work, line, named, count);

        inMemo = true;
        CollectFromMemo(entry.Text);
        return Choose(work, line, named, count);

        // References have points and dashes in them, and banks break long words: words in a row are tried together.
        void CollectFromMemo(string memo)
        {
            var from = 0;
            while (from < memo.Length)
            {
                var (end, words, letters, hasDigit) = (from, 0, 0, false);
                var next = memo.Length;
                var key = Words.Start;
                while (end < memo.Length && words < MaxWordsInReference)
                {
                    var folded = Words.Fold(memo[end]);
                    if (folded == 0)
                    {
                        end++;
                        continue;
                    }

                    for (; end < memo.Length && (folded = Words.Fold(memo[end])) != 0; end++)
                    {
                        key = Words.Extend(key, folded);
                        letters++;
                        hasDigit |= char.IsAsciiDigit(folded);
                    }

                    if (words++ == 0) next = end;
                    if (letters >= MinReferenceLength && hasDigit) Collect(Words.Finish(key), memo.AsSpan(from, end - from));
                }

                from = next;
            }
        }

        void Collect(ulong key, ReadOnlySpan<char> text)
        {
            for (var place = index.First(key); place >= 0 && count < named.Length; place = index.After(place))
            {
                var thing = index.ValueAt(place);
                if (isNamed && work.Expected[thing].Reference.Length > 0 && !Words.Same(entry.Reference, work.Expected[thing].Reference)) continue;
                // Keys are hashes: what they lead to is compared.
                if (!Words.Same(text, work.Expected[thing].Reference) && !Words.Same(text, work.Expected[thing].Order)) continue;
                if (!named.AsSpan(0, count).Contains(thing)) named[count++] = thing;
            }
        }
    }

    /// <summary>Of several things under one reference (a capture and its refund) the line can only mean those of its sign, and first of its amount.</summary>
    private static int Choose(MatchWork work, int line, int[] named, int count)
    {
        if (count < 2) return count;
        var amount = work.Lines[line].Amount;
        var kept = 0;
        var exact = -1;
        var exacts = 0;
        for (var i = 0; i < count; i++)
        {
            var thing = named[i];
            if (Math.Sign(work.Expected[thing].Amount) != Math.Sign(amount)) continue;
            if (work.Expected[thing].Amount == amount)
            {
                exact = thing;
                exacts++;
            }

            named[kept++] = thing;
        }

        if (exacts != 1) return kept;
        named[0] = exact;
        return 1;
    }

    private static void Settle(MatchWork work, int thing, int firstLine, int[] next, bool[] inMemo)
    {
        var amount = work.Expected[thing].Amount;
        Int128 sum = 0;
        var (count, equal) = (0, -1);
        for (var line = firstLine; line >= 0; line = next[line])
        {
            sum += work.Lines[line].Amount;
            count++;
            if (Fits(work, work.Lines[line].Amount, amount) && (equal < 0 || work.Lines[line].Day < work.Lines[equal].Day)) equal = line;
        }

        if (equal < 0 && count > 1 && sum == amount)
        {
            var others = new int[count - 1];
            var at = 0;
            for (var line = next[firstLine]; line >= 0; line = next[line]) others[at++] = line;
            work.Take(new MatchGroup(thing, firstLine, Stage(firstLine), MatchScore.Exact, others, OthersAreLines: true));
            return;
        }

        if (equal >= 0) work.Take(new MatchGroup(thing, equal, Stage(equal), MatchScore.Exact));
        for (var line = firstLine; line >= 0; line = next[line])
        {
            if (line == equal) continue;
            var reason = equal >= 0 ? UnmatchedReason.Duplicate
                : count > 1 ? UnmatchedReason.SplitMismatch
                : Int128.Abs(work.Lines[line].Amount) > Int128.Abs(amount) ? UnmatchedReason.OverAmount
                : UnmatchedReason.UnderAmount;
            work.Leave(new Unmatched(line, true, reason, thing, MatchScore.Exact));
        }

        MatchStage Stage(int line) => inMemo[line] ? MatchStage.ReferenceInMemo : MatchStage.Reference;
    }

    private static void SettleCollective(MatchWork work, int line, int[] things)
    {
        Int128 sum = 0;
        foreach (var thing in things)
        {
            if (!work.IsExpectedFree(thing))
            {
                work.Leave(new Unmatched(line, true, UnmatchedReason.Ambiguous, thing, MatchScore.Exact));
                return;
            }

            sum += work.Expected[thing].Amount;
        }

        if (sum == work.Lines[line].Amount) work.Take(new MatchGroup(things[0], line, MatchStage.ReferenceInMemo, MatchScore.Exact, things[1..]));
        else work.Leave(new Unmatched(line, true, CouldBeOne() ? UnmatchedReason.Ambiguous : UnmatchedReason.SplitMismatch, things[0], MatchScore.Exact));

        bool CouldBeOne() => Array.Exists(things, thing => work.Expected[thing].Amount == work.Lines[line].Amount);
    }

    private static bool Fits(MatchWork work, long amount, long expected) =>
        Math.Sign(amount) == Math.Sign(expected) && Int128.Abs((Int128)amount - expected) <= work.Rules.AmountToleranceVnd;

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }
}
