using System.Text.Json;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Invoices;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>What schools and finance officers do about e-invoices over HTTP.</summary>
internal static class InvoicesHttp
{
    /// <summary>Room for the most numbers of one request.</summary>
    private const int MaxNumbersBytes = 256 * 1024;

    public static async Task<IResult> SettingsAsync(HttpContext context, string school, KeepInvoiceSettings settings, CancellationToken cancellationToken) =>
        Answers.From(await settings.ReadAsync(school, context.Asked(), cancellationToken), TuitionJson.Default.InvoiceSettings);

    public static async Task<IResult> SaveSettingsAsync(HttpContext context, string school, KeepInvoiceSettings settings, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(InvoiceHttpJson.Default.InvoiceSettingsBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        return context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)
            ? Answers.From(await settings.SaveAsync(school, body.Value.ToSettings(), asked, cancellationToken), TuitionJson.Default.InvoiceSettings)
            : Answers.Problem(badKey);
    }

    public static async Task<IResult> BuyerAsync(HttpContext context, string account, SetInvoiceBuyerHandler set, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(InvoiceHttpJson.Default.InvoiceBuyerBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!RecordId.TryParse(account, TuitionIds.AccountKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var buyer = body.Value;
        var command = new SetInvoiceBuyer(id, buyer.Name, buyer.TaxCode, buyer.PersonalNumber, buyer.Address, buyer.Email);
        return Answers.From(await set.HandleAsync(command, context.Asked(), cancellationToken), TuitionJson.Default.AccountAnswer);
    }

    public static async Task<IResult> IssueAsync(HttpContext context, string school, string period, IssueInvoices issue, CancellationToken cancellationToken) =>
        context.Asked("").Succeeded(out var asked, out var badKey)
            ? Answers.From(await issue.StartAsync(school, period, asked, cancellationToken), TuitionJson.Default.InvoiceRun, StatusCodes.Status202Accepted)
            : Answers.Problem(badKey);

    public static async Task<IResult> IssueOneAsync(HttpContext context, string bill, IssueInvoices issue, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Answers.Problem(KernelProblems.NotFound);
        return context.Asked("").Succeeded(out var asked, out var badKey)
            ? Answers.From(await issue.OneAsync(id, asked, cancellationToken), TuitionJson.Default.Invoice)
            : Answers.Problem(badKey);
    }

    public static async Task<IResult> ListAsync(
        HttpContext context, string school, string period, int? take, string? continuation, ReadInvoices read, CancellationToken cancellationToken) =>
        Answers.From(await read.ListAsync(school, period, take ?? 50, continuation, context.Asked(), cancellationToken), TuitionJson.Default.InvoiceList);

    public static async Task<IResult> OfBillAsync(HttpContext context, string bill, ReadInvoices read, CancellationToken cancellationToken) =>
        BillId.TryParse(bill, out var id)
            ? Answers.From(await read.OfBillAsync(id, context.Asked(), cancellationToken), TuitionJson.Default.BillInvoices)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> ReadAsync(HttpContext context, string invoice, ReadInvoices read, CancellationToken cancellationToken) =>
        InvoiceKey.TryParse(invoice, out var key)
            ? Answers.From(await read.OneAsync(key, context.Asked(), cancellationToken), TuitionJson.Default.IssuedInvoice)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> FileAsync(
        HttpContext context, string school, string period, string? format, bool? open, ReadInvoices read, CancellationToken cancellationToken)
    {
        if (format is not (null or "csv" or "xlsx" or "xml" or "json"))
            return Answers.Problem(TuitionProblems.NotValid([TuitionProblems.NotRight("format", "csv, xlsx, xml hoặc json", "csv, xlsx, xml or json")]));
        var result = await read.ExportAsync(school, period, open ?? false, context.Asked(), cancellationToken);
        if (!result.Succeeded(out var export, out var problem)) return Answers.Problem(problem);
        var name = $"invoices-{school}-{period}";
        return format switch
        {
            "xml" => Results.File(InvoiceXml.Write(export), InvoiceXml.Type, name + ".xml"),
            "json" => Results.File(JsonSerializer.SerializeToUtf8Bytes(export, TuitionJson.Default.InvoiceExport), Answers.JsonContentType, name + ".json"),
            "xlsx" => Results.File(await TableFile.XlsxAsync(InvoiceTable.Of(export, context.Language()), cancellationToken), TableFile.XlsxType, name + ".xlsx"),
            _ => Results.File(await TableFile.CsvAsync(InvoiceTable.Of(export, context.Language()), cancellationToken), TableFile.CsvType, name + ".csv"),
        };
    }

    public static Task<IResult> AdjustAsync(HttpContext context, string invoice, CorrectInvoiceHandler correct, CancellationToken cancellationToken) =>
        CorrectAsync(context, invoice, correct.AdjustAsync, cancellationToken);

    public static Task<IResult> ReplaceAsync(HttpContext context, string invoice, CorrectInvoiceHandler correct, CancellationToken cancellationToken) =>
        CorrectAsync(context, invoice, correct.ReplaceAsync, cancellationToken);

    public static async Task<IResult> NumbersAsync(HttpContext context, string school, RecordInvoiceNumbers record, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(InvoiceHttpJson.Default.InvoiceNumbersBody, cancellationToken, MaxNumbersBytes);
        return read.Succeeded(out var body, out var malformed)
            ? Answers.From(await record.HandleAsync(school, body.Value.Numbers, context.Asked(), cancellationToken), TuitionJson.Default.NumberReports)
            : Answers.Problem(malformed);
    }

    private static async Task<IResult> CorrectAsync(
        HttpContext context, string invoice, Func<CorrectInvoice, Asked, CancellationToken, ValueTask<Result<Invoice>>> correct, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.ReasonBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!InvoiceKey.TryParse(invoice, out var key)) return Answers.Problem(KernelProblems.NotFound);
        return context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)
            ? Answers.From(await correct(new CorrectInvoice(key, body.Value.Reason), asked, cancellationToken), TuitionJson.Default.Invoice, StatusCodes.Status201Created)
            : Answers.Problem(badKey);
    }
}
