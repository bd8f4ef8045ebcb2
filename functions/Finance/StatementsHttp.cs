using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>What finance officers bring and read of statements.</summary>
internal static class StatementsHttp
{
    public static async Task<IResult> ImportAsync(
        string source, string? format, HttpContext context, ImportStatement operation, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        if (caller.Role != Role.Finance) return Answers.Problem(KernelProblems.Forbidden);
        if (!StatementSource.TryParse(source, out var of)) return Answers.Problem(FinanceProblems.UnknownSource);
        if (!Enum.TryParse<StatementFormat>(format ?? nameof(StatementFormat.Table), out var form) || !Enum.IsDefined(form))
            return Answers.Problem(StatementProblems.NotThisFormat(string.Join(", ", Enum.GetNames<StatementFormat>())));
        var body = await context.Request.ReadBytesAsync(StatementLimits.MaxBytes, cancellationToken);
        return body.Succeeded(out var content, out var tooLarge)
            ? Answers.From(
                await operation.HandleAsync(content, form, of, caller, context.CorrelationId(), cancellationToken), FinanceJson.Default.ImportAnswer)
            : Answers.Problem(tooLarge);
    }

    public static async Task<IResult> ImportPayoutAsync(
        string gateway, string payout, HttpContext context, ImportPayout operation, CancellationToken cancellationToken) =>
        Answers.From(
            await operation.HandleAsync(gateway, payout, context.Caller(), context.CorrelationId(), cancellationToken), FinanceJson.Default.ImportAnswer);

    public static async Task<IResult> SaveColumnsAsync(HttpContext context, SaveMapping operation, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(FinanceJson.Default.ColumnMapping, cancellationToken);
        if (!body.Succeeded(out var mapping, out var problem)) return Answers.Problem(problem);
        return context.Request.IdempotencyCause(context.Caller(), mapping.Fingerprint).Succeeded(out var cause, out problem)
            ? Answers.From(await operation.HandleAsync(mapping.Value, context.Caller(), cause, cancellationToken), FinanceJson.Default.ColumnMapping)
            : Answers.Problem(problem);
    }

    public static async Task<IResult> ColumnsAsync(HttpContext context, ListMappings operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.HandleAsync(context.Caller(), cancellationToken), FinanceJson.Default.MappingList);

    public static async Task<IResult> ListAsync(
        string source, string? continuation, HttpContext context, ListLines operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.StatementsAsync(source, continuation, context.Caller(), cancellationToken), FinanceJson.Default.StatementList);

    public static async Task<IResult> LinesAsync(
        string source, bool? done, string? continuation, HttpContext context, ListLines operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.LinesAsync(source, done == true, continuation, context.Caller(), cancellationToken), FinanceJson.Default.LineList);

    public static async Task<IResult> ExpectedAsync(
        string source, bool? done, string? continuation, HttpContext context, ListLines operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.ExpectedAsync(source, done == true, continuation, context.Caller(), cancellationToken), FinanceJson.Default.ExpectedList);

    public static async Task<IResult> RunAsync(
        string source, HttpContext context, RunMatching operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.HandleAsync(source, context.Caller(), context.CorrelationId(), cancellationToken), FinanceJson.Default.MatchRun);
}
