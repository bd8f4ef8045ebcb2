namespace PublicServices.Finance;

/// <summary>
/// Matches a statement's lines with what was expected: exact references first, then likeness, then parts that add up. Pure.
/// What could be one thing or another is left for a person, never guessed.
/// </summary>
/// <remarks>
/// Time grows as n log n: references are looked up by key, likeness looks at no more than <see cref="MatchingRules.MaxCandidates"/>
/// for a line, and parts at no more than <see cref="MatchingRules.MaxPartCandidates"/>.
/// </remarks>
public static class Matcher
{
    /// <param name="expected">What a statement should show.</param>
    /// <param name="lines">What it shows, in its order.</param>
    /// <param name="rules">How far they may differ.</param>
    /// <param name="cancellationToken">Stops between stages.</param>
    public static MatchOutcome Match(MatchEntry[] expected, MatchEntry[] lines, MatchingRules rules, CancellationToken cancellationToken = default)
    {
        var work = new MatchWork(expected, lines, rules);
        ReferenceStage.Run(work);
        cancellationToken.ThrowIfCancellationRequested();
        var pairs = LikenessStage.Run(work);
        cancellationToken.ThrowIfCancellationRequested();
        PartsStage.Run(work);
        LikenessStage.LeaveLikely(work, pairs);
        return work.Outcome();
    }
}

/// <summary>What is matched so far.</summary>
internal sealed class MatchWork(MatchEntry[] expected, MatchEntry[] lines, MatchingRules rules)
{
    private readonly List<MatchGroup> _groups = new(Math.Min(expected.Length, lines.Length));
    private readonly List<Unmatched> _left = [];
    private readonly bool[] _expectedTaken = new bool[expected.Length];
    private readonly bool[] _lineTaken = new bool[lines.Length];
    private readonly bool[] _lineNamed = new bool[lines.Length];

    private WordCounts? _counts;

    /// <summary>Counted when they are first asked for: references alone need none.</summary>
    public WordCounts Counts => _counts ??= new WordCounts(expected);

    public MatchEntry[] Expected => expected;

    public MatchEntry[] Lines => lines;

    public MatchingRules Rules => rules;

    public bool IsExpectedFree(int index) => !_expectedTaken[index];

    /// <summary>True while a line is neither matched nor already a person's case.</summary>
    public bool IsLineFree(int index) => !_lineTaken[index] && !_lineNamed[index];

    public bool IsLineMatched(int index) => _lineTaken[index];

    public void Take(MatchGroup group)
    {
        Claim(_expectedTaken, group.Expected);
        Claim(_lineTaken, group.Line);
        foreach (var other in group.Others ?? []) Claim(group.OthersAreLines ? _lineTaken : _expectedTaken, other);
        _groups.Add(group);
    }

    /// <summary>Leaves a line to a person, with the reason; nothing later takes it.</summary>
    public void Leave(Unmatched line)
    {
        _lineNamed[line.Index] = true;
        _left.Add(line);
    }

    public MatchOutcome Outcome()
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsLineFree(i)) _left.Add(new Unmatched(i, true, UnmatchedReason.NothingExpected));
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (!_expectedTaken[i]) _left.Add(new Unmatched(i, false, UnmatchedReason.NoLine));
        }

        return new MatchOutcome(_groups, _left);
    }

    private static void Claim(bool[] taken, int index)
    {
        if (taken[index]) throw new InvalidOperationException("An entry was matched twice; a fault of the program.");
        taken[index] = true;
    }
}
