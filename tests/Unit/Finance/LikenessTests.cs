using PublicServices.Finance;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>The points of a match without a reference, and the bars they are held against.</summary>
public sealed class LikenessTests
{
    private const int Day = 739_000;
    private const string Pupil = "Nguyễn Thị Hồng PH0000000017";

    private static readonly MatchingRules Lenient = new() { MinScore = 0, MinLead = 1, MinSuggestion = 1 };

    [Theory]
    [InlineData(-2, null)]
    [InlineData(-1, 160)]
    [InlineData(0, 200)]
    [InlineData(1, 160)]
    [InlineData(4, 40)]
    [InlineData(5, 0)]
    [InlineData(6, null)]
    public void Line_DaysApart_IsWorthLessUntilItIsNoCandidate(int daysAfter, int? points)
    {
        var outcome = Match([Expected(Pupil)], Line("NGUYEN THI HONG PH0000000017", daysAfter: daysAfter), new MatchingRules());

        Score(outcome)?.Date.Should().Be((short?)points);
        outcome.Groups.Should().HaveCount(points is null ? 0 : 1);
    }

    [Theory]
    [InlineData("ABCDEF PH1234", "PH1234", 200)]
    [InlineData("ABCDEFG PH1234", "PH1234", 80)]
    [InlineData("ABCDE PH123", "PH123", 80)]
    [InlineData("TRAN MINH", "hoc phi tran minh", 400)]
    [InlineData("TRAN MIN", "hoc phi tran min", 80)]
    [InlineData("TRANMINHCHI", "tranminhchi", 80)]
    [InlineData("TRAN MINH CHI", "tran minh", 80)]
    [InlineData("TRAN MINH CHI", "chi", 80)]
    [InlineData("NGUYENPHUONG CHI A", "chi", 75)]
    [InlineData("BINH", "chi", 0)]
    [InlineData("", "chi", 0)]
    public void Words_FoundInTheMemo_AreWorthTheirLetters(string wanted, string memo, int points) => PointsOf(wanted, memo).Should().Be(points);

    [Theory]
    [InlineData("HOANGLONG", "HOANGLONG", 9)]
    [InlineData("HOANGLONG", "HOANGLOMG", 7)]
    [InlineData("HOANGLONG", "HOANGLNG", 7)]
    [InlineData("HOANGLONG", "HOANGGLONG", 7)]
    [InlineData("HOANGLONG", "HOANGLOMM", 0)]
    [InlineData("HOANGLONG", "HOANGL", 6)]
    [InlineData("HOANGLONG", "HOANG", 0)]
    [InlineData("HOANGLONG", "HOANGLONGAB", 0)]
    [InlineData("HOANGL", "HOANGM", 4)]
    [InlineData("HOANG", "HOANM", 0)]
    [InlineData("PH00000012", "PH00000013", 0)]
    [InlineData("PH00000012", "PH0000001", 0)]
    public void Word_CutOffOrWithOneLetterWrong_CountsForLess(string word, string inMemo, int letters)
    {
        // Ten times as many letters again that are not there, so that the share stays under what common words may bring.
        var wanted = $"{word} {new string('Q', (10 * word.Length) - word.Length)}";

        PointsOf(wanted, inMemo).Should().Be(400 * letters / (10 * word.Length));
    }

    [Theory]
    [InlineData(3, 200)]
    [InlineData(4, 80)]
    public void Number_ThatSeveralHold_TellsThemApartUpToThree(int holders, int points)
    {
        var expected = Enumerable.Range(0, holders).Select(i => Expected("ABCDEF PH1234") with { Amount = 45_000 + i }).ToArray();

        Score(Match(expected, Line("PH1234"), Lenient))!.Value.Text.Should().Be((short)points);
    }

    [Theory]
    [InlineData(47, 400)]
    [InlineData(48, 80)]
    public void Memo_IsReadUpToFortyEightWords(int before, int points) =>
        PointsOf("TRAN MINH", "tran" + string.Concat(Enumerable.Repeat(" x", before - 1)) + " minh").Should().Be(points);

    [Theory]
    [InlineData(720, 1)]
    [InlineData(721, 0)]
    public void Match_NeedsTheScore(int minScore, int groups) => Match(
        [Expected("ABCDEF PH1234")], Line("PH1234", daysAfter: 2), new MatchingRules { MinScore = minScore }).Groups.Should().HaveCount(groups);

    [Theory]
    [InlineData(400, 1)]
    [InlineData(401, 0)]
    public void Match_NeedsTheLead(int minLead, int groups)
    {
        var outcome = Match([Expected("BINH"), Expected(Pupil)], Line(Pupil), new MatchingRules { MinLead = minLead, MinSuggestion = 900 });

        outcome.Groups.Select(group => group.Expected).Should().Equal(Enumerable.Repeat(1, groups));
        if (groups == 0) outcome.Left.Single(left => left.IsLine).Should().Match<Unmatched>(left => left.Reason == UnmatchedReason.Ambiguous && left.Candidate == 1);
    }

    [Theory]
    [InlineData(600, UnmatchedReason.OnlyLikely)]
    [InlineData(601, UnmatchedReason.NothingExpected)]
    public void Suggestion_NeedsItsOwnScore(int minSuggestion, UnmatchedReason reason) => Match(
        [Expected("BINH")], Line("chi"), new MatchingRules { MinSuggestion = minSuggestion }).Left.Single(left => left.IsLine).Reason.Should().Be(reason);

    [Theory]
    [InlineData(44_999)]
    [InlineData(45_001)]
    [InlineData(-45_000)]
    public void Line_OfAnotherAmount_IsNothingAlike(long amount)
    {
        var outcome = Match([Expected(Pupil)], Line(Pupil) with { Amount = amount }, new MatchingRules());

        outcome.Groups.Should().BeEmpty();
        outcome.Left.Single(left => left.IsLine).Reason.Should().Be(UnmatchedReason.NothingExpected);
    }

    private static int PointsOf(string wanted, string memo) => Score(Match([Expected(wanted)], Line(memo), Lenient))!.Value.Text;

    private static MatchScore? Score(MatchOutcome outcome) => outcome.Groups is [var only] ? only.Score : null;

    private static MatchOutcome Match(MatchEntry[] expected, MatchEntry line, MatchingRules rules) =>
        Matcher.Match(expected, [line], rules, TestContext.Current.CancellationToken);

    private static MatchEntry Expected(string text) => new("", "", text, 45_000, Day);

    private static MatchEntry Line(string memo, int daysAfter = 0) => new("", "", memo, 45_000, Day + daysAfter);
}
