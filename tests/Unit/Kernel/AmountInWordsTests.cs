using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Kernel;

public sealed class AmountInWordsTests
{
    private static readonly string[] Digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

    [Theory]
    [InlineData(0, "Không đồng")]
    [InlineData(1, "Một đồng")]
    [InlineData(10, "Mười đồng")]
    [InlineData(11, "Mười một đồng")]
    [InlineData(14, "Mười bốn đồng")]
    [InlineData(15, "Mười lăm đồng")]
    [InlineData(20, "Hai mươi đồng")]
    [InlineData(21, "Hai mươi mốt đồng")]
    [InlineData(24, "Hai mươi tư đồng")]
    [InlineData(25, "Hai mươi lăm đồng")]
    [InlineData(100, "Một trăm đồng")]
    [InlineData(101, "Một trăm lẻ một đồng")]
    [InlineData(104, "Một trăm lẻ bốn đồng")]
    [InlineData(105, "Một trăm lẻ năm đồng")]
    [InlineData(110, "Một trăm mười đồng")]
    [InlineData(115, "Một trăm mười lăm đồng")]
    [InlineData(555, "Năm trăm năm mươi lăm đồng")]
    [InlineData(1_000, "Một nghìn đồng")]
    [InlineData(1_005, "Một nghìn không trăm lẻ năm đồng")]
    [InlineData(1_050, "Một nghìn không trăm năm mươi đồng")]
    [InlineData(10_000, "Mười nghìn đồng")]
    [InlineData(353_000, "Ba trăm năm mươi ba nghìn đồng")]
    [InlineData(1_000_005, "Một triệu không trăm lẻ năm đồng")]
    [InlineData(1_021_000, "Một triệu không trăm hai mươi mốt nghìn đồng")]
    [InlineData(1_353_000, "Một triệu ba trăm năm mươi ba nghìn đồng")]
    [InlineData(24_000_000, "Hai mươi tư triệu đồng")]
    [InlineData(1_000_000_000, "Một tỷ đồng")]
    [InlineData(1_005_000_000, "Một tỷ không trăm lẻ năm triệu đồng")]
    [InlineData(1_234_000_000_000, "Một nghìn hai trăm ba mươi tư tỷ đồng")]
    [InlineData(1_000_000_000_000_000_000, "Một tỷ tỷ đồng")]
    [InlineData(-70_000, "Âm bảy mươi nghìn đồng")]
    public void Amounts_AreReadAsPeopleReadThem(long amountVnd, string words) => AmountInWords.Of(amountVnd).Should().Be(words);

    [Fact]
    public void Amounts_AreReadBackTheSame()
    {
        // Every group of three, at every place, and the ends of the range.
        for (var group = 0; group < 1000; group++)
        {
            foreach (var scale in new[] { 1L, 1_000, 1_000_000, 1_000_000_000, 1_000_000_000_000, 1_000_000_000_000_000 })
            {
                foreach (var amount in new[] { group * scale, 7 * scale * 1000 + group * scale, -group * scale, group * scale + 1 })
                    ReadBack(AmountInWords.Of(amount)).Should().Be(amount);
            }
        }

        ReadBack(AmountInWords.Of(long.MaxValue)).Should().Be(long.MaxValue);
        ReadBack(AmountInWords.Of(long.MinValue)).Should().Be(long.MinValue);
    }

    /// <summary>Reads words by adding up, without knowing how they were made.</summary>
    private static long ReadBack(string text)
    {
        var words = text.ToLowerInvariant().Split(' ');
        if (words[^1] != "đồng") Assert.Fail($"'{text}' has no unit.");
        Int128 total = 0, billions = 0, group = 0;
        var digit = -1;
        foreach (var word in words[(words[0] == "âm" ? 1 : 0)..^1])
        {
            switch (word)
            {
                case "tỷ":
                    billions = (billions + total + group + Math.Max(digit, 0)) * 1_000_000_000;
                    (total, group, digit) = (0, 0, -1);
                    break;
                case "triệu" or "nghìn":
                    total += (group + Math.Max(digit, 0)) * (word == "triệu" ? 1_000_000 : 1_000);
                    (group, digit) = (0, -1);
                    break;
                case "trăm" or "mươi":
                    group += digit * (word == "trăm" ? 100 : 10);
                    digit = -1;
                    break;
                case "mười":
                    group += 10;
                    break;
                case "lẻ":
                    break;
                default:
                    digit = word switch { "mốt" => 1, "tư" => 4, "lăm" => 5, _ => Array.IndexOf(Digits, word) };
                    if (digit < 0) Assert.Fail($"'{word}' is no digit.");
                    break;
            }
        }

        return (long)((words[0] == "âm" ? -1 : 1) * (billions + total + group + Math.Max(digit, 0)));
    }
}
