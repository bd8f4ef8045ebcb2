using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages;

/// <summary>What a school charges, for everybody to read.</summary>
[EnableRateLimiting(WebSetup.PublicPolicy)]
public sealed class PricesModel(Catalogues catalogues, TuitionRuleBook book) : ServicePage
{
    public FeeCatalogue Catalogue { get; private set; } = null!;

    public IReadOnlyList<BenefitGroup> Groups { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public async Task<IActionResult> OnGetAsync(string school, CancellationToken cancellationToken)
    {
        if (await catalogues.FindAsync(school, cancellationToken) is not { } catalogue) return Refusal(TuitionProblems.NoCatalogue);
        (Catalogue, Today) = (catalogue, HttpContext.ArrivedAt().VietnamDate());
        Groups = book.GroupsOn(Today);
        return Page();
    }
}
