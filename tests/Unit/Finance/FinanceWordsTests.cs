using PublicServices.Finance;
using PublicServices.Functions.Finance.Pages;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

public sealed class FinanceWordsTests
{
    [Theory]
    [InlineData("drift", "captured: 0 / 45000", "Cổng đã thu: 0 / 45000", "Captured: 0 / 45000")]
    [InlineData("no-statement", "moved", "Biến động ngân hàng", "Moved at the bank")]
    [InlineData("unmatched", DayReport.NotLookedAt, "Chưa được đối soát", "Not looked at yet")]
    [InlineData("unmatched", "Ambiguous", "Nhiều khoản khớp như nhau", "Several fit equally well")]
    [InlineData("suspense-aged", "OnlyLikely amount 400, date 160, words 210 = 770", "Có khoản gần giống, chưa chắc chắn; số tiền 400, ngày 160, nội dung 210 = 770", "Something is alike, but not surely; amount 400, date 160, words 210 = 770")]
    [InlineData("unmatched", "released: doubtful", "released: doubtful", "released: doubtful")]
    [InlineData("unmatched", "", "", "")]
    [InlineData("missing", "HP-1", "HP-1", "HP-1")]
    public void Note_OfADifference_IsSaidInTheReadersLanguage(string kind, string note, string vi, string en)
    {
        var difference = new DayDifference(kind, "vnpay", null, Money.Vnd(1), note);

        FinanceWords.Note(difference, (said, _) => said).Should().Be(vi);
        FinanceWords.Note(difference, (_, said) => said).Should().Be(en);
    }

    [Fact]
    public void Score_IsReadAsItWasWritten()
    {
        foreach (var score in (MatchScore[])[MatchScore.Exact, new(0, 400, 160, 210), new(0, 400, 0, 0)]) MatchScore.Read(score.Explain()).Should().Be(score);
        FinanceWords.Score(MatchScore.Exact.Explain(), (said, _) => said).Should().Be("mã 1000 = 1000");
        foreach (var other in (string[])["", "reference 5", "amount 1, date 2 = 3", "reference 99999 = 1"])
        {
            MatchScore.Read(other).Should().BeNull();
            FinanceWords.Score(other, (said, _) => said).Should().Be(other);
        }
    }
}
