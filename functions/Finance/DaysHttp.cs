using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Sheets;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>What finance officers see of a day, and how they close it.</summary>
internal static class DaysHttp
{
    public static async Task<IResult> PreviewAsync(DateOnly day, HttpContext context, PreviewDay operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.HandleAsync(day, context.Caller(), cancellationToken), FinanceJson.Default.DayPicture);

    public static async Task<IResult> CloseAsync(DateOnly day, HttpContext context, CloseDay operation, CancellationToken cancellationToken) =>
        Answers.From(
            await operation.HandleAsync(day, context.Caller(), null, context.CorrelationId(), cancellationToken), CloseJson.Default.SignedClose);

    public static async Task<IResult> ReadAsync(DateOnly day, string? format, HttpContext context, CloseDay operation, CancellationToken cancellationToken)
    {
        if (context.Caller().Role is not (Role.Finance or Role.Operator)) return Answers.Problem(KernelProblems.Forbidden);
        if (await operation.ReadAsync(day, cancellationToken) is not { } close) return Answers.Problem(KernelProblems.NotFound);
        if (format != "csv") return Answers.Json(close, CloseJson.Default.SignedClose);
        return Results.File(await TableFile.CsvAsync(CloseTable.Rows(close), cancellationToken), TableFile.CsvType, $"{CloseChain.CodeOf(day)}.csv");
    }
}
