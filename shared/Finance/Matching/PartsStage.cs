namespace PublicServices.Finance;

/// <summary>
/// Puts together what was paid in parts, and what was paid in one sum, without a reference: entries that share a rare word and add
/// up, when there is exactly one way to make them.
/// </summary>
internal static class PartsStage
{
    /// <summary>Shorter numbers, and shorter words without one, are shared by strangers.</summary>
    private const int MinNumberLength = 6;

    private const int MinWordLength = 10;

    public static void Run(MatchWork work)
    {
        var likeness = new Likeness(work.Counts);
        // One thing paid by several lines, then several things paid by one line.
        Join(
            work, likeness,
            work.Expected, work.IsExpectedFree,
            work.Lines, work.IsLineFree,
            (expected, line) => line.Day >= expected.Day - work.Rules.DaysBefore && line.Day <= expected.Day + work.Rules.DaysAfter,
            (whole, parts, score) => work.Take(new MatchGroup(whole, parts[0], MatchStage.Parts, score, parts[1..], OthersAreLines: true)));
        Join(
            work, likeness,
            work.Lines, work.IsLineFree,
            work.Expected, work.IsExpectedFree,
            (line, expected) => line.Day >= expected.Day - work.Rules.DaysBefore && line.Day <= expected.Day + work.Rules.DaysAfter,
            (whole, parts, score) => work.Take(new MatchGroup(parts[0], whole, MatchStage.Parts, score, parts[1..])));
    }

    private static void Join(
        MatchWork work,
        Likeness likeness,
        MatchEntry[] wholes,
        Func<int, bool> isWholeFree,
        MatchEntry[] parts,
        Func<int, bool> isPartFree,
        Func<MatchEntry, MatchEntry, bool> inTime,
        Action<int, int[], MatchScore> take)
    {
        var index = Index(parts, isPartFree);
        List<int> near = [];
        for (var whole = 0; whole < wholes.Length; whole++)
        {
            if (!isWholeFree(whole)) continue;
            near.Clear();
            var entry = wholes[whole];
            Collect(entry.Text);
            Collect(entry.Order);
            Collect(entry.Reference);
            if (near.Count < 2 || near.Count > work.Rules.MaxPartCandidates) continue;
            if (PartSums.Only(parts, near, entry.Amount, work.Rules.MaxParts) is not { } found) continue;

            var (date, text) = (int.MaxValue, int.MaxValue);
            foreach (var part in found)
            {
                // Words and days are scored as if the part were the whole, and the weakest part counts.
                var score = ReferenceEquals(wholes, work.Lines) ? likeness.OfPart(parts[part], entry) : likeness.OfPart(entry, parts[part]);
                (date, text) = (Math.Min(date, score.Date), Math.Min(text, score.Text));
            }

            take(whole, found, new MatchScore(0, 400, (short)date, (short)text));

            void Collect(ReadOnlySpan<char> rest)
            {
                while (Words.Next(ref rest, out var word))
                {
                    if (!Tells(word)) continue;
                    var key = Words.Key(word);
                    if (index.Count(key, work.Rules.MaxPartCandidates + 1) > work.Rules.MaxPartCandidates) continue;
                    for (var place = index.First(key); place >= 0; place = index.After(place))
                    {
                        var part = index.ValueAt(place);
                        if (isPartFree(part) && IsSmaller(parts[part].Amount, entry.Amount) && inTime(entry, parts[part]) && !near.Contains(part)) near.Add(part);
                    }
                }
            }
        }
    }

    private static bool Tells(ReadOnlySpan<char> word) => word.Length >= (Words.HasDigit(word) ? MinNumberLength : MinWordLength);

    private static bool IsSmaller(long part, long whole) => Math.Sign(part) == Math.Sign(whole) && Int128.Abs(part) < Int128.Abs(whole);

    private static KeyIndex Index(MatchEntry[] entries, Func<int, bool> isFree)
    {
        var count = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            if (isFree(i)) Each(entries[i], _ => count++);
        }

        var index = new KeyIndex(count);
        for (var i = 0; i < entries.Length; i++)
        {
            var value = i;
            if (isFree(i)) Each(entries[i], key => index.Add(key, value));
        }

        return index;

        static void Each(in MatchEntry entry, Action<ulong> add)
        {
            Split(entry.Text, add);
            Split(entry.Order, add);
            Split(entry.Reference, add);
        }

        static void Split(ReadOnlySpan<char> rest, Action<ulong> add)
        {
            while (Words.Next(ref rest, out var word))
            {
                if (Tells(word)) add(Words.Key(word));
            }
        }
    }
}
