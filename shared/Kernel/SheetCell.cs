using System.Globalization;

namespace PublicServices.Kernel;

/// <summary>What a sheet's cell means where spreadsheets change what people type.</summary>
public static class SheetCell
{
    private static readonly string[] DateForms = ["d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-M-d"];

    /// <summary>A calendar day: <c>dd/MM/yyyy</c> as people write it (one digit will do, dashes or points too), or <c>yyyy-MM-dd</c>.</summary>
    /// <returns>False for anything else, also month before day.</returns>
    public static bool TryDate(string cell, out DateOnly day) =>
        DateOnly.TryParseExact(cell, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>
    /// A code of digits with the leading zeros that a spreadsheet drops when the cell is a number: every province's prefix
    /// of a personal number begins with one.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="digits">The code's length.</param>
    /// <returns>The code, or the cell unchanged when it is not 1 to <paramref name="digits"/> ASCII digits.</returns>
    public static string Digits(string cell, int digits) =>
        cell.Length > 0 && cell.Length < digits && cell.All(char.IsAsciiDigit) ? cell.PadLeft(digits, '0') : cell;

    /// <summary>The value whose word a cell holds, whatever its case, accents and spaces.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="choices">Values, each with its words as <see cref="VietnameseText.Plain"/> writes them.</param>
    /// <returns>Null when no value has that word.</returns>
    public static T? Choice<T>(string cell, IEnumerable<(T Value, string[] Words)> choices)
        where T : struct
    {
        var plain = VietnameseText.Plain(cell);
        foreach (var (value, words) in choices)
        {
            if (words.Contains(plain)) return value;
        }

        return null;
    }

    /// <summary>Yes or no as people tick it; null for anything else.</summary>
    public static bool? YesOrNo(string cell) => VietnameseText.Plain(cell) switch
    {
        "co" or "x" or "yes" or "true" or "1" => true,
        "khong" or "no" or "false" or "0" => false,
        _ => null,
    };
}
