using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>What schools, Departments and finance officers read about a school's money.</summary>
internal static class ReportsHttp
{
    public static async Task<IResult> MonthAsync(
        HttpContext context, string school, string period, ReportMonth report, CancellationToken cancellationToken) =>
        Answers.From(await report.HandleAsync(school, period, context.Asked(), cancellationToken), TuitionJson.Default.MonthlyReport);

    public static async Task<IResult> MonthFileAsync(
        HttpContext context, string school, string period, string? format, ReportMonth report, CancellationToken cancellationToken) =>
        (await report.HandleAsync(school, period, context.Asked(), cancellationToken)).Succeeded(out var made, out var problem)
            ? await TableAnswers.FileAsync(made.ToTable(context.Language()), format, cancellationToken)
            : Answers.Problem(problem);

    public static async Task<IResult> SubsidyAsync(
        HttpContext context, string school, string? from, string? to, ClaimSubsidy claim, CancellationToken cancellationToken) =>
        Answers.From(await claim.HandleAsync(school, from, to, context.Asked(), cancellationToken), TuitionJson.Default.SubsidyClaim);

    public static async Task<IResult> SubsidyFileAsync(
        HttpContext context, string school, string? from, string? to, string? format, ClaimSubsidy claim, CancellationToken cancellationToken) =>
        (await claim.HandleAsync(school, from, to, context.Asked(), cancellationToken)).Succeeded(out var made, out var problem)
            ? await TableAnswers.FileAsync(made.ToTable(context.Language()), format, cancellationToken)
            : Answers.Problem(problem);

    public static async Task<IResult> FindAsync(HttpContext context, string? q, string? school, FindBills find, CancellationToken cancellationToken)
    {
        var asked = context.Asked();
        // A school's own officers need not say which school.
        return Answers.From(await find.HandleAsync(q, school ?? asked.Caller.Unit, asked, cancellationToken), TuitionJson.Default.FoundBills);
    }

    public static async Task<IResult> FindFileAsync(
        HttpContext context, string? q, string? school, string? format, FindBills find, CancellationToken cancellationToken)
    {
        var asked = context.Asked();
        return (await find.HandleAsync(q, school ?? asked.Caller.Unit, asked, cancellationToken)).Succeeded(out var found, out var problem)
            ? await TableAnswers.FileAsync(found.ToTable(context.Language()), format, cancellationToken)
            : Answers.Problem(problem);
    }

    public static async Task<IResult> StatementFileAsync(
        HttpContext context, string account, string? format, ReadBills read, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(account, TuitionIds.AccountKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        return (await read.WholeStatementAsync(id, context.Asked(), cancellationToken)).Succeeded(out var statement, out var problem)
            ? await TableAnswers.FileAsync(statement.ToTable(context.Language()), format, cancellationToken)
            : Answers.Problem(problem);
    }
}
