using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>What was submitted and when, to be printed, with a code anybody can check.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class ReceiptModel(ExamRuleBook book, ExamDirectory directory, ReadRegistration read, ReadReceipt receipts)
    : OneRegistrationPage(book, directory, read)
{
    public ReceiptView Receipt { get; private set; } = null!;

    /// <summary>Address that verifies the receipt.</summary>
    public string Link => $"{Request.Scheme}://{Request.Host}/verify/{Receipt.Token}";

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        if (!(await receipts.HandleAsync(View.Id, HttpContext.Asked(), cancellationToken)).Succeeded(out var receipt, out var problem))
            return Refusal(problem);
        Receipt = receipt;
        return Page();
    }
}
