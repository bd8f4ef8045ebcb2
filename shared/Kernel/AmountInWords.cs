namespace PublicServices.Kernel;

/// <summary>Writes amounts of đồng in Vietnamese words, as invoices and vouchers must.</summary>
/// <remarks>
/// The rules of reading: <c>mốt</c>, <c>tư</c> and <c>lăm</c> after <c>mươi</c> (<c>lăm</c> after <c>mười</c> too), <c>lẻ</c> for tens that are
/// missing, and <c>không trăm</c> for hundreds that are missing inside a number. Beyond a tỷ the number is read as so many tỷ.
/// </remarks>
public static class AmountInWords
{
    private const ulong Billion = 1_000_000_000;

    private static readonly string[] Digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

    private static readonly (ulong Value, string Name)[] Scales = [(1_000_000, "triệu"), (1_000, "nghìn"), (1, "")];

    /// <summary>The amount with its unit, the first letter a capital: <c>Một triệu hai trăm nghìn đồng</c>.</summary>
    /// <param name="amountVnd">Whole đồng; below zero it begins with <c>Âm</c>.</param>
    public static string Of(long amountVnd)
    {
        var words = new List<string>();
        // The smallest long has no positive twin, so the sign goes before the size is taken.
        var size = amountVnd < 0 ? (ulong)-(amountVnd + 1) + 1 : (ulong)amountVnd;
        if (amountVnd < 0) words.Add("âm");
        if (size == 0) words.Add(Digits[0]);
        else AddNumber(words, size, isInside: false);
        words.Add("đồng");
        var text = string.Join(' ', words);
        return string.Concat(char.ToUpperInvariant(text[0]).ToString(), text.AsSpan(1));
    }

    /// <param name="words">Where the words go.</param>
    /// <param name="number">More than zero.</param>
    /// <param name="isInside">True when something stands before it, so that missing hundreds are spoken.</param>
    private static void AddNumber(List<string> words, ulong number, bool isInside)
    {
        var (billions, rest) = Math.DivRem(number, Billion);
        if (billions > 0)
        {
            AddNumber(words, billions, isInside);
            words.Add("tỷ");
            isInside = true;
        }

        foreach (var (value, name) in Scales)
        {
            var group = (int)(rest / value % 1000);
            if (group == 0) continue;
            AddGroup(words, group, isInside);
            if (name.Length > 0) words.Add(name);
            isInside = true;
        }
    }

    private static void AddGroup(List<string> words, int group, bool isInside)
    {
        var (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10);
        if (hundreds > 0 || isInside) words.AddRange([Digits[hundreds], "trăm"]);
        switch (tens)
        {
            case 0 when units == 0:
                return;
            case 0:
                if (hundreds > 0 || isInside) words.Add("lẻ");
                break;
            case 1:
                words.Add("mười");
                break;
            default:
                words.AddRange([Digits[tens], "mươi"]);
                break;
        }

        if (units > 0) words.Add(Unit(tens, units));
    }

    private static string Unit(int tens, int units) => (tens, units) switch
    {
        ( > 1, 1) => "mốt",
        ( > 1, 4) => "tư",
        ( > 0, 5) => "lăm",
        _ => Digits[units],
    };
}
