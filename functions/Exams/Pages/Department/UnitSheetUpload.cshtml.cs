using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.Department;

/// <summary>A Department defines its registration units from a sheet: a trial first, then for real; the Ministry those of any.</summary>
[Authorize(Roles = $"{nameof(Role.Department)},{nameof(Role.Ministry)}")]
public sealed class UnitSheetUploadModel(ISheetReader sheets, FileUnitsHandler file) : ServicePage
{
    public UnitsReport? Report { get; private set; }

    /// <summary>Columns a sheet has, in the visitor's language.</summary>
    public IReadOnlyList<(string Title, bool IsRequired)> Columns => [.. UnitSheet.Columns.Select(column => (L(column.Title), column.IsRequired))];

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(string? mode, IFormFile? sheet, CancellationToken cancellationToken)
    {
        if (sheet is null) return AskAgain(ExamProblems.UnitNotValid([FieldProblems.Required("sheet")]));
        if (sheet.Length > Sheet.MaxBytes) return AskAgain(KernelProblems.TooLarge(Sheet.MaxBytes));
        if (!sheets.Read(await sheet.ReadAsync(cancellationToken), cancellationToken).Succeeded(out var read, out var unreadable)) return AskAgain(unreadable);
        // Only the word "file" changes anything; all else is a trial.
        var command = new FileUnits(read, DryRun: mode != "file");
        if (!(await file.HandleAsync(command, HttpContext.Asked(), cancellationToken)).Succeeded(out var report, out var problem)) return AskAgain(problem);
        Report = report;
        return Page();
    }

    public string Outcome(RowOutcome outcome, bool dryRun) => (outcome, dryRun) switch
    {
        (RowOutcome.Filed, true) => L("Sẽ thêm", "Would be added"),
        (RowOutcome.Filed, false) => L("Đã thêm", "Added"),
        (RowOutcome.Updated, true) => L("Sẽ cập nhật", "Would be updated"),
        (RowOutcome.Updated, false) => L("Đã cập nhật", "Updated"),
        (RowOutcome.Unchanged, _) => L("Không đổi", "Unchanged"),
        _ => L("Không nhận", "Refused"),
    };
}
