using System.Numerics;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class IdSourceTests
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_123));

    [Fact]
    public void Encode_IsTheBytesAsANumberInBase32() => Gen.Byte.Array[16].Sample(bytes =>
        IdSource.Encode(bytes).Should().Be(Base32(new BigInteger(bytes, isUnsigned: true, isBigEndian: true))));

    [Fact]
    public void Encode_ReadsNoMoreThanSixteenBytes() =>
        IdSource.Encode([.. Enumerable.Range(1, 20).Select(at => (byte)at)]).Should().Be(IdSource.Encode([.. Enumerable.Range(1, 16).Select(at => (byte)at)]));

    [Fact]
    public void Next_IsTheTimeAndRandomBits()
    {
        byte[] random = [0x81, 2, 3, 4, 5, 6, 7, 8, 9, 0xFF];
        var ids = new IdSource(_clock, bytes => random.CopyTo(bytes));

        var expected = (new BigInteger(_clock.GetUtcNow().ToUnixTimeMilliseconds()) << 80)
            | (new BigInteger(random, isUnsigned: true, isBigEndian: true) >> 1);
        ids.Next().Should().Be(Base32(expected));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x5A)]
    [InlineData(0xFF)]
    public void Next_WhileTheClockStandsStillOrStepsBack_Increases(byte random)
    {
        var ids = new IdSource(_clock, bytes => bytes.Fill(random));
        var made = new List<string>();
        for (var at = 0; at < 100; at++)
        {
            if (at == 50) _clock.AdjustTime(_clock.GetUtcNow().AddSeconds(-1));
            made.Add(ids.Next());
        }

        _clock.Advance(TimeSpan.FromSeconds(2));
        made.Add(ids.Next());

        made.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        made.Should().OnlyContain(id => id.Length == IdSource.Length);
    }

    [Fact]
    public void Floor_IsBelowWhatIsMadeThenAndAboveWhatWasMadeBefore()
    {
        var ids = new IdSource(_clock, bytes => bytes.Clear());
        var before = ids.Next();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var floor = IdSource.FloorOf(_clock.GetUtcNow());
        var after = ids.Next();

        new[] { before, floor, after }.Should().BeInAscendingOrder(StringComparer.Ordinal);
        after.Should().StartWith(IdSource.StampOf(_clock.GetUtcNow()));
    }

    private static string Base32(BigInteger number)
    {
        var characters = new char[IdSource.Length];
        for (var at = IdSource.Length - 1; at >= 0; at--)
        {
            characters[at] = Alphabet[(int)(number % 32)];
            number /= 32;
        }

        return new string(characters);
    }
}
