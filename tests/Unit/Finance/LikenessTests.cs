using PublicServices.Finance;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>The points of a likeness, each where it begins and ends.</summary>
public sealed class LikenessTests
{
    private const int Day = 739_000;

    [Theory]
    [InlineData("NGUYEN VAN BINH", "nguyễn văn bình nop tien", 400)]
    [InlineData("TRAN BINH", "BINH TRAN", 400)]
    [InlineData("TRAN BIN", "BIN TRAN", 80)]
    [InlineData("NGUYENVANBINH", "NGUYENVANBINH", 80)]
    [InlineData("NGUYEN VAN BINH", "NGUYEN VAN", 80)]
    [InlineData("NGUYEN VAN BINH", "TRAN THI CHI", 0)]
    [InlineData("NGUYEN VAN BINH", "", 0)]
    [InlineData("", "NGUYEN VAN BINH", 0)]
    [InlineData("--- ...", "--- ...", 0)]
    public void Words_AllOfThemOrAFew_GivePoints(string wanted, string memo, int points) => Points(wanted, memo).Should().Be(points);

    [Theory]
    [InlineData("PH001234 CHI", "ph001234 nop", 400 * 8 / 11)]
    [InlineData("PH1234 CHI", "ph1234 nop", 400 * 6 / 9)]
    [InlineData("PH123 CHI", "ph123 nop", 80)]
    [InlineData("PH001234 CHITHUYY", "PH001234", 400 * 8 / 16)]
    [InlineData("PH001234 CHITHUYYY", "PH001234", 80)]
    [InlineData("PH001234 CHI", "PH001235 nop", 0)]
    public void RareNumber_WithHalfOfTheLetters_Lifts(string wanted, string memo, int points) => Points(wanted, memo).Should().Be(points);

    /// <summary>A rare number beside it shows what the other word counts.</summary>
    [Theory]
    [InlineData("PHUONGANH", 9)]
    [InlineData("PHUONGAN", 8)]
    [InlineData("PHUONG", 6)]
    [InlineData("PHUON", 0)]
    [InlineData("PHUONGENH", 7)]
    [InlineData("PHUONGNH", 7)]
    [InlineData("PHUONGAANH", 7)]
    [InlineData("XHUONGANH", 7)]
    [InlineData("PHUONGEEH", 0)]
    [InlineData("PHUONGAAANH", 0)]
    [InlineData("PHUONGANHX", 7)]
    public void Word_CutOffOrWithOneLetterWrong_CountsForLess(string word, int letters) =>
        Points("PH00123456 PHUONGANH", $"PH00123456 {word}").Should().Be(400 * (10 + letters) / 19);

    [Fact]
    public void ShortWord_WithOneLetterWrong_CountsForNothing() => Points("PH00123456 BINHH", "PH00123456 BINHX").Should().Be(400 * 10 / 15);

    [Theory]
    [InlineData(3, 400 * 8 / 11)]
    [InlineData(4, 80)]
    public void Number_ThatMoreThanThreeHold_SaysLittle(int holders, int points)
    {
        var expected = Enumerable.Range(0, holders).Select(_ => Entry("PH001234 CHI")).ToArray();
        new Likeness(new WordCounts(expected)).Of(expected[0], Entry("PH001234")).Text.Should().Be((short)points);
    }

    [Theory]
    [InlineData(47, 400)]
    [InlineData(48, 80)]
    public void Memo_IsReadUpToFortyEightWords(int before, int points) =>
        Points("TRAN BINH", "TRAN" + string.Concat(Enumerable.Repeat(" X", before - 1)) + " BINH").Should().Be(points);

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 160)]
    [InlineData(-1, 160)]
    [InlineData(4, 40)]
    [InlineData(5, 0)]
    [InlineData(400, 0)]
    public void Day_FurtherAway_GivesFewerPoints(int apart, int points)
    {
        var score = new Likeness(new WordCounts([])).Of(Entry(""), Entry("", Day + apart));
        score.Should().Be(new MatchScore(0, 400, (short)points, 0));
    }

    [Fact]
    public void OtherAmount_HasNoLikeness()
    {
        var likeness = new Likeness(new WordCounts([]));
        likeness.Of(Entry("TRAN BINH"), Entry("TRAN BINH") with { Amount = 45_001 }).Should().Be(default(MatchScore));
        likeness.OfPart(Entry("TRAN BINH"), Entry("TRAN BINH") with { Amount = 45_001 }).Total.Should().Be(1_000, "a part is compared by its words and day");
    }

    private static int Points(string wanted, string memo)
    {
        var expected = Entry(wanted);
        return new Likeness(new WordCounts([expected])).Of(expected, Entry(memo)).Text;
    }

    private static MatchEntry Entry(string text, int day = Day) => new("", "", text, 45_000, day);
}
