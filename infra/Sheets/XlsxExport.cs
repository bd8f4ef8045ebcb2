using System.Globalization;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace PublicServices.Infra.Sheets;

/// <summary>Writes a table as an XLSX file: numbers as numbers, everything else as text that never runs as a formula.</summary>
/// <remarks>
/// Text in XLSX is no formula, but it becomes one when the sheet is saved as CSV and opened again, so it is protected as in
/// <see cref="CsvExport"/>.
/// </remarks>
public static class XlsxExport
{
    private static readonly OpenXmlConfiguration Configuration = new() { AutoFilter = false, TableStyles = TableStyles.None, FastMode = true };

    /// <summary>Writes the whole file.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="sheet">The sheet's name, at most 31 characters.</param>
    /// <param name="rows">The header first, and the others as wide; cells are text or <see cref="long"/>.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="InvalidOperationException">A row is wider or narrower than the header; a fault of the program.</exception>
    public static async Task WriteAsync(Stream stream, string sheet, IEnumerable<IReadOnlyList<object>> rows, CancellationToken cancellationToken) =>
        // Without rows the writer would leave out a header of its own, so the header is a row like the others.
        await MiniExcel.SaveAsAsync(stream, Keyed(rows), printHeader: false, sheetName: sheet, configuration: Configuration, cancellationToken: cancellationToken);

    /// <summary>The text as it may stand in a cell.</summary>
    internal static string Protect(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;

    private static IEnumerable<Dictionary<string, object>> Keyed(IEnumerable<IReadOnlyList<object>> rows)
    {
        string[]? keys = null;
        foreach (var row in rows)
        {
            keys ??= [.. Enumerable.Range(0, row.Count).Select(i => i.ToString("D3", CultureInfo.InvariantCulture))];
            if (row.Count != keys.Length) throw new InvalidOperationException($"A row has {row.Count} cells, the header {keys.Length}.");
            var keyed = new Dictionary<string, object>(keys.Length);
            for (var i = 0; i < row.Count; i++) keyed.Add(keys[i], row[i] is string text ? Protect(text) : row[i]);
            yield return keyed;
        }
    }
}
