using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages;

/// <summary>Where a registration stands, who acts next, and what the family can do.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class TrackModel(ExamRuleBook book, ExamDirectory directory, ReadRegistration read, ExamReference reference, IRecordStore store)
    : RegistrationPage(book, directory, read)
{
    public ExamSession? Session { get; private set; }

    public RegistrationUnit? Unit { get; private set; }

    public IReadOnlyList<HistoryEntry> History { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        if (await LoadAsync(id, cancellationToken) is { } refusal) return Refusal(refusal);
        Session = await reference.SessionAsync(Registration.Session, cancellationToken);
        Unit = await reference.UnitAsync(Form.Unit, cancellationToken);
        History = await HistoryList.ReadAsync(store, View.Id, cancellationToken);
        return Page();
    }
}
