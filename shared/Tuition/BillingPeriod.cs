using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>What a bill is for: a month, or a term of a school year.</summary>
/// <param name="Code"><c>2026-09</c>, or <c>2026-2027-hk1</c> and <c>-hk2</c>.</param>
/// <param name="Cycle">Which items of the catalogue belong to it.</param>
/// <param name="FirstDay">Prices and benefits in force on this day count.</param>
public sealed record BillingPeriod(string Code, BillingCycle Cycle, DateOnly FirstDay)
{
    private const int FirstYear = 2020;
    private const int LastYear = 2099;
    private const int FirstTermMonth = 9;

    /// <summary>Months it covers: the two terms of a school year are nine together.</summary>
    public int Months => Cycle == BillingCycle.Month ? 1 : Code[^1] == '1' ? 5 : 4;

    /// <summary>The month it is, as a period.</summary>
    public static string MonthOf(DateTimeOffset now) => now.InVietnam().ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Reads a period that came from outside.</summary>
    public static bool TryParse(string? text, out BillingPeriod period)
    {
        period = null!;
        if (text is { Length: 7 } && text[4] == '-' && Number(text.AsSpan(0, 4)) is >= FirstYear and <= LastYear and var year
            && Number(text.AsSpan(5)) is >= 1 and <= 12 and var month)
        {
            period = new BillingPeriod(text, BillingCycle.Month, new DateOnly(year, month, 1));
            return true;
        }

        if (text is { Length: 13 } && text[4] == '-' && text[9..12] == "-hk" && text[12] is '1' or '2'
            && Number(text.AsSpan(0, 4)) is >= FirstYear and < LastYear and var from && Number(text.AsSpan(5, 4)) == from + 1)
        {
            var first = text[12] == '1' ? new DateOnly(from, FirstTermMonth, 1) : new DateOnly(from + 1, 1, 15);
            period = new BillingPeriod(text, BillingCycle.Term, first);
            return true;
        }

        return false;
    }

    private static int Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
