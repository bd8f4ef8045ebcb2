using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>Tables as files to keep.</summary>
internal static class TableAnswers
{
    /// <summary>The table as XLSX when <paramref name="format"/> says <c>xlsx</c>, otherwise as CSV.</summary>
    public static async Task<IResult> FileAsync(ExportTable table, string? format, CancellationToken cancellationToken) => format == "xlsx"
        ? Results.File(await TableFile.XlsxAsync(table, cancellationToken), TableFile.XlsxType, table.Name + ".xlsx")
        : Results.File(await TableFile.CsvAsync(table, cancellationToken), TableFile.CsvType, table.Name + ".csv");
}
