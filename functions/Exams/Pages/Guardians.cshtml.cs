using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Gives out a code with which one more guardian can join.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class GuardiansModel(ExamRuleBook book, ExamDirectory directory, ReadRegistration read, Guardianship guardianship)
    : OneRegistrationPage(book, directory, read)
{
    public InvitationIssued? Issued { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) =>
        await LoadAsync(id, cancellationToken) is { } refusal ? Refusal(refusal) : Page();

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        if (!(await guardianship.InviteAsync(View.Id, HttpContext.Asked(), cancellationToken)).Succeeded(out var issued, out var problem))
            return AskAgain(problem);
        Issued = issued;
        return Page();
    }
}
