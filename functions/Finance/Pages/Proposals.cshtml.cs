using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>What waits for a second person. Whoever proposed something sees that it waits and cannot decide it.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class ProposalsModel(SeeLines see, Propose propose) : ServicePage
{
    public bool Decided { get; private set; }

    public DeskProposals Proposals { get; private set; } = new([], null);

    /// <summary>True when the visitor proposed it.</summary>
    public bool IsMine(Proposal proposal) => proposal.Maker.Id == Me.Id;

    public Task<IActionResult> OnGetAsync(bool decided, string? continuation, CancellationToken cancellationToken) =>
        ShowAsync(decided, continuation, null, cancellationToken);

    public Task<IActionResult> OnPostAgreeAsync(string? proposal, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(proposal, new ProposalDecision(true, reason ?? ""), cancellationToken);

    public Task<IActionResult> OnPostRefuseAsync(string? proposal, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(proposal, new ProposalDecision(false, reason ?? ""), cancellationToken);

    private async Task<IActionResult> DecideAsync(string? proposal, ProposalDecision decision, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(proposal, Proposal.Kind, out var id)) return Refusal(KernelProblems.NotFound);
        var result = await propose.DecideAsync(id, decision, Me, FormCause(), HttpContext.CorrelationId(), cancellationToken);
        return result.Problem is { } problem ? await ShowAsync(false, null, problem, cancellationToken) : Redirect("/finance/proposals?saved=1");
    }

    private async Task<IActionResult> ShowAsync(bool decided, string? continuation, Problem? refused, CancellationToken cancellationToken)
    {
        Decided = decided;
        if (!(await see.ProposalsAsync(decided, continuation, Me, cancellationToken)).Succeeded(out var proposals, out var problem)) return Refusal(problem);
        Proposals = proposals;
        return refused is null ? Page() : AskAgain(refused);
    }
}
