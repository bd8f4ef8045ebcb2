using CsCheck;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class DossierCodeTests
{
    [Theory]
    [InlineData("000.00.12.H62-201105-0004", "000.00.12.H62", 2020, 11, 5, 4)]
    [InlineData("G22.99.08-260921-896048", "G22.99.08", 2026, 9, 21, 896048)]
    [InlineData(" g22.99.08-260921-00017 ", "G22.99.08", 2026, 9, 21, 17)]
    public void TryParse_CodesSeen_AreRead(string text, string unit, int year, int month, int day, int sequence)
    {
        DossierCode.TryParse(text, out var code).Should().BeTrue();

        code.Unit.Should().Be(unit);
        code.Day.Should().Be(new DateOnly(year, month, day));
        code.Sequence.Should().Be(sequence);
        code.Value.Should().Be(text.Trim().ToUpperInvariant());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("G22.99.08-260921")]
    [InlineData("G22.99.08-260931-0001")]
    [InlineData("G22.99.08-260921-001")]
    [InlineData("G22.99.08-260921-0000001")]
    [InlineData("G22.99.08-260921-0000")]
    [InlineData("G22.99-260921-0001")]
    [InlineData("G22.99.08.01.02-260921-0001")]
    [InlineData("G22..08-260921-0001")]
    [InlineData("G22.99.08-260921--001")]
    [InlineData("G22.99.08-260921-+001")]
    [InlineData("G22.99.Đ8-260921-0001")]
    public void TryParse_AnythingElse_Refuses(string? text) => DossierCode.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Make_LateEveningUtc_TakesTheVietnameseDay() =>
        DossierCode.Make("G22.99.08", new DateTimeOffset(2026, 9, 20, 17, 0, 0, TimeSpan.Zero), 896048)
            .Value.Should().Be("G22.99.08-260921-896048");

    [Fact]
    public void Make_Any_ReadsBack() => Gen.Int[1, DossierCode.MaxSequence].Sample(sequence =>
    {
        var made = DossierCode.Make("000.00.12.H62", new DateTimeOffset(2027, 4, 21, 8, 0, 0, VietnamTime.Offset), sequence);
        DossierCode.TryParse(made.Value, out var read).Should().BeTrue();
        read.Should().Be(made);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(DossierCode.MaxSequence + 1)]
    public void Make_OutsideTheDaysNumbers_Throws(int sequence) =>
        FluentActions.Invoking(() => DossierCode.Make("G22.99.08", default, sequence)).Should().Throw<ArgumentException>();

    [Fact]
    public void TryParse_Noise_IsRefusedOrReadsBack() => TypedText.Any.Sample(text =>
        !DossierCode.TryParse(text, out var code) || code.Value.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
}
