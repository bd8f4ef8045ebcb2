using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Asks once more before a registration is given up.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class WithdrawModel(ExamRuleBook book, ExamDirectory directory, ReadRegistration read, WithdrawRegistrationHandler withdraw)
    : OneRegistrationPage(book, directory, read)
{
    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        return IsEditable ? Page() : Redirect(Home);
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        var result = await withdraw.HandleAsync(new WithdrawRegistration(View.Id, SeenVersion()), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect(Home) : AskAgain(problem);
    }
}
