using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>A family's registrations: all children, all sessions.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class MineModel(ListRegistrations list) : ServicePage
{
    public IReadOnlyList<RegistrationRow> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!(await list.OfFamilyAsync(HttpContext.Asked(), cancellationToken)).Succeeded(out var page, out var problem)) return Refusal(problem);
        Rows = [.. page.Rows.OrderByDescending(row => row.ChangedAt)];
        return Page();
    }
}
