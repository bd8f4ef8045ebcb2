using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments.Pages;

/// <summary>Answers "was my money taken?" by a gateway's reference, without an account.</summary>
[EnableRateLimiting(WebSetup.PublicPolicy)]
public sealed class CheckModel(LookUpMoney lookUp) : ServicePage
{
    public string? Reference { get; private set; }

    public MoneyWhereabouts? Found { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? reference, CancellationToken cancellationToken)
    {
        Reference = reference;
        if (reference is null) return Page();
        if (!(await lookUp.HandleAsync(reference, cancellationToken)).Succeeded(out var found, out var problem)) return AskAgain(problem);
        Found = found;
        return Page();
    }
}
