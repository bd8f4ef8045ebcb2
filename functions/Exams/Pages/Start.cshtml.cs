using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>The first page of the form: who takes the exam, who files it, and the recorded consent.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class StartModel(ExamRuleBook book, ExamDirectory directory, ExamReference reference, SaveDraftHandler drafts)
    : FormPage(book, directory)
{
    public ExamSession Session { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string session, CancellationToken cancellationToken) =>
        await LoadAsync(session, cancellationToken) ? Page() : Refusal(ExamProblems.NoSuchSession);

    public async Task<IActionResult> OnPostAsync(string session, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(session, cancellationToken)) return Refusal(ExamProblems.NoSuchSession);
        var unreadable = new List<FieldProblem>();
        Form = FormPost.Merge(Form, FormSteps.Who, Request.Form, unreadable);
        if (unreadable.Count > 0) return AskAgain(ExamProblems.FormNotValid(unreadable));

        var consent = new ConsentGiven(
            Request.Form["consentVersion"],
            Enum.TryParse<Relationship>(Request.Form["relationship"], out var relationship) ? relationship : Relationship.Parent,
            Request.Form["agreed"] == "true" && Enum.IsDefined(relationship) && Request.Form["relationship"].Count > 0);
        var result = await drafts.HandleAsync(new SaveDraft(session, Form, consent), HttpContext.Asked(), cancellationToken);
        if (!result.Succeeded(out var draft, out var problem)) return AskAgain(problem);
        return Redirect($"/registrations/{draft.Registration}/form/{FormSteps.School.Name}?started=1");
    }

    private async Task<bool> LoadAsync(string session, CancellationToken cancellationToken)
    {
        if (await reference.SessionAsync(session, cancellationToken) is not { } known) return false;
        Session = known;
        await LoadRulesAsync(cancellationToken);
        return true;
    }
}
