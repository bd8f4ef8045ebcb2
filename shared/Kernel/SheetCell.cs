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
}
