using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>A school bills a period from its enrolment list: a trial first, then for real.</summary>
[Authorize(Roles = nameof(Role.School))]
public sealed class UploadBillsModel(ISheetReader sheets, RunBillsHandler runs) : ServicePage
{
    public string Period { get; private set; } = string.Empty;

    public BillRunPreview? Preview { get; private set; }

    public void OnGet() => Period = BillingPeriod.MonthOf(HttpContext.ArrivedAt());

    public async Task<IActionResult> OnPostAsync(string? period, string? mode, IFormFile? sheet, CancellationToken cancellationToken)
    {
        Period = period?.Trim() ?? "";
        if (sheet is null) return AskAgain(TuitionProblems.NotValid([TuitionProblems.Required("sheet")]));
        if (sheet.Length > Sheet.MaxBytes) return AskAgain(KernelProblems.TooLarge(Sheet.MaxBytes));
        var content = await sheet.ReadAsync(cancellationToken);
        if (!sheets.Read(content, cancellationToken).Succeeded(out var read, out var unreadable)) return AskAgain(unreadable);
        var command = new RunBills(Me.Unit!, Period, read);
        // Only the word "issue" issues; anything else is a trial.
        if (mode == "issue")
        {
            return (await runs.StartAsync(command, HttpContext.Asked(FormCause(content)), cancellationToken)).Succeeded(out _, out var refusal)
                ? Redirect($"/school/tuition?period={Uri.EscapeDataString(Period)}")
                : AskAgain(refusal);
        }

        if (!(await runs.PreviewAsync(command, HttpContext.Asked(), cancellationToken)).Succeeded(out var preview, out var problem)) return AskAgain(problem);
        Preview = preview;
        return Page();
    }

    /// <summary>What is to be said about a row.</summary>
    public string Notes(BillRowReport row)
    {
        if (row.Problem is { } problem)
        {
            var detail = problem.Detail is null ? "" : " " + L(problem.Detail);
            return problem.Fields is { Count: > 0 } fields
                ? string.Join("; ", fields.Select(field => $"{field.Field}: {L(field.Text)}"))
                : L(problem.Title) + detail;
        }

        return row.FormerVnd is { } former ? L($"Trước đây {Money.Vnd(former)}", $"It was {Money.Vnd(former)}") : "";
    }
}
