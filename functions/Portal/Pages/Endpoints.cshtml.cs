using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Portal;
using Endpoint = PublicServices.Portal.Endpoint;

namespace PublicServices.Functions.Portal.Pages;

/// <summary>Who hears of dossiers: added, verified, disabled, given new secrets.</summary>
[Authorize(Roles = $"{nameof(Role.Operator)},{nameof(Role.Ministry)},{nameof(Role.Partner)}")]
public sealed class EndpointsModel(
    ListEndpoints list,
    AddEndpoint add,
    EnableEndpoint enable,
    DisableEndpoint disable,
    ArchiveEndpoint archive,
    RotateEndpointSecret rotate,
    TimeProvider clock) : ServicePage
{
    public IReadOnlyList<EndpointSummary> Endpoints { get; private set; } = [];

    public IReadOnlyList<EndpointSummary> Archived { get; private set; } = [];

    /// <summary>A secret that was just made; shown this once.</summary>
    public EndpointSecret? Shown { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    [BindProperty(Name = "name")]
    public string? Name { get; set; }

    [BindProperty(Name = "url")]
    public string? Address { get; set; }

    [BindProperty(Name = "procedures")]
    public string? Procedures { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!(await list.HandleAsync(Me, cancellationToken)).Succeeded(out var endpoints, out var problem)) return Refusal(problem);
        (Endpoints, Archived) = (endpoints.Endpoints, endpoints.Archived);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? action, string? id, CancellationToken cancellationToken)
    {
        var problem = action == "add"
            ? await AddAsync(cancellationToken)
            : RecordId.TryParse(id, Endpoint.Kind, out var endpoint) ? await ChangeAsync(action, endpoint, cancellationToken) : KernelProblems.NotFound;
        if (problem is null && Shown is null) return RedirectToPage();

        var page = await OnGetAsync(cancellationToken);
        return problem is null ? page : AskAgain(problem);
    }

    private async Task<Problem?> AddAsync(CancellationToken cancellationToken)
    {
        var procedures = Procedures?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!(await add.HandleAsync(new NewEndpoint(Name, Address, procedures), Me, cancellationToken)).Succeeded(out var secret, out var problem))
            return problem;
        Shown = secret;
        (Name, Address, Procedures) = (null, null, null);
        return null;
    }

    private async Task<Problem?> ChangeAsync(string? action, RecordId id, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case "enable":
                return (await enable.HandleAsync(id, Me, HttpContext.CorrelationId(), cancellationToken)).Problem;
            case "disable":
                return (await disable.HandleAsync(id, Me.Name, Me, cancellationToken)).Problem;
            case "archive":
                return (await archive.HandleAsync(id, Me, cancellationToken)).Problem;
            case "rotate":
                var rotated = await rotate.HandleAsync(id, Me, cancellationToken);
                if (rotated.Succeeded(out var secret, out _)) Shown = secret;
                return rotated.Problem;
            default:
                return KernelProblems.NotFound;
        }
    }
}
