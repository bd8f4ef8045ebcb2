namespace PublicServices.Finance;

/// <summary>
/// Matches what is left by amount, day and words. A pair is made when each is the other's best partner, by a lead; five equal lines
/// that nothing tells apart stay five lines for a person.
/// </summary>
internal static class LikenessStage
{
    /// <summary>Passes over the pairs: a match made in one may leave only one partner for another.</summary>
    private const int MaxPasses = 3;

    /// <returns>Every pair that was looked at and is alike enough to show.</returns>
    public static List<CandidatePair> Run(MatchWork work)
    {
        var pairs = new CandidatePairs(work).Find();
        for (var pass = 0; pass < MaxPasses; pass++)
        {
            if (!Pass(work, pairs)) break;
        }

        return pairs;
    }

    /// <returns>True when something was matched.</returns>
    private static bool Pass(MatchWork work, List<CandidatePair> pairs)
    {
        var lines = new Bests(work.Lines.Length);
        var expected = new Bests(work.Expected.Length);
        foreach (var pair in pairs)
        {
            if (!work.IsLineFree(pair.Line) || !work.IsExpectedFree(pair.Expected)) continue;
            lines.See(pair.Line, pair.Expected, pair.Score.Total);
            expected.See(pair.Expected, pair.Line, pair.Score.Total);
        }

        var any = false;
        foreach (var pair in pairs)
        {
            if (pair.Score.Total < work.Rules.MinScore) continue;
            if (!lines.Leads(pair.Line, pair.Expected, work.Rules.MinLead) || !expected.Leads(pair.Expected, pair.Line, work.Rules.MinLead)) continue;
            if (!work.IsLineFree(pair.Line) || !work.IsExpectedFree(pair.Expected)) continue;
            work.Take(new MatchGroup(pair.Expected, pair.Line, MatchStage.Likeness, pair.Score));
            any = true;
        }

        return any;
    }

    /// <summary>What is alike and not certain is shown to a person with its best partner.</summary>
    public static void LeaveLikely(MatchWork work, List<CandidatePair> pairs)
    {
        var start = 0;
        while (start < pairs.Count)
        {
            var line = pairs[start].Line;
            var (best, equals) = (default(CandidatePair?), 0);
            var end = start;
            for (; end < pairs.Count && pairs[end].Line == line; end++)
            {
                var pair = pairs[end];
                if (!work.IsExpectedFree(pair.Expected)) continue;
                if (best is null || pair.Score.Total > best.Value.Score.Total) (best, equals) = (pair, 1);
                else if (pair.Score.Total == best.Value.Score.Total) equals++;
            }

            if (best is { } likely && work.IsLineFree(line) && likely.Score.Total >= work.Rules.MinSuggestion)
            {
                var clash = equals > 1 || likely.Score.Total >= work.Rules.MinScore;
                work.Leave(new Unmatched(line, true, clash ? UnmatchedReason.Ambiguous : UnmatchedReason.OnlyLikely, likely.Expected, likely.Score));
            }

            start = end;
        }
    }

    /// <summary>The best partner of each entry and the score of the next.</summary>
    private sealed class Bests(int length)
    {
        private readonly short[] _best = new short[length];
        private readonly short[] _second = new short[length];
        private readonly int[] _partner = new int[length];

        public void See(int index, int partner, int score)
        {
            if (score > _best[index]) (_second[index], _best[index], _partner[index]) = (_best[index], (short)score, partner);
            else if (score > _second[index]) _second[index] = (short)score;
        }

        public bool Leads(int index, int partner, int lead) => _partner[index] == partner && _best[index] - _second[index] >= lead;
    }
}
