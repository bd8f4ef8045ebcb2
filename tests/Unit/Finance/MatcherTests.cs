using CsCheck;
using PublicServices.Finance;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Finance;

public sealed class MatcherTests
{
    private const int Day = 739_000;

    private static readonly string[] Memos = ["", "AN", "TRAN BINH PH001234", "NGUYEN CHI", "HP000003 HP000004"];

    [Fact]
    public void Line_WithTheReference_IsMatchedWhateverElseIsAlike()
    {
        MatchEntry[] expected = [Expected("VN1", 45_000), Expected("VN2", 45_000)];
        MatchEntry[] lines = [Line("VN2", 45_000), Line("VN1", 45_000)];

        var outcome = Match(expected, lines, new MatchingRules());

        outcome.Groups.Select(group => (group.Expected, group.Line, group.Stage)).Should()
            .BeEquivalentTo([(0, 1, MatchStage.Reference), (1, 0, MatchStage.Reference)]);
        outcome.Left.Should().BeEmpty();
    }

    [Theory]
    [InlineData("G03.00.01-270421-000001")]
    [InlineData("ck g03 00 01 270421 000001 nop le phi")]
    [InlineData("THANH TOAN G0300012704 21000001 FT123")]
    public void Memo_ThatHoldsTheReferenceInAnySpelling_IsMatched(string memo)
    {
        MatchEntry[] expected = [new("G03.00.01-270421-000001", "", "", 45_000, Day), new("G03.00.01-270421-000002", "", "", 45_000, Day)];

        var outcome = Match(expected, [Line("FT1", 45_000, memo)], new MatchingRules());

        outcome.Groups.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Expected = 0, Line = 0, Stage = MatchStage.ReferenceInMemo }, options => options.Including(group => group.Expected).Including(group => group.Stage));
    }

    [Fact]
    public void FiveEqualLines_WithoutAReference_AreLeftToAPerson()
    {
        var expected = Enumerable.Range(0, 5).Select(i => Expected($"REF00{i}", 45_000)).ToArray();
        var lines = Enumerable.Range(0, 5).Select(i => Line($"FT{i}", 45_000, "NOP HOC PHI")).ToArray();

        var outcome = Match(expected, lines, new MatchingRules());

        outcome.Groups.Should().BeEmpty();
        outcome.Left.Where(left => left.IsLine).Should().HaveCount(5).And.OnlyContain(left => left.Reason == UnmatchedReason.Ambiguous && left.Candidate >= 0);
    }

    [Fact]
    public void FiveEqualLines_WithReferences_AreToldApart()
    {
        var expected = Enumerable.Range(0, 5).Select(i => Expected($"REF00{i}", 45_000)).ToArray();
        var lines = Enumerable.Range(0, 5).Select(i => Line($"FT{i}", 45_000, $"hoc phi REF00{4 - i}")).ToArray();

        Match(expected, lines, new MatchingRules()).Groups.Should().HaveCount(5).And.OnlyContain(group => group.Expected == 4 - group.Line);
    }

    [Fact]
    public void Code_OneDigitAway_IsNotTheCode()
    {
        MatchEntry[] expected = [new("HP00000001", "", "HP00000001", 45_000, Day), new("HP00000002", "", "HP00000002", 45_000, Day)];

        var outcome = Match(expected, [Line("FT1", 45_000, "HP00000003 nop tien")], new MatchingRules());

        outcome.Groups.Should().BeEmpty();
    }

    [Fact]
    public void NameAndPupilsNumber_WithoutAReference_AreEnough()
    {
        MatchEntry[] expected =
        [
            new("A1", "", "Nguyễn Thị Hồng PH0000000017", 45_000, Day), new("A2", "", "Nguyễn Thị Hoa PH0000000018", 45_000, Day),
        ];

        var outcome = Match(expected, [Line("FT1", 45_000, "NGUYEN THI HONG LOP 6A hs PH0000000017 dong hoc phi", Day + 1)], new MatchingRules());

        var match = outcome.Groups.Should().ContainSingle().Subject;
        (match.Expected, match.Stage).Should().Be((0, MatchStage.Likeness));
        match.Score.Explain().Should().Be("amount 400, date 160, words 400 = 960");
    }

    [Fact]
    public void SharedFamilyName_IsOnlyASuggestion()
    {
        MatchEntry[] expected = [new("A1", "", "Nguyễn Văn Bình", 45_000, Day), new("A2", "", "Nguyễn Văn Chi", 45_000, Day - 4)];

        var outcome = Match(expected, [Line("FT1", 45_000, "NGUYEN VAN AN nop tien")], new MatchingRules());

        outcome.Groups.Should().BeEmpty();
        outcome.Left.Single(left => left.IsLine).Should().Match<Unmatched>(left => left.Reason == UnmatchedReason.OnlyLikely && left.Candidate == 0);
    }

    [Fact]
    public void Parts_UnderOneReference_AreJoined()
    {
        var outcome = Match([Expected("HP000001", 90_000)], [Line("FT1", 30_000, "HP000001 dot 1"), Line("FT2", 60_000, "HP000001 dot 2")], new MatchingRules());

        var match = outcome.Groups.Should().ContainSingle().Subject;
        (match.Line, match.OthersAreLines).Should().Be((0, true));
        match.Others.Should().Equal(1);
    }

    [Fact]
    public void Parts_WithoutAReference_AreJoinedWhenThereIsOneWay()
    {
        MatchEntry[] expected = [new("A1", "", "TRAN MINH CHI PH77", 90_000, Day)];

        var one = Match(expected, [Line("F1", 30_000, "TRANMINHCHIHOCPHI lan 1"), Line("F2", 60_000, "TRANMINHCHIHOCPHI lan 2")], new MatchingRules());
        var shared = Match(
            [new("A1", "", "CHI TRANMINHCHI", 90_000, Day)],
            [Line("F1", 30_000, "TRANMINHCHI lan 1"), Line("F2", 60_000, "TRANMINHCHI lan 2")],
            new MatchingRules());
        var twoWays = Match(
            [new("A1", "", "CHI TRANMINHCHI", 90_000, Day)],
            [Line("F1", 30_000, "TRANMINHCHI"), Line("F2", 60_000, "TRANMINHCHI"), Line("F3", 60_000, "TRANMINHCHI")],
            new MatchingRules());

        one.Groups.Should().BeEmpty("they share no word with what is expected");
        shared.Groups.Should().ContainSingle().Which.Stage.Should().Be(MatchStage.Parts);
        twoWays.Groups.Should().BeEmpty("either of two lines could be the second part");
    }

    /// <summary>A number of six letters or a word of ten leads from one part to the other; what is shorter is shared by strangers.</summary>
    [Theory]
    [InlineData("PH1234", true)]
    [InlineData("PH123", false)]
    [InlineData("TRANMINHCH", true)]
    [InlineData("TRANMINHC", false)]
    public void Parts_AreFoundByALongWord(string word, bool isFound) => Match(
        [new("A1", "", word, 90_000, Day)], [Line("F1", 30_000, word), Line("F2", 60_000, word)], new MatchingRules())
        .Groups.Should().HaveCount(isFound ? 1 : 0);

    [Theory]
    [InlineData(-1, 5, true)]
    [InlineData(-2, 0, false)]
    [InlineData(0, 6, false)]
    public void Parts_AreInTime(int first, int second, bool isFound)
    {
        const string word = "TRANMINHCHI";
        MatchEntry[] one = [new("A1", "", word, 90_000, Day)];
        Match(one, [Line("F1", 30_000, word, Day + first), Line("F2", 60_000, word, Day + second)], new MatchingRules()).Groups.Should().HaveCount(isFound ? 1 : 0);

        // One line for two bills: the days are the line's, seen from each bill.
        MatchEntry[] two = [new("A1", "", word, 30_000, Day - first), new("A2", "", word, 60_000, Day - second)];
        Match(two, [Line("F1", 90_000, word)], new MatchingRules()).Groups.Should().HaveCount(isFound ? 1 : 0);
    }

    [Fact]
    public void Parts_AreSmallerThanTheWholeAndOfItsSign()
    {
        const string word = "TRANMINHCHI";
        MatchEntry[] expected = [new("A1", "", word, 90_000, Day)];
        Match(expected, [Line("F1", 100_000, word), Line("F2", -10_000, word)], new MatchingRules()).Groups.Should().BeEmpty();
        MatchEntry[] refund = [new("A1", "", word, -90_000, Day)];
        Match(refund, [Line("F1", -60_000, word), Line("F2", -30_000, word)], new MatchingRules()).Groups.Should().ContainSingle();
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    public void Parts_AmongTooMany_AreLeft(int most, bool isFound)
    {
        const string word = "TRANMINHCHI";
        MatchEntry[] lines = [Line("F1", 30_000, word), Line("F2", 60_000, word), Line("F3", 71_000, word), Line("F4", 72_000, word)];
        Match([new("A1", "", word, 90_000, Day)], lines, new MatchingRules { MaxPartCandidates = most }).Groups.Should().HaveCount(isFound ? 1 : 0);
    }

    [Fact]
    public void Parts_AreScoredByTheWeakest()
    {
        MatchEntry[] expected = [new("A1", "", "PH001234 CHI", 90_000, Day)];
        var outcome = Match(expected, [Line("F1", 30_000, "PH001234 CHI", Day + 1), Line("F2", 60_000, "PH001234", Day + 3)], new MatchingRules());
        outcome.Groups.Should().ContainSingle().Which.Score.Explain().Should().Be("amount 400, date 80, words 290 = 770");
    }

    [Fact]
    public void OneTransfer_ForTwoBills_IsSplit()
    {
        var outcome = Match(
            [Expected("HP000001", 30_000), Expected("HP000002", 60_000)], [Line("FT1", 90_000, "HP000001 va HP000002")], new MatchingRules());

        var match = outcome.Groups.Should().ContainSingle().Subject;
        (match.Line, match.OthersAreLines, match.Others!.Length).Should().Be((0, false, 1));
    }

    [Theory]
    [InlineData(50_000, UnmatchedReason.OverAmount)]
    [InlineData(40_000, UnmatchedReason.UnderAmount)]
    public void Reference_WithAnotherAmount_IsAPersonsCase(long amount, UnmatchedReason reason)
    {
        var outcome = Match([Expected("HP000001", 45_000)], [Line("FT1", amount, "HP000001")], new MatchingRules());

        outcome.Groups.Should().BeEmpty();
        outcome.Left.Single(left => left.IsLine).Should().Match<Unmatched>(left => left.Reason == reason && left.Candidate == 0);
    }

    [Fact]
    public void Tolerance_IsForReferencesOnly()
    {
        var rules = new MatchingRules { AmountToleranceVnd = 1_000 };

        Match([Expected("HP000001", 45_000)], [Line("FT1", 44_000, "HP000001")], rules).Groups.Should().ContainSingle();
        Match([Expected("HP000001", 45_000)], [Line("FT1", 43_999, "HP000001")], rules).Groups.Should().BeEmpty();
        Match([new("A", "", "TRAN MINH CHI PH77", 45_000, Day)], [Line("FT1", 44_000, "TRAN MINH CHI PH77")], rules).Groups.Should().BeEmpty();
    }

    [Theory]
    [InlineData(45_000, 46_000, true)]
    [InlineData(45_000, 46_001, false)]
    [InlineData(-45_000, -44_000, true)]
    [InlineData(-45_000, -46_001, false)]
    [InlineData(500, -400, false)]
    public void Tolerance_IsOnBothSidesAndNeverBeyondZero(long expected, long amount, bool fits) => Match(
        [Expected("HP000001", expected)], [Line("FT1", amount, "HP000001")], new MatchingRules { AmountToleranceVnd = 1_000 })
        .Groups.Should().HaveCount(fits ? 1 : 0);

    [Theory]
    [InlineData(-50_000, UnmatchedReason.OverAmount)]
    [InlineData(-40_000, UnmatchedReason.UnderAmount)]
    public void Reference_OfMoneyThatWentOut_IsOverOrUnderByItsSize(long amount, UnmatchedReason reason) => Match(
        [Expected("HP000001", -45_000)], [Line("FT1", amount, "HP000001")], new MatchingRules()).Left.Single(left => left.IsLine).Reason.Should().Be(reason);

    [Fact]
    public void Parts_UnderOneReferenceThatDoNotAddUp_AreAPersonsCase()
    {
        var outcome = Match([Expected("HP000001", 90_000)], [Line("FT1", 30_000, "HP000001"), Line("FT2", 60_001, "HP000001")], new MatchingRules());

        outcome.Groups.Should().BeEmpty();
        outcome.Left.Where(left => left.IsLine).Should().HaveCount(2)
            .And.OnlyContain(left => left.Reason == UnmatchedReason.SplitMismatch && left.Candidate == 0 && left.Score == MatchScore.Exact);
    }

    [Theory]
    [InlineData(30_000, 60_000, 80_000, UnmatchedReason.SplitMismatch)]
    [InlineData(90_000, 90_000, 90_000, UnmatchedReason.Ambiguous)]
    public void OneTransfer_ForTwoBillsThatDoNotAddUp_IsAPersonsCase(long one, long other, long amount, UnmatchedReason reason)
    {
        var outcome = Match([Expected("HP000001", one), Expected("HP000002", other)], [Line("FT1", amount, "HP000001 HP000002")], new MatchingRules());

        outcome.Groups.Should().BeEmpty();
        outcome.Left.Single(left => left.IsLine).Should().Match<Unmatched>(left => left.Reason == reason && left.Candidate == 0);
    }

    [Fact]
    public void OneTransfer_ThatNamesABillMetAlready_IsAPersonsCase()
    {
        var outcome = Match(
            [Expected("HP000001", 30_000), Expected("HP000002", 60_000)],
            [Line("FT1", 90_000, "HP000001 HP000002"), Line("FT2", 60_000, "HP000002")],
            new MatchingRules());

        outcome.Groups.Should().ContainSingle().Which.Should().Match<MatchGroup>(group => group.Expected == 1 && group.Line == 1);
        outcome.Left.Single(left => left.IsLine).Should().Match<Unmatched>(
            left => left.Index == 0 && left.Reason == UnmatchedReason.Ambiguous && left.Candidate == 1);
    }

    [Theory]
    [InlineData("AB123", false)]
    [InlineData("AB1234", true)]
    [InlineData("ABCDEF", false)]
    public void Reference_InAMemo_IsLongEnoughAndHasADigit(string reference, bool isFound) => Match(
        [Expected(reference, 45_000)], [Line("FT1", 45_000, $"nop {reference} tien")], new MatchingRules()).Groups.Should().HaveCount(isFound ? 1 : 0);

    [Theory]
    [InlineData("A1 B2 C3 D4 E5 F6", true)]
    [InlineData("A1 B2 C3 D4 E5 F6 G7", false)]
    public void Reference_InAMemo_HasNoMoreThanSixWords(string reference, bool isFound) => Match(
        [Expected(reference, 45_000)], [Line("", 45_000, reference)], new MatchingRules())
        .Groups.Should().HaveCount(isFound ? 1 : 0);

    [Fact]
    public void SecondLine_OfAMetReference_IsADuplicate()
    {
        var outcome = Match(
            [Expected("HP000001", 45_000)], [Line("FT1", 45_000, "HP000001", Day + 1), Line("FT2", 45_000, "HP000001")], new MatchingRules());

        outcome.Groups.Should().ContainSingle().Which.Line.Should().Be(1, "the earlier one came first");
        outcome.Left.Should().ContainSingle().Which.Reason.Should().Be(UnmatchedReason.Duplicate);
    }

    [Fact]
    public void Refund_AndCapture_OfOneReference_AreNotConfused()
    {
        MatchEntry[] expected = [new("pi_00001", "", "", 45_000, Day), new("pi_00001", "", "", -45_000, Day)];

        var outcome = Match(expected, [Line("pi_00001", -45_000), Line("pi_00001", 45_000)], new MatchingRules());

        outcome.Groups.Select(group => (group.Expected, group.Line)).Should().BeEquivalentTo([(0, 1), (1, 0)]);
    }

    [Fact]
    public void Nothing_OnEitherSide_IsNothing() => Match([], [], new MatchingRules()).Should().BeEquivalentTo(new MatchOutcome([], []));

    /// <summary>Whatever the data: no entry is used twice, none is lost, and every group adds up.</summary>
    [Fact]
    public void AnyData_IsUsedOnceAndAddsUp()
    {
        var entry = Gen.Select(Gen.Int[0, 8], Gen.Int[1, 4], Gen.Int[0, 5], Gen.Int[0, 4].Select(i => Memos[i]));
        Gen.Select(entry.Array[0, 12], entry.Array[0, 12]).Sample(
            (expected, lines) =>
            {
                MatchEntry[] left = [.. expected.Select(one => Make(one, "HP00000"))];
                MatchEntry[] right = [.. lines.Select(one => Make(one, one.Item1 % 2 == 0 ? "HP00000" : "FT00000"))];

                var outcome = Match(left, right, new MatchingRules());

                var usedExpected = outcome.Groups.SelectMany(group => group.OthersAreLines || group.Others is null ? [group.Expected] : group.Others.Append(group.Expected)).ToList();
                var usedLines = outcome.Groups.SelectMany(group => group.OthersAreLines ? group.Others!.Append(group.Line) : [group.Line]).ToList();
                usedExpected.Should().OnlyHaveUniqueItems();
                usedLines.Should().OnlyHaveUniqueItems();
                usedExpected.Concat(outcome.Left.Where(one => !one.IsLine).Select(one => one.Index)).Order().Should().Equal(Enumerable.Range(0, left.Length));
                usedLines.Concat(outcome.Left.Where(one => one.IsLine).Select(one => one.Index)).Order().Should().Equal(Enumerable.Range(0, right.Length));
                foreach (var group in outcome.Groups) SumOf(group, left, right).Should().Be((0L, 0L));
            },
            iter: Iterations.Of(3_000));
    }

    private static MatchOutcome Match(MatchEntry[] expected, MatchEntry[] lines, MatchingRules rules) =>
        Matcher.Match(expected, lines, rules, TestContext.Current.CancellationToken);

    private static (long, long) SumOf(MatchGroup group, MatchEntry[] expected, MatchEntry[] lines)
    {
        var (wanted, came) = (expected[group.Expected].Amount, lines[group.Line].Amount);
        foreach (var other in group.Others ?? [])
        {
            if (group.OthersAreLines) came += lines[other].Amount;
            else wanted += expected[other].Amount;
        }

        return (wanted - came, 0);
    }

    private static MatchEntry Make((int Reference, int Amount, int Day, string Text) one, string prefix) =>
        new(one.Reference == 8 ? "" : prefix + one.Reference, "", one.Text, one.Amount * 15_000, Day + one.Day);

    private static MatchEntry Expected(string reference, long amount) => new(reference, "", "", amount, Day);

    private static MatchEntry Line(string reference, long amount, string memo = "", int day = Day) => new(reference, "", memo, amount, day);
}
