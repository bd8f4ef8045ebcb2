using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Sheets;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>A table as a file to keep: CSV as it is read, XLSX once all of it is there.</summary>
/// <param name="rows">The rows, the header first.</param>
/// <param name="name">The file's name without its ending.</param>
/// <param name="isXlsx">XLSX instead of CSV.</param>
internal sealed class TableDownload(ExportRows rows, string name, bool isXlsx) : IActionResult
{
    private const string SheetName = "table";

    /// <summary>Rows of an XLSX file, the header among them; it is made in memory, so longer tables are CSV only.</summary>
    private const int MaxXlsxRows = 200_000;

    public Task ExecuteResultAsync(ActionContext context) => isXlsx ? XlsxAsync(context.HttpContext) : CsvAsync(context.HttpContext);

    private async Task CsvAsync(HttpContext http)
    {
        Attach(http.Response, TableFile.CsvType, "csv");
        await using var csv = new CsvExport(http.Response.Body);
        await foreach (var row in rows.Rows.WithCancellation(http.RequestAborted)) await csv.RowAsync(TableFile.Texts(row), http.RequestAborted);
    }

    private async Task XlsxAsync(HttpContext http)
    {
        List<object[]> table = [];
        await foreach (var row in rows.Rows.WithCancellation(http.RequestAborted))
        {
            table.Add(row);
            if (table.Count <= MaxXlsxRows) continue;
            await ProblemResponse.WriteAsync(http, FinanceProblems.TableTooLong(MaxXlsxRows));
            return;
        }

        using var file = new MemoryStream();
        await XlsxExport.WriteAsync(file, SheetName, table, http.RequestAborted);
        Attach(http.Response, TableFile.XlsxType, "xlsx");
        http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private void Attach(HttpResponse response, string type, string ending)
    {
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{ending}\"";
    }
}
