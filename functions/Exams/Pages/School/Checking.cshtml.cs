using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.School;

/// <summary>An officer checks one registration: in order, or back to the family with reasons. Opening it is recorded.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)}")]
public sealed class CheckingModel(
    ExamRuleBook book,
    ExamDirectory directory,
    ReadRegistration read,
    ReadHistory history,
    CheckRegistrationHandler check,
    RequestCorrectionHandler corrections)
    : OneRegistrationPage(book, directory, read)
{
    /// <summary>Reasons that fit on the page at once.</summary>
    public const int ReasonLines = 3;

    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];

    /// <summary>The state table decides in the end; this only hides what cannot work.</summary>
    public bool CanCheck => Registration.State is RegistrationState.Submitted;

    public bool CanRequestCorrection => Registration.State is RegistrationState.Submitted or RegistrationState.SchoolChecked or RegistrationState.Confirmed;

    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ShowAsync(id, null, cancellationToken);

    public async Task<IActionResult> OnPostCheckAsync(string id, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Refusal(KernelProblems.NotFound);
        var result = await check.HandleAsync(new CheckRegistration(registration, SeenVersion()), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"/school/registrations/{id}?done=1") : await ShowAsync(id, problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostCorrectAsync(string id, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Refusal(KernelProblems.NotFound);
        var reasons = new List<CorrectionReason>(ReasonLines);
        for (var line = 1; line <= ReasonLines; line++)
        {
            var text = Request.Form[$"reason{line}"].ToString().Trim();
            if (text.Length > 0) reasons.Add(new CorrectionReason(Request.Form[$"field{line}"].ToString(), text));
        }

        var command = new RequestCorrection(registration, reasons, SeenVersion());
        var result = await corrections.HandleAsync(command, HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"/school/registrations/{id}?done=1") : await ShowAsync(id, problem, cancellationToken);
    }

    /// <summary>What a reason can point at.</summary>
    public IReadOnlyList<Choice> Fields() =>
    [
        .. FormFields.All.Select(field => new Choice(field.Name, L(field.Label))),
        .. Rules.Attachments.All.Select(rule => new Choice(rule.Code, L(rule.Name))),
    ];

    private async Task<IActionResult> ShowAsync(string id, Problem? refused, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        if ((await history.HandleAsync(View.Id, HttpContext.Asked(), cancellationToken)).Succeeded(out var lines, out _)) History = [.. lines.Reverse()];
        return refused is null ? Page() : AskAgain(refused);
    }
}
