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
    /// <summary>Rows a worksheet holds, the header among them.</summary>
    public const int MaxRows = 1_048_576;

    private static readonly OpenXmlConfiguration Configuration = new() { AutoFilter = false, TableStyles = TableStyles.None, FastMode = true };

    /// <summary>Writes the whole file.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="header">Names of the columns, each once.</param>
    /// <param name="rows">As wide as the header; cells are text or <see cref="long"/>.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="InvalidOperationException">A row is wider or narrower than the header; a fault of the program.</exception>
    public static async Task WriteAsync(Stream stream, IReadOnlyList<string> header, IEnumerable<object[]> rows, CancellationToken cancellationToken) =>
        await MiniExcel.SaveAsAsync(stream, Named(header, rows), configuration: Configuration, cancellationToken: cancellationToken);

    /// <summary>The text as it may stand in a cell.</summary>
    internal static string Protect(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;

    private static IEnumerable<Dictionary<string, object>> Named(IReadOnlyList<string> header, IEnumerable<object[]> rows)
    {
        foreach (var row in rows)
        {
            if (row.Length != header.Count) throw new InvalidOperationException($"A row has {row.Length} cells, the header {header.Count}.");
            var named = new Dictionary<string, object>(header.Count);
            for (var i = 0; i < row.Length; i++) named.Add(header[i], row[i] is string text ? Protect(text) : row[i]);
            yield return named;
        }
    }
}
