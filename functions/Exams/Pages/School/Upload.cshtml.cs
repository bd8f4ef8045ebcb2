using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.School;

/// <summary>A school files a class from a sheet: a trial first, then for real; uploading twice changes nothing.</summary>
[Authorize(Roles = nameof(Role.School))]
public sealed class UploadModel(ExamDirectory directory, ISheetReader sheets, FileClassHandler file) : ServicePage
{
    public IReadOnlyList<Choice> Sessions { get; private set; } = [];

    public string? Session { get; private set; }

    public ClassReport? Report { get; private set; }

    /// <summary>Columns a sheet has, in the visitor's language.</summary>
    public IReadOnlyList<(string Title, bool IsRequired)> Columns { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(string? session, string? mode, IFormFile? sheet, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        Session = session;
        if (sheet is null) return AskAgain(ExamProblems.FormNotValid([FieldProblems.Required("sheet")]));
        if (sheet.Length > Sheet.MaxBytes) return AskAgain(KernelProblems.TooLarge(Sheet.MaxBytes));
        if (!sheets.Read(await sheet.ReadAsync(cancellationToken), cancellationToken).Succeeded(out var read, out var unreadable)) return AskAgain(unreadable);
        // Only the word "file" files; anything else is a trial.
        var command = new FileClass(session ?? "", read, DryRun: mode != "file");
        if (!(await file.HandleAsync(command, HttpContext.Asked(), cancellationToken)).Succeeded(out var report, out var problem)) return AskAgain(problem);
        Report = report;
        return Page();
    }

    public string Outcome(RowOutcome outcome, bool dryRun) => (outcome, dryRun) switch
    {
        (RowOutcome.Filed, true) => L("Sẽ nộp mới", "Would be filed"),
        (RowOutcome.Filed, false) => L("Đã nộp", "Filed"),
        (RowOutcome.Updated, true) => L("Sẽ cập nhật", "Would be updated"),
        (RowOutcome.Updated, false) => L("Đã cập nhật", "Updated"),
        (RowOutcome.Unchanged, _) => L("Không đổi", "Unchanged"),
        _ => L("Không nhận", "Refused"),
    };

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Sessions = [.. (await directory.SessionsAsync(cancellationToken)).Select(known => new Choice(known.Code, L(known.Name)))];
        Session = Sessions is [var first, ..] ? first.Value : null;
        Columns = [.. ClassSheet.Columns.Select(column => (L(column.Title), column.IsRequired))];
    }
}
