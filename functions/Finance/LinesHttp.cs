using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>What finance officers do with single lines.</summary>
internal static class LinesHttp
{
    public static async Task<IResult> ReadAsync(string line, HttpContext context, ListLines operation, CancellationToken cancellationToken) =>
        RecordId.TryParse(line, BookedLine.RecordKind, out var id)
            ? Answers.From(await operation.StoryAsync(id, context.Caller(), cancellationToken), FinanceJson.Default.LineStory)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> MatchAsync(string line, HttpContext context, MatchByHand operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(line, BookedLine.RecordKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(FinanceJson.Default.HandMatch, cancellationToken);
        if (!body.Succeeded(out var match, out var problem)) return Answers.Problem(problem);
        if (!context.Request.IdempotencyCause(context.Caller(), match.Fingerprint).Succeeded(out var cause, out problem)) return Answers.Problem(problem);
        var result = await operation.HandleAsync(id, match.Value, context.Caller(), context.CorrelationId(), cause, cancellationToken);
        return Row(id, result);
    }

    public static async Task<IResult> ReleaseAsync(string line, HttpContext context, ReleaseLine operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(line, BookedLine.RecordKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(FinanceJson.Default.FinanceDecision, cancellationToken);
        if (!body.Succeeded(out var decision, out var problem)) return Answers.Problem(problem);
        if (!context.Request.IdempotencyCause(context.Caller(), decision.Fingerprint).Succeeded(out var cause, out problem)) return Answers.Problem(problem);
        var result = await operation.HandleAsync(id, decision.Value, context.Caller(), context.CorrelationId(), cause, cancellationToken);
        return Row(id, result);
    }

    private static IResult Row(RecordId id, Result<BookedLine> result) => result.Succeeded(out var line, out var problem)
        ? Answers.Json(LineViews.RowOf(id, line), FinanceJson.Default.LineRow)
        : Answers.Problem(problem);
}
