using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>One more guardian joins a registration with the code they were given.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class JoinModel(ExamRuleBook book, ExamDirectory directory, Guardianship guardianship) : FormPage(book, directory)
{
    private readonly ExamDirectory _directory = directory;

    public IReadOnlyList<Choice> Sessions { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(
        string? session, string? identity, string? code, Relationship? relationship, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var consent = new ConsentGiven(
            Request.Form["consentVersion"], relationship ?? Relationship.Guardian, relationship is not null && Request.Form["agreed"] == "true");
        var command = new JoinAsGuardian(session ?? "", identity ?? "", code ?? "", consent);
        var result = await guardianship.JoinAsync(command, HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out var joined, out var problem) ? Redirect($"/registrations/{joined.Registration}") : AskAgain(problem);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await LoadRulesAsync(cancellationToken);
        Sessions = [.. (await _directory.SessionsAsync(cancellationToken)).Select(session => new Choice(session.Code, L(session.Name)))];
    }
}
