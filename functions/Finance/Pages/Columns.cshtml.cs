using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>Whose tables are understood, and where new ones begin.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class ColumnsModel(ListMappings list) : ServicePage
{
    public MappingList Known { get; private set; } = new([]);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!(await list.HandleAsync(Me, cancellationToken)).Succeeded(out var known, out var problem)) return Refusal(problem);
        Known = known;
        return Page();
    }

    /// <summary>Opens a source that has no columns yet.</summary>
    public async Task<IActionResult> OnGetSourceAsync(string? source, CancellationToken cancellationToken)
    {
        if (StatementSource.TryParse(source?.Trim(), out var of)) return Redirect($"/finance/columns/{of.Value}");
        var page = await OnGetAsync(cancellationToken);
        return page is RefusalResult ? page : AskAgain(FinanceProblems.UnknownSource);
    }
}
