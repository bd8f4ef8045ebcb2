using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class TaxCodeTests
{
    [Theory]
    [InlineData("0100109106", "0100109106")]
    [InlineData(" 0101248141 ", "0101248141")]
    [InlineData("0100109106-001", "0100109106-001")]
    public void Codes_WithTheirCheckDigit_AreRead(string text, string code)
    {
        TaxCode.TryParse(text, out var read).Should().BeTrue();
        read.Should().Be(code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0100109107")]
    [InlineData("010010910")]
    [InlineData("0100109106-01")]
    [InlineData("0100109106 001")]
    [InlineData("01001O9106")]
    [InlineData("001099012345")]
    public void Others_AreNone(string? text) => TaxCode.TryParse(text, out _).Should().BeFalse();
}
