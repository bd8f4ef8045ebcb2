using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>One e-invoice; the school adjusts or replaces it, whichever is allowed.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)},{nameof(Role.Finance)}")]
public sealed class OneInvoiceModel(ReadInvoices read, CorrectInvoiceHandler correct) : ServicePage
{
    public IssuedInvoice Issued { get; private set; } = null!;

    public bool MayAdjust => May(InvoiceKind.Adjusting);

    public bool MayReplace => May(InvoiceKind.Replacing);

    public Task<IActionResult> OnGetAsync(string invoice, CancellationToken cancellationToken) => ShowAsync(invoice, null, cancellationToken);

    public async Task<IActionResult> OnPostCorrectAsync(string invoice, string? reason, InvoiceKind by, CancellationToken cancellationToken)
    {
        if (!InvoiceKey.TryParse(invoice, out var key)) return Refusal(KernelProblems.NotFound);
        var command = new CorrectInvoice(key, reason ?? "");
        var asked = HttpContext.Asked(FormCause());
        var result = by is InvoiceKind.Replacing
            ? await correct.ReplaceAsync(command, asked, cancellationToken)
            : await correct.AdjustAsync(command, asked, cancellationToken);
        return result.Succeeded(out var made, out var problem) ? Redirect($"/school/tuition/invoices/{made.Key}?done=1") : await ShowAsync(invoice, problem, cancellationToken);
    }

    private bool May(InvoiceKind by) =>
        InvoiceKey.TryParse(Issued.Invoice.Key, out var key) && TuitionPermissions.RunsBillsOf(Me, key.School)
        && InvoiceChain.Refusal(Issued.Invoice.Kind, Issued.Standing, by) is null;

    private async Task<IActionResult> ShowAsync(string invoice, Problem? refused, CancellationToken cancellationToken)
    {
        if (!InvoiceKey.TryParse(invoice, out var key)) return Refusal(KernelProblems.NotFound);
        if (!(await read.OneAsync(key, HttpContext.Asked(), cancellationToken)).Succeeded(out var issued, out var problem)) return Refusal(problem);
        Issued = issued;
        return refused is null ? Page() : AskAgain(refused);
    }
}
