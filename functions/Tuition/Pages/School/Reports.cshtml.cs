using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>A school's period by class and item, and what it claims from the budget; both to download.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)},{nameof(Role.Finance)}")]
public sealed class ReportsModel(ReportMonth month, ClaimSubsidy claim) : ServicePage
{
    public string School { get; private set; } = string.Empty;

    public string Period { get; private set; } = string.Empty;

    public string From { get; private set; } = string.Empty;

    public string To { get; private set; } = string.Empty;

    public MonthlyReport Report { get; private set; } = null!;

    /// <summary>Null when the months asked for are none.</summary>
    public SubsidyClaim? Claim { get; private set; }

    public bool NamesSchool => Me.Role is not Role.School;

    public string ReportFile(string format) => $"/api/tuition/schools/{School}/reports/{Period}/file?format={format}";

    public string ClaimFile(string format) => $"/api/tuition/schools/{School}/subsidy/file?from={From}&to={To}&format={format}";

    public async Task<IActionResult> OnGetAsync(string? school, string? period, string? from, string? to, CancellationToken cancellationToken)
    {
        var asked = HttpContext.Asked();
        School = Me.Role is Role.School ? Me.Unit! : school is { Length: > 0 } ? school.Trim() : $"{Me.Unit ?? "01"}-001";
        Period = string.IsNullOrWhiteSpace(period) ? BillingPeriod.MonthOf(asked.ArrivedAt) : period.Trim();
        From = string.IsNullOrWhiteSpace(from) ? BillingPeriod.MonthOf(asked.ArrivedAt) : from.Trim();
        To = string.IsNullOrWhiteSpace(to) ? From : to.Trim();
        if (!(await month.HandleAsync(School, Period, asked, cancellationToken)).Succeeded(out var report, out var problem)) return Refusal(problem);
        if (!(await claim.HandleAsync(School, From, To, asked, cancellationToken)).Succeeded(out var claimed, out problem)) return Refusal(problem);
        (Report, Claim) = (report, claimed);
        return Page();
    }
}
