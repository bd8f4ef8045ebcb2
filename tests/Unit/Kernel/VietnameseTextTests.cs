using CsCheck;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class VietnameseTextTests
{
    [Theory]
    [InlineData("ĐẶNG THỊ Ỷ NHƯỠNG", "dangthiynhuong")]
    [InlineData("Nga\u0300y sinh (dd/MM)", "ngaysinhddmm")]
    [InlineData("số_báo-danh 01", "sobaodanh01")]
    [InlineData("Ñandú", "ñandu")]
    [InlineData("", "")]
    public void Plain_Text_IsWhatPeopleCompare(string text, string plain) => VietnameseText.Plain(text).Should().Be(plain);

    [Fact]
    public void Plain_OfPlain_IsItself() =>
        Gen.String.Sample(text => VietnameseText.Plain(VietnameseText.Plain(text)).Should().Be(VietnameseText.Plain(text)));
}
