using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>Where the money stands today, with links to everything there is to do.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class DeskModel(SeeDesk desk) : ServicePage
{
    public DeskPicture Picture { get; private set; } = null!;

    /// <summary>The last 31 days, oldest first.</summary>
    public IReadOnlyList<DateOnly> Days => [.. Enumerable.Range(1 - SeeDesk.Days, SeeDesk.Days).Select(Picture.Today.AddDays)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!(await desk.HandleAsync(Me, cancellationToken)).Succeeded(out var picture, out var problem)) return Refusal(problem);
        Picture = picture;
        return Page();
    }

    /// <summary>Opens a source that has no list yet.</summary>
    public IActionResult OnGetSource(string? source) => StatementSource.TryParse(source, out var of)
        ? Redirect($"/finance/statements/{of.Value}")
        : Refusal(FinanceProblems.UnknownSource);
}
