using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>What one finance officer proposes and another decides.</summary>
internal static class ProposalsHttp
{
    public static async Task<IResult> ListAsync(
        bool? decided, string? continuation, HttpContext context, ListLines operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.ProposalsAsync(decided == true, continuation, context.Caller(), cancellationToken), FinanceJson.Default.ProposalList);

    public static async Task<IResult> AskAsync(HttpContext context, Propose operation, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(FinanceJson.Default.ProposalBody, cancellationToken);
        if (!body.Succeeded(out var proposal, out var problem)) return Answers.Problem(problem);
        if (!context.Request.IdempotencyCause(context.Caller(), proposal.Fingerprint).Succeeded(out var cause, out problem)) return Answers.Problem(problem);
        return Answers.From(
            await operation.AskAsync(proposal.Value, context.Caller(), cause, context.CorrelationId(), cancellationToken),
            FinanceJson.Default.ProposalAnswer,
            StatusCodes.Status201Created);
    }

    public static async Task<IResult> DecideAsync(string proposal, HttpContext context, Propose operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(proposal, Proposal.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(FinanceJson.Default.ProposalDecision, cancellationToken);
        if (!body.Succeeded(out var decision, out var problem)) return Answers.Problem(problem);
        return context.Request.IdempotencyCause(context.Caller(), decision.Fingerprint).Succeeded(out var cause, out problem)
            ? Answers.From(
                await operation.DecideAsync(id, decision.Value, context.Caller(), cause, context.CorrelationId(), cancellationToken), FinanceJson.Default.ProposalAnswer)
            : Answers.Problem(problem);
    }
}
