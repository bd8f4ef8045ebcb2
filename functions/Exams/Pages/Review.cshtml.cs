using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>The whole draft once more, what is missing, and the button that submits it.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class ReviewModel(
    ExamRuleBook book, ExamDirectory directory, ReadRegistration read, ExamReference reference, SubmitRegistrationHandler submit)
    : OneRegistrationPage(book, directory, read)
{
    /// <summary>What keeps the form from being submitted.</summary>
    public IReadOnlyList<FieldProblem> Faults { get; private set; } = [];

    public ExamSession Session { get; private set; } = null!;

    /// <summary>The fee this form leads to; null while none can be told.</summary>
    public ExamFee? Fee { get; private set; }

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        return Registration.State is RegistrationState.Draft ? Page() : Redirect(Home);
    }

    public async Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken)
    {
        if (await OpenAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        var asked = HttpContext.Asked(FormCause());
        var agreed = Request.Form["agreed"] == "true";
        var consent = new ConsentGiven(Request.Form["consentVersion"], Registration.Consent.Relationship, agreed);
        var result = await submit.HandleAsync(
            new SubmitRegistration(Registration.Session, Registration.Form, consent, SeenVersion()), asked, cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"{Home}?submitted=1") : AskAgain(problem);
    }

    private async Task<Problem?> OpenAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return refusal;
        if (await reference.SessionAsync(Registration.Session, cancellationToken) is not { } session) return ExamProblems.NoSuchSession;
        Session = session;
        var unit = await reference.UnitAsync(Form.Unit, cancellationToken);
        Faults = FormCheck.Submitted(FormFields.Normalise(Form), new FormContext(session, unit, Rules));
        Fee = session.FeeFor(Form, Rules.Day);
        return null;
    }
}
