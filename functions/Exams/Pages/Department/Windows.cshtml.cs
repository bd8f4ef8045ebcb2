using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.Department;

/// <summary>Windows of the sessions, their extensions with reasons, and a form for one more.</summary>
[Authorize(Roles = $"{nameof(Role.Department)},{nameof(Role.Ministry)}")]
public sealed class WindowsModel(ExamDirectory directory, ExamReference reference, ExtendWindowHandler extend) : ServicePage
{
    public IReadOnlyList<ExamSession> Sessions { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(
        string? session, ExtensionScope? scope, string? target, string? day, string? time, string? reason, CancellationToken cancellationToken)
    {
        var faults = new List<FieldProblem>();
        if (FormPost.Day(day) is null) faults.Add(FormPost.DayUnreadable("day"));
        if (!TimeOnly.TryParse(time, CultureInfo.InvariantCulture, out var hour)) faults.Add(FormPost.TimeUnreadable("time"));
        if (scope is null) faults.Add(FieldProblems.Required("scope"));
        if (faults.Count > 0) return await ShowAsync(ExamProblems.FormNotValid(faults), cancellationToken);

        var command = new ExtendWindow(session ?? "", scope!.Value, target?.Trim() ?? "", VietnamTime.At(FormPost.Day(day)!.Value, hour), reason ?? "");
        var result = await extend.HandleAsync(command, HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect("/department/windows?done=1") : await ShowAsync(problem, cancellationToken);
    }

    public IReadOnlyList<Choice> Scopes() => Me.Role is Role.Ministry
        ? [All(), Province(), Unit(), Person()]
        : [Province(), Unit(), Person()];

    /// <summary>What was typed.</summary>
    public string? Posted(string field) => HttpMethods.IsPost(Request.Method) ? Request.Form[field].ToString() : null;

    public string ScopeName(WindowExtension extension) => extension.Scope switch
    {
        ExtensionScope.All => L("Toàn quốc", "Everybody"),
        ExtensionScope.Province => L("Tỉnh, thành phố ", "Province ") + extension.Target,
        ExtensionScope.Unit => L("Đơn vị ", "Unit ") + extension.Target,
        _ => L("Một thí sinh", "One person"),
    };

    private Choice All() => new(nameof(ExtensionScope.All), L("Toàn quốc", "Everybody"), L("Ví dụ sau sự cố hệ thống", "For example after an outage"));

    private Choice Province() => new(nameof(ExtensionScope.Province), L("Một tỉnh, thành phố", "One province"), L("Mã 2 chữ số", "Two-digit code"));

    private Choice Unit() => new(nameof(ExtensionScope.Unit), L("Một đơn vị", "One unit"), L("Mã như 01-002", "Code such as 01-002"));

    private Choice Person() => new(nameof(ExtensionScope.Person), L("Một thí sinh", "One person"), L("Số định danh cá nhân", "Personal number"));

    private async Task<IActionResult> ShowAsync(Problem? refused, CancellationToken cancellationToken)
    {
        var sessions = new List<ExamSession>();
        foreach (var row in await directory.SessionsAsync(cancellationToken))
        {
            if (await reference.SessionAsync(row.Code, cancellationToken) is { } session) sessions.Add(session);
        }

        Sessions = sessions;
        return refused is null ? Page() : AskAgain(refused);
    }
}
