using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages;

/// <summary>Everything billed, paid, credited and returned for one pupil at one school.</summary>
[Authorize]
public sealed class StatementModel(ReadBills read) : ServicePage
{
    public Statement Statement { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string account, string? continuation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(account, TuitionIds.AccountKind, out var id)) return Refusal(KernelProblems.NotFound);
        if (!(await read.StatementAsync(id, continuation, HttpContext.Asked(), cancellationToken)).Succeeded(out var statement, out var problem)) return Refusal(problem);
        Statement = statement;
        return Page();
    }
}
