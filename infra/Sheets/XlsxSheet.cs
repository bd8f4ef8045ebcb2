using System.Globalization;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>Reads the first sheet of an XLSX file.</summary>
internal static class XlsxSheet
{
    public static Result<Sheet> Read(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var bytes = content.ToArray();
        try
        {
            if (XlsxGuard.Inspect(bytes, cancellationToken) is { } refused) return refused;
            return ReadRows(bytes, cancellationToken);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // The library meets damaged XML with whatever exception comes first; none of them is the program's fault.
            return SheetProblems.Damaged;
        }
    }

    private static Result<Sheet> ReadRows(byte[] bytes, CancellationToken cancellationToken)
    {
        var configuration = new OpenXmlConfiguration { EnableSharedStringCache = false, FillMergedCells = false };
        var builder = new SheetBuilder();
        var line = 0;
        foreach (IDictionary<string, object?> row in MiniExcel.Query(new MemoryStream(bytes), excelType: ExcelType.XLSX, configuration: configuration))
        {
            cancellationToken.ThrowIfCancellationRequested();
            line++;
            if (builder.Add(line, [.. row.Values.Select(Text)]) is { } refused) return refused;
        }

        return builder.Build();
    }

    /// <summary>A cell as the text a person sees in it.</summary>
    internal static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "TRUE" : "FALSE",
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        double number => Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A spreadsheet keeps 15 digits; decimal writes exactly those, without an exponent.</summary>
    private static string Number(double number) =>
        Math.Abs(number) < 1e28
            ? ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
}
