using System.Globalization;

namespace PublicServices.Infra.Statements;

/// <summary>Reads the day at the beginning of a cell; a time behind it is passed over.</summary>
internal static class DayText
{
    public static bool TryRead(ReadOnlySpan<char> cell, string format, out DateOnly day)
    {
        day = default;
        if (cell.Length < format.Length) return false;
        var rest = cell[format.Length..];
        // Gateways write the time right behind the day: 20261124093000.
        var isTime = format == "yyyyMMdd" && rest.Length == 6 && !rest.ContainsAnyExceptInRange('0', '9');
        if (rest.Length > 0 && char.IsAsciiDigit(rest[0]) && !isTime) return false;
        return TryFast(cell[..format.Length], format, out day)
            || DateOnly.TryParseExact(cell[..format.Length], format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>The two forms nearly every statement has; a million of them are read.</summary>
    private static bool TryFast(ReadOnlySpan<char> text, string format, out DateOnly day)
    {
        day = default;
        var (dayAt, monthAt, yearAt) = format switch
        {
            "dd/MM/yyyy" => (0, 3, 6),
            "yyyy-MM-dd" => (8, 5, 0),
            _ => (-1, -1, -1),
        };
        if (dayAt < 0 || !Number(text[yearAt..(yearAt + 4)], out var year) || !Number(text[monthAt..(monthAt + 2)], out var month) || !Number(text[dayAt..(dayAt + 2)], out var number))
            return false;
        if (text[format.IndexOfAny(['/', '-'])] != format[format.IndexOfAny(['/', '-'])]) return false;
        if (text[format.LastIndexOfAny(['/', '-'])] != format[format.LastIndexOfAny(['/', '-'])]) return false;
        if (year < 1 || month is < 1 or > 12 || number < 1 || number > DateTime.DaysInMonth(year, month)) return false;
        day = new DateOnly(year, month, number);
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + (c - '0');
        }

        return true;
    }
}
