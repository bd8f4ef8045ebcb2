using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>One page of the form: of a draft, or of a registration that is being changed.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class StepModel(
    ExamRuleBook book, ExamDirectory directory, ReadRegistration read, SaveDraftHandler drafts, EditRegistrationHandler edits)
    : OneRegistrationPage(book, directory, read)
{
    public FormStep Step { get; private set; } = FormSteps.Who;

    /// <summary>True when the form is still a draft and the pages follow one another.</summary>
    public bool IsDraft => Registration.State is RegistrationState.Draft;

    /// <summary>The school page first needs to know the Department.</summary>
    public bool AsksDepartment => Step == FormSteps.School && Department is null;

    /// <summary>The version the draft script keeps what is typed under: after a conflict the one it was typed over, not the newer one.</summary>
    public long DraftVersion => IsConflict ? SeenVersion() : View.Version;

    /// <summary>Somebody saved a newer version while this page was open.</summary>
    public bool IsConflict => Errors.Code == KernelProblems.Stale.Code;

    /// <summary>This page's fields in which the newer version differs from what was typed, as the newer version has them.</summary>
    public IEnumerable<(string Label, string? Newer)> Differences()
    {
        var changed = FormFields.Changed(Registration.Form, FormFields.Normalise(Form));
        var summary = FormSummary.Of(this) with { Form = Registration.Form };
        return FormFields.All.Where(field => Step.Fields.Contains(field.Name) && changed.Contains(field.Name))
            .Select(field => (L(field.Label), summary.Display(field, L)));
    }

    public async Task<IActionResult> OnGetAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, step, cancellationToken) is { } refusal) return Refusal(refusal);
        return IsEditable ? Page() : Redirect(Home);
    }

    public async Task<IActionResult> OnPostAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, step, cancellationToken) is { } refusal) return Refusal(refusal);
        if (!(await SaveAsync(cancellationToken)).Succeeded(out _, out var problem)) return AskAgain(problem);
        if (!IsDraft) return Redirect($"{Home}?saved={Step.Name}");
        return FormSteps.After(Step) is { } next
            ? Redirect($"{Home}/form/{next.Name}?saved={Step.Name}")
            : Redirect($"{Home}/review?saved={Step.Name}");
    }

    /// <summary>The draft script sends what was typed while there was no connection; it wants the version, not a page.</summary>
    public async Task<IActionResult> OnPostKeepAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, step, cancellationToken) is { } refusal) return Refusal(refusal);
        if (!(await SaveAsync(cancellationToken)).Succeeded(out var saved, out var problem))
        {
            await ProblemJson.WriteAsync(HttpContext, problem);
            return new EmptyResult();
        }

        return new JsonResult(new Dictionary<string, long> { ["version"] = saved.Version });
    }

    private async Task<Result<RegistrationAnswer>> SaveAsync(CancellationToken cancellationToken)
    {
        var unreadable = new List<FieldProblem>();
        // The registration's id derives from the person, so who it is about does not change once it has begun.
        var known = Registration.Form;
        Form = FormPost.Merge(known, Step, Request.Form, unreadable) with { PersonalNumber = known.PersonalNumber, Passport = known.Passport };
        if (unreadable.Count > 0) return ExamProblems.FormNotValid(unreadable);
        if (SeenVersion() != View.Version) return KernelProblems.Stale;
        return IsDraft
            ? await drafts.HandleAsync(new SaveDraft(Registration.Session, Form, Consent: null, View.Version), HttpContext.Asked(), cancellationToken)
            : await edits.HandleAsync(new EditRegistration(View.Id, Form, View.Version), HttpContext.Asked(), cancellationToken);
    }

    private async Task<Problem?> OpenAsync(string id, string step, CancellationToken cancellationToken)
    {
        if (FormSteps.Find(step) is not { } known) return KernelProblems.NotFound;
        Step = known;
        return await LoadAsync(id, cancellationToken);
    }
}
