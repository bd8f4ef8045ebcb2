using System.Text;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using PublicServices.Finance;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Reads a source's tables, CSV or XLSX.</summary>
internal static class TableReader
{
    public static Result<Statement> Read(ReadOnlyMemory<byte> content, StatementSource source, ColumnMapping mapping, CancellationToken cancellationToken)
    {
        if (IsXlsx(content)) return ReadXlsx(content, source, mapping, cancellationToken);
        var utf8 = Utf8Of(content);
        var table = new TableStatement(mapping, source);
        var rows = new CsvRows(utf8, Separator(utf8.Span, mapping.RowsAbove));
        try
        {
            while (rows.Next())
            {
                if ((rows.Line & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
                if (rows.EndsWithFile && rows.Count < mapping.Header.Count && mapping.TotalLabel is null)
                    return StatementProblems.Truncated(rows.Line, new("dòng cuối thiếu cột", "the last row has fewer columns"));
                if (table.Add(rows.Line, rows.Count, rows) is { } refused) return refused;
            }
        }
        catch (CsvRowException e)
        {
            return Of(e);
        }

        return table.Build();
    }

    /// <summary>The names of the header row.</summary>
    public static Result<string[]> ReadHeader(ReadOnlyMemory<byte> content, int rowsAbove, CancellationToken cancellationToken)
    {
        try
        {
            if (IsXlsx(content))
            {
                var bytes = content.ToArray();
                if (XlsxGuard.Inspect(bytes, cancellationToken) is { } unsafeFile) return unsafeFile;
                var found = XlsxRows(bytes, cancellationToken).Skip(Math.Max(rowsAbove, 0)).FirstOrDefault().Cells;
                return found is null ? StatementProblems.Empty : found[..(found.FindLastIndex(cell => cell.Length > 0) + 1)].ToArray();
            }

            var utf8 = Utf8Of(content);
            var rows = new CsvRows(utf8, Separator(utf8.Span, rowsAbove));
            for (var passed = 0; rows.Next(); passed++)
            {
                if (passed < rowsAbove) continue;
                return Enumerable.Range(0, rows.Count).Select(cell => rows[cell].ToString()).ToArray();
            }

            return StatementProblems.Empty;
        }
        catch (CsvRowException e)
        {
            return Of(e);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // As below: the library's exceptions are the file's fault.
            return SheetProblems.Damaged;
        }
    }

    private static bool IsXlsx(ReadOnlyMemory<byte> content) => content.Span.StartsWith("PK\u0003\u0004"u8);

    private static Problem Of(CsvRowException e) => e.Fault switch
    {
        CsvFault.Encoding => StatementProblems.BadEncoding(e.Line),
        CsvFault.OpenQuote => StatementProblems.Truncated(e.Line, new("dấu ngoặc kép không đóng", "a quotation mark is not closed")),
        _ => StatementProblems.Malformed(e.Line, "row"),
    };

    /// <remarks>Banks write their name and ours above the table, so rows are read as they are and not by a header.</remarks>
    private static Result<Statement> ReadXlsx(ReadOnlyMemory<byte> content, StatementSource source, ColumnMapping mapping, CancellationToken cancellationToken)
    {
        var bytes = content.ToArray();
        var table = new TableStatement(mapping, source);
        try
        {
            if (XlsxGuard.Inspect(bytes, cancellationToken) is { } unsafeFile) return unsafeFile;
            foreach (var (number, cells) in XlsxRows(bytes, cancellationToken))
            {
                if (table.Add(number, WidthOf(cells, mapping), new SheetCells(cells)) is { } refused) return refused;
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // The library meets damaged XML with whatever exception comes first; none of them is the program's fault.
            return SheetProblems.Damaged;
        }

        return table.Build();
    }

    /// <summary>The rows that are not empty, with their numbers from 1.</summary>
    private static IEnumerable<(int Number, List<string> Cells)> XlsxRows(byte[] bytes, CancellationToken cancellationToken)
    {
        var configuration = new OpenXmlConfiguration { EnableSharedStringCache = false, FillMergedCells = false };
        var number = 0;
        foreach (IDictionary<string, object?> row in MiniExcel.Query(new MemoryStream(bytes), excelType: ExcelType.XLSX, configuration: configuration))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            var cells = row.Values.Select(value => XlsxSheet.Text(value).Trim()).ToList();
            if (cells.Any(cell => cell.Length > 0)) yield return (number, cells);
        }
    }

    /// <summary>A spreadsheet has no end of a row; it is as wide as the header unless something stands further right.</summary>
    private static int WidthOf(List<string> cells, ColumnMapping mapping)
    {
        var width = cells.Count;
        while (width > mapping.Header.Count && cells[width - 1].Length == 0) width--;
        return Math.Max(width, mapping.Header.Count);
    }

    private static ReadOnlyMemory<byte> Utf8Of(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) return content[3..];
        if (bytes is [0xFF, 0xFE, ..]) return Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(bytes[2..]));
        if (bytes is [0xFE, 0xFF, ..]) return Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(bytes[2..]));
        return content;
    }

    /// <summary>The separator that makes the header row of the saved one; banks write what their computers' regions say.</summary>
    private static char Separator(ReadOnlySpan<byte> utf8, int rowsAbove)
    {
        var (best, most) = (',', -1);
        foreach (var separator in (ReadOnlySpan<char>)[',', ';', '\t', '|'])
        {
            var count = 0;
            var rest = utf8;
            for (var row = 0; row <= rowsAbove && rest.Length > 0; row++)
            {
                var end = rest.IndexOf((byte)'\n');
                var line = end < 0 ? rest : rest[..end];
                if (line.Trim("\r "u8).IsEmpty) row--;
                else count = line.Count((byte)separator);
                rest = end < 0 ? [] : rest[(end + 1)..];
            }

            if (count > most) (best, most) = (separator, count);
        }

        return best;
    }
}
