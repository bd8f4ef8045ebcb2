using System.Globalization;
using MiniExcelLibs;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>Writes a table as a file, CSV or XLSX, in which no text runs as a formula.</summary>
public static class TableFile
{
    public const string CsvType = "text/csv; charset=utf-8";
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static async ValueTask<byte[]> CsvAsync(ExportTable table, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await using (var csv = new CsvExport(stream))
        {
            await csv.RowAsync([.. table.Header], cancellationToken);
            foreach (var row in table.Rows)
                await csv.RowAsync([.. row.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")], cancellationToken);
        }

        return stream.ToArray();
    }

    /// <remarks>Numbers stay numbers; a text that begins like a formula gets an apostrophe before it, because sheets are saved as CSV again.</remarks>
    public static byte[] Xlsx(ExportTable table)
    {
        using var stream = new MemoryStream();
        // Without rows the writer would leave out the header, so the header is a row like the others.
        List<IReadOnlyList<object>> rows = [table.Header, .. table.Rows];
        stream.SaveAs(
            rows.Select(row => row.Select((cell, i) => (Key: string.Create(CultureInfo.InvariantCulture, $"{i:D3}"), Value: Cell(cell)))
                .ToDictionary(cell => cell.Key, cell => cell.Value)),
            printHeader: false,
            sheetName: table.Name);
        return stream.ToArray();
    }

    private static object Cell(object cell) =>
        cell is string { Length: > 0 } text && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : cell;
}
