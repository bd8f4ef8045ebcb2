using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>Writes a table as a file, CSV or XLSX, in which no text runs as a formula.</summary>
public static class TableFile
{
    public const string CsvType = "text/csv; charset=utf-8";
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static async ValueTask<byte[]> CsvAsync(IEnumerable<IReadOnlyList<object>> rows, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await using (var csv = new CsvExport(stream))
        {
            foreach (var row in rows) await csv.RowAsync(Texts(row), cancellationToken);
        }

        return stream.ToArray();
    }

    public static ValueTask<byte[]> CsvAsync(ExportTable table, CancellationToken cancellationToken) => CsvAsync([table.Header, .. table.Rows], cancellationToken);

    public static async ValueTask<byte[]> XlsxAsync(ExportTable table, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await XlsxExport.WriteAsync(stream, table.Name, [table.Header, .. table.Rows], cancellationToken);
        return stream.ToArray();
    }

    /// <summary>A row's cells as a CSV file has them.</summary>
    public static string[] Texts(IReadOnlyList<object> row) => [.. row.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")];
}
