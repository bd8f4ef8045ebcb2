namespace PublicServices.Kernel;

/// <summary>A table that people open in a spreadsheet. Whoever writes the file protects against formulas.</summary>
/// <param name="Name">Name of the file without its ending, and of the sheet: ASCII letters, digits and dashes, at most 31.</param>
/// <param name="Header">Titles of the columns, each once.</param>
/// <param name="Rows">Each as wide as the header; a cell is a text, or a <see cref="long"/> for numbers that may be added up.</param>
public sealed record ExportTable(string Name, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<object>> Rows)
{
    private const string Format = "yyyy-MM-dd HH:mm:ss";

    /// <summary>An instant as two cells: UTC, and the Vietnamese clock.</summary>
    public static string[] Times(DateTimeOffset instant) =>
    [
        instant.UtcDateTime.ToString(Format, System.Globalization.CultureInfo.InvariantCulture),
        instant.InVietnam().ToString(Format, System.Globalization.CultureInfo.InvariantCulture),
    ];
}
