using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PublicServices.Infra.Receipts;

namespace PublicServices.Tests.Adapters.Receipts;

public sealed partial class QrSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Of_Text_IsOneSmallNamedPicture()
    {
        var svg = QrSvg.Of("https://dvc.example.vn/verify/" + new string('A', 198), "Mã QR <của> \"biên nhận\"");

        var root = XElement.Parse(svg);
        root.Attribute("role")!.Value.Should().Be("img");
        root.Element(Svg + "title")!.Value.Should().Be("Mã QR <của> \"biên nhận\"");
        svg.Length.Should().BeLessThan(20_000, "a page has 50 kB for everything");
    }

    [Fact]
    public void Of_Text_DrawsFinderPatternsInsideAQuietZone()
    {
        var (dark, size) = Draw(QrSvg.Of("hello", "x"));

        string[] finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
        foreach (var (left, top) in new[] { (4, 4), (size - 11, 4), (4, size - 11) })
        {
            for (var y = 0; y < 7; y++)
            {
                for (var x = 0; x < 7; x++) dark.Contains((left + x, top + y)).Should().Be(finder[y][x] == '1');
            }
        }

        dark.Should().OnlyContain(at => at.X >= 4 && at.Y >= 4 && at.X < size - 4 && at.Y < size - 4);
    }

    [Fact]
    public void Of_DifferentText_IsDifferent() => QrSvg.Of("a", "x").Should().NotBe(QrSvg.Of("b", "x"));

    [Fact]
    public void Of_NothingOrTooMuch_Throws()
    {
        FluentActions.Invoking(() => QrSvg.Of("", "x")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => QrSvg.Of(new string('a', QrSvg.MaxTextChars), "x")).Should().NotThrow();
        FluentActions.Invoking(() => QrSvg.Of(new string('a', QrSvg.MaxTextChars + 1), "x")).Should().Throw<ArgumentException>();
    }

    private static (HashSet<(int X, int Y)> Dark, int Size) Draw(string svg)
    {
        var root = XElement.Parse(svg);
        var path = root.Elements(Svg + "path").Last().Attribute("d")!.Value;
        var dark = new HashSet<(int X, int Y)>();
        foreach (Match run in Run().Matches(path))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var i = 0; i < length; i++) dark.Add((x + i, y));
        }

        return (dark, int.Parse(root.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture));
    }

    private static int Number(Match run, int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\d+z")]
    private static partial Regex Run();
}
