using CsCheck;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class PersonalNumberTests
{
    [Theory]
    [InlineData("001099000001", Sex.Male, 1999)]
    [InlineData("001199000001", Sex.Female, 1999)]
    [InlineData("079209000123", Sex.Male, 2009)]
    [InlineData("004309000123", Sex.Female, 2009)]
    [InlineData("004900000123", Sex.Female, 2300)]
    public void TryParse_TwelveDigits_ReadsSexAndYear(string text, Sex sex, int year)
    {
        PersonalNumber.TryParse(text, out var number).Should().BeTrue();

        number.Sex.Should().Be(sex);
        number.BirthYear.Should().Be(year);
        number.Agrees(sex, new DateOnly(year, 6, 1)).Should().BeTrue();
        number.Agrees(sex, new DateOnly(year + 1, 1, 1)).Should().BeFalse();
        number.Agrees(sex == Sex.Male ? Sex.Female : Sex.Male, new DateOnly(year, 6, 1)).Should().BeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00120900001")]
    [InlineData("0012090000012")]
    [InlineData("00120900000a")]
    [InlineData("００１２０９００００１２")]
    [InlineData("001 20900001")]
    public void TryParse_AnythingElse_Refuses(string? text) => PersonalNumber.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void TryParse_SpacesAround_AreIgnored()
    {
        PersonalNumber.TryParse(" 079209000123 ", out var number).Should().BeTrue();
        number.Value.Should().Be("079209000123");
    }

    [Fact]
    public void ToString_Any_ShowsThreeDigitsAtMost() =>
        Gen.Char['0', '9'].Array[12].Sample(digits =>
        {
            var text = new string(digits);
            PersonalNumber.TryParse(text, out var number).Should().BeTrue();
            number.ToString().Should().HaveLength(12).And.EndWith(text[9..]).And.NotContain(text[..4]);
            $"{number}".Count(char.IsAsciiDigit).Should().Be(3);
        });
}
