using CsCheck;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class SplitTests
{
    private static readonly Gen<int[]> Percents = Gen.Int[1, 6].SelectMany(count => Gen.Int[0, 100].Array[count - 1]).Select(cuts =>
    {
        int[] sorted = [0, .. cuts.Order(), 100];
        return sorted.Zip(sorted.Skip(1), (from, to) => to - from).ToArray();
    });

    [Fact]
    public void ByPercent_Always_KeepsEveryDong() =>
        Gen.Select(Gen.Long[0, 10_000_000_000], Percents).Sample((amount, percents) =>
        {
            var parts = Split.ByPercent(amount, percents);
            parts.Sum().Should().Be(amount);
            for (var i = 0; i < parts.Count; i++)
                Math.Abs(parts[i] - (amount * percents[i] / 100)).Should().BeLessThanOrEqualTo(1, "no part is off by more than what is left over");
        });

    [Fact]
    public void OldestFirst_Always_KeepsEveryDongAndSettlesInOrder() =>
        Gen.Select(Gen.Long[0, 5_000_000_000], Gen.Long[0, 1_000_000_000].Array[0, 20]).Sample((amount, debts) =>
        {
            var (parts, left) = Split.OldestFirst(amount, debts);
            (parts.Sum() + left).Should().Be(amount);
            for (var i = 0; i < debts.Length; i++)
            {
                parts[i].Should().BeInRange(0, debts[i]);
                if (parts[i] < debts[i]) parts.Skip(i + 1).Sum().Should().Be(0, "a later debt gets nothing before an earlier one is met");
            }

            if (left > 0) parts.Should().Equal(debts);
        });

    [Fact]
    public void PercentUp_Always_IsTheFamilysDong() =>
        Gen.Select(Gen.Long[0, 100_000_000_000], Gen.Int[0, 100]).Sample((amount, percent) =>
        {
            var part = Split.PercentUp(amount, percent);
            part.Should().BeInRange(0, amount);
            ((long)((Int128)part * 100 - (Int128)amount * percent)).Should().BeInRange(0, 99);
        });

    [Theory]
    [InlineData(50, 49)]
    [InlineData(100, 1)]
    [InlineData(150, -50)]
    public void ByPercent_PartsThatAreNotTheWhole_AreRefused(int one, int other) =>
        FluentActions.Invoking(() => Split.ByPercent(100, [one, other])).Should().Throw<ArgumentException>();
}
