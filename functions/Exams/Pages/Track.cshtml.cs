using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Where a registration stands, who acts next, and what the family can do.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class TrackModel(ExamRuleBook book, ExamDirectory directory, ReadRegistration read, ExamReference reference, ReadHistory history,
    PayAgainHandler payAgain)
    : OneRegistrationPage(book, directory, read)
{
    public ExamSession? Session { get; private set; }

    public RegistrationUnit? Unit { get; private set; }

    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        Session = await reference.SessionAsync(Registration.Session, cancellationToken);
        Unit = await reference.UnitAsync(Form.Unit, cancellationToken);
        var read = await history.HandleAsync(View.Id, HttpContext.Asked(), cancellationToken);
        if (!read.Succeeded(out var lines, out var problem)) return Refusal(problem);
        History = [.. lines.Reverse()];
        return Page();
    }

    /// <summary>The fee lapsed or was given back: ask for it again.</summary>
    public async Task<IActionResult> OnPostPayAgainAsync(string id, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(id, ExamIds.RegistrationKind, out var registration)) return Refusal(KernelProblems.NotFound);
        var result = await payAgain.HandleAsync(new PayAgain(registration, SeenVersion()), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out var answer, out var problem) ? Redirect($"/pay/{answer.Payment}") : Refusal(problem);
    }
}
