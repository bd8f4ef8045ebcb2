using CsCheck;
using PublicServices.Finance;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Finance;

public sealed class PartSumsTests
{
    /// <summary>Beside it, every choice of parts written down.</summary>
    [Fact]
    public void Only_IsTheOneChoiceThatAddsUp() => Gen.Select(Gen.Long[1, 6].Array[0, 8], Gen.Long[1, 20], Gen.Int[2, 5]).Sample(
        (amounts, sum, maxParts) =>
        {
            var choices = Choices(amounts).Where(choice => choice.Sum(i => amounts[i]) == sum && choice.Length >= 2
                && (choice.Length <= maxParts || choice.Length == amounts.Length)).ToList();
            Only(amounts, sum, maxParts).Should().Equal(choices.Count == 1 ? choices[0] : null);
        },
        iter: Iterations.Of(3_000));

    [Fact]
    public void Only_AllOfThem_MayBeMoreThanAChoice()
    {
        Only([1, 2, 4, 8], 15, 2).Should().Equal(0, 1, 2, 3);
        Only([1, 2, 4, 8], 14, 2).Should().BeNull("three are more than two, and not all");
        Only([5, 3, 8], 8, 3).Should().Equal([0, 1], "one alone is no parts");
    }

    /// <summary>Sums beyond a long are no match by overflow.</summary>
    [Fact]
    public void Only_OfHugeAmounts_DoesNotOverflow()
    {
        Only([long.MaxValue, 1], long.MinValue, 2).Should().BeNull();
        Only([long.MaxValue, long.MaxValue, 2], 0, 3).Should().BeNull();
    }

    [Fact]
    public void Only_NamesThePlacesOfTheCandidates()
    {
        var entries = new long[] { 9, 1, 9, 2 }.Select(Entry).ToArray();
        PartSums.Only(entries, [1, 3], 3, 2).Should().Equal(1, 3);
    }

    private static int[]? Only(long[] amounts, long sum, int maxParts) =>
        PartSums.Only([.. amounts.Select(Entry)], [.. Enumerable.Range(0, amounts.Length)], sum, maxParts);

    private static MatchEntry Entry(long amount) => new("", "", "", amount, 0);

    private static IEnumerable<int[]> Choices(long[] amounts) => Enumerable.Range(0, 1 << amounts.Length)
        .Select(bits => Enumerable.Range(0, amounts.Length).Where(i => (bits & (1 << i)) != 0).ToArray());
}
