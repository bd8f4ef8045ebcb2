using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>Finds bills and payments by a bill number, a dossier code, a payment's reference or a pupil's code.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)},{nameof(Role.Finance)}")]
public sealed class SearchModel(FindBills bills, FindPayments payments) : ServicePage
{
    public string Query { get; private set; } = string.Empty;

    public string School { get; private set; } = string.Empty;

    /// <summary>Null before anything was searched for.</summary>
    public IReadOnlyList<FoundBill>? Bills { get; private set; }

    public IReadOnlyList<FoundPayment> Payments { get; private set; } = [];

    public bool NamesSchool => Me.Role is not Role.School;

    public string BillsFile(string format) => $"/api/tuition/search/file?q={Uri.EscapeDataString(Query)}&school={Uri.EscapeDataString(School)}&format={format}";

    public string PaymentsFile(string format) => $"/api/finance/payments/file?q={Uri.EscapeDataString(Query)}&format={format}";

    public async Task<IActionResult> OnGetAsync(string? q, string? school, CancellationToken cancellationToken)
    {
        (Query, School) = (q?.Trim() ?? "", Me.Role is Role.School ? Me.Unit! : school?.Trim() ?? "");
        if (Query.Length == 0) return Page();
        if (!(await bills.HandleAsync(Query, School, HttpContext.Asked(), cancellationToken)).Succeeded(out var found, out var problem)) return AskAgain(problem);
        if (!(await payments.HandleAsync(Query, Me, cancellationToken)).Succeeded(out var paid, out problem)) return AskAgain(problem);
        (Bills, Payments) = (found.Bills, paid.Payments);
        return Page();
    }
}
