using System.Security.Cryptography;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>What schools and their Departments do over HTTP.</summary>
internal static class SchoolsHttp
{
    /// <summary>Everybody may read what a school charges.</summary>
    public static async Task<IResult> CatalogueAsync(string school, Catalogues catalogues, CancellationToken cancellationToken) =>
        await catalogues.FindAsync(school, cancellationToken) is { } catalogue
            ? Answers.Json(catalogue, TuitionJson.Default.FeeCatalogue)
            : Answers.Problem(TuitionProblems.NoCatalogue);

    public static async Task<IResult> PublishAsync(HttpContext context, string school, Catalogues catalogues, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.CatalogueBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var catalogue = body.Value;
        if (!TuitionIds.IsSchool(school)) return Answers.Problem(KernelProblems.NotFound);
        var command = new PublishCatalogue(school, catalogue.Name, school[..2], catalogue.IsPublic, catalogue.Items, catalogue.Instalments, catalogue.Reason);
        return Answers.From(await catalogues.PublishAsync(command, asked, cancellationToken), TuitionJson.Default.FeeCatalogue);
    }

    /// <summary>An enrolment list, CSV or XLSX: previewed unless the address says <c>dryRun=false</c>.</summary>
    public static async Task<IResult> RunAsync(
        HttpContext context, string school, string period, bool? dryRun, ISheetReader sheets, RunBillsHandler runs, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadBytesAsync(Sheet.MaxBytes, cancellationToken);
        if (!read.Succeeded(out var content, out var tooLarge)) return Answers.Problem(tooLarge);
        if (!sheets.Read(content, cancellationToken).Succeeded(out var sheet, out var unreadable)) return Answers.Problem(unreadable);
        if (!context.Asked(Convert.ToHexStringLower(SHA256.HashData(content))).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var command = new RunBills(school, period, sheet);
        // Without a word about it nothing is changed.
        return dryRun ?? true
            ? Answers.From(await runs.PreviewAsync(command, asked, cancellationToken), TuitionJson.Default.BillRunPreview)
            : Answers.From(await runs.StartAsync(command, asked, cancellationToken), TuitionJson.Default.BillRun, StatusCodes.Status202Accepted);
    }

    public static async Task<IResult> ReadRunAsync(
        HttpContext context, string school, string period, RunBillsHandler runs, CancellationToken cancellationToken) =>
        Answers.From(await runs.ReadAsync(school, period, context.Asked(), cancellationToken), TuitionJson.Default.BillRun);

    public static async Task<IResult> ListAsync(
        HttpContext context, string school, string period, string? @class, bool? overdue, int? take, string? continuation, ListBills list,
        CancellationToken cancellationToken)
    {
        var query = new ListSchool(school, period, @class, overdue ?? false, take ?? 50, continuation);
        return Answers.From(await list.OfSchoolAsync(query, context.Asked(), cancellationToken), TuitionJson.Default.BillList);
    }

    public static async Task<IResult> ClassesAsync(
        HttpContext context, string school, string period, ListBills list, CancellationToken cancellationToken) =>
        Answers.From(await list.ByClassAsync(school, period, context.Asked(), cancellationToken), TuitionJson.Default.IReadOnlyListClassTotal);

    public static async Task<IResult> AskBenefitAsync(HttpContext context, string school, Benefits benefits, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.BenefitBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var claim = body.Value;
        var command = new AskBenefit(school, claim.Student, claim.StudentName, claim.Group, claim.From, claim.To, claim.Evidence);
        return Answers.From(await benefits.AskAsync(command, asked, cancellationToken), TuitionJson.Default.BenefitAnswer, StatusCodes.Status201Created);
    }

    public static async Task<IResult> BenefitsAsync(
        HttpContext context, string school, bool? decided, string? continuation, ListBills list, CancellationToken cancellationToken) =>
        Answers.From(await list.BenefitsAsync(school, decided is not true, continuation, context.Asked(), cancellationToken), TuitionJson.Default.BenefitList);

    public static async Task<IResult> DecideBenefitAsync(
        HttpContext context, string benefits, int number, Benefits operation, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.DecisionBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!RecordId.TryParse(benefits, TuitionIds.BenefitsKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        if (!context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)) return Answers.Problem(badKey);
        var command = new DecideBenefit(id, number, body.Value.Approve, body.Value.Reason);
        return Answers.From(await operation.DecideAsync(command, asked, cancellationToken), TuitionJson.Default.BenefitAnswer);
    }
}
