using CsCheck;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Payments;

public sealed class TransferMemoTests
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static readonly Gen<AttemptId> Attempts = Gen.Select(
        Gen.Char["abcdefghjkmnpqrstvwxyz0123456789"].Array[26], Gen.Int[1, 20], (id, number) => new AttemptId(new RecordId("pay-" + new string(id)), number));

    [Fact]
    public void Of_AnyAttempt_IsShortPlainAndAlwaysTheSame() => Attempts.Sample(attempt =>
    {
        var memo = TransferMemo.Of(attempt);
        memo.Should().MatchRegex($"^PS[{Alphabet}]{{11}}$");
        TransferMemo.Of(attempt).Should().Be(memo);
        TransferMemo.TryRead(memo, out _).Should().BeTrue();
    });

    [Fact]
    public void Of_ManyAttempts_NeverMeets()
    {
        var memos = Enumerable.Range(0, 20_000).Select(i => TransferMemo.Of(new AttemptId(new RecordId($"pay-{i}"), 1)));

        memos.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Read_WithOneCharacterWrong_IsNoticed() => Attempts.Sample(
        attempt =>
        {
            var memo = TransferMemo.Of(attempt);
            for (var i = 2; i < memo.Length; i++)
            {
                foreach (var c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".Where(c => c != memo[i]))
                    TransferMemo.TryRead(memo[..i] + c + memo[(i + 1)..], out _).Should().BeFalse();
            }
        },
        iter: Iterations.Of(50));

    [Fact]
    public void Read_WithTwoCharactersExchanged_IsNoticed() => Attempts.Sample(attempt =>
    {
        var memo = TransferMemo.Of(attempt);
        for (var i = 2; i < memo.Length - 1; i++)
        {
            if (memo[i] == memo[i + 1]) continue;
            TransferMemo.TryRead($"{memo[..i]}{memo[i + 1]}{memo[i]}{memo[(i + 2)..]}", out _).Should().BeFalse("{0} and {1} changed places", i, i + 1);
        }
    });

    [Theory]
    [InlineData("{0}")]
    [InlineData("MBVCB.4857.{0}.CT tu 0011 NGUYEN VAN AN toi 0022")]
    [InlineData("nop le phi {0}")]
    [InlineData("{0} {0}")]
    public void Find_InAnyText_FindsItOnce(string text)
    {
        var memo = TransferMemo.Of(new AttemptId(new RecordId("pay-1"), 1));

        TransferMemo.FindIn(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, memo.ToLowerInvariant())).Should().Equal(memo);
        TransferMemo.FindIn(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, memo.Insert(7, " ").Insert(4, "\n"))).Should().Equal(memo);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PS")]
    [InlineData("nop hoc phi thang 9")]
    [InlineData("PSPSPSPSPSPSPSPSPSPSPSPSPS")]
    public void Find_InTextWithoutOne_FindsNone(string text) => TransferMemo.FindIn(text).Should().BeEmpty();

    [Fact]
    public void Find_InALongText_StopsAtItsLimit()
    {
        var text = string.Join(' ', Enumerable.Range(1, 40).Select(i => TransferMemo.Of(new AttemptId(new RecordId("pay-1"), i))));

        TransferMemo.FindIn(text).Should().HaveCount(TransferMemo.MaxFound);
    }
}
