using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>A school's bills of a period: sums by class, then the bills, overdue ones apart.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)}")]
public sealed class BillsModel(ListBills list, RunBillsHandler runs) : ServicePage
{
    private const string Overdue = "overdue";

    public string School { get; private set; } = string.Empty;

    public string Period { get; private set; } = string.Empty;

    public string? Class { get; private set; }

    public string Show { get; private set; } = string.Empty;

    public DateOnly Today { get; private set; }

    public BillRun? Run { get; private set; }

    public IReadOnlyList<ClassTotal> Classes { get; private set; } = [];

    public BillList Bills { get; private set; } = new([], null);

    /// <summary>Departments name one of their schools; a school has its own.</summary>
    public bool NamesSchool => Me.Role is Role.Department;

    public bool MayRun => TuitionPermissions.RunsBillsOf(Me, School);

    public async Task<IActionResult> OnGetAsync(
        string? school, string? period, string? @class, string? show, string? continuation, CancellationToken cancellationToken)
    {
        var asked = HttpContext.Asked();
        Today = asked.ArrivedAt.VietnamDate();
        School = Me.Role is Role.School ? Me.Unit! : school is { Length: > 0 } ? school.Trim() : $"{Me.Unit}-001";
        Period = string.IsNullOrWhiteSpace(period) ? BillingPeriod.MonthOf(asked.ArrivedAt) : period.Trim();
        (Class, Show) = (string.IsNullOrWhiteSpace(@class) ? null : @class.Trim(), show ?? "");
        var query = new ListSchool(School, Period, Class, Show == Overdue, Continuation: continuation);
        if (!(await list.OfSchoolAsync(query, asked, cancellationToken)).Succeeded(out var page, out var problem)) return Refusal(problem);
        if (!(await list.ByClassAsync(School, Period, asked, cancellationToken)).Succeeded(out var classes, out problem)) return Refusal(problem);
        (Bills, Classes) = (page, classes);
        Run = (await runs.ReadAsync(School, Period, asked, cancellationToken)).Succeeded(out var run, out _) ? run : null;
        return Page();
    }

    public IReadOnlyList<Choice> Shows() => [new("", L("Tất cả", "All")), new(Overdue, L("Quá hạn", "Overdue"))];

    public string OfClass(string name) => Address(name, null);

    /// <summary>Address of the next page.</summary>
    public string NextPage() => Address(Class, Bills.Continuation);

    private string Address(string? name, string? continuation) =>
        $"/school/tuition?school={Uri.EscapeDataString(School)}&period={Uri.EscapeDataString(Period)}&class={Uri.EscapeDataString(name ?? "")}"
        + $"&show={Uri.EscapeDataString(Show)}{(continuation is null ? "" : "&continuation=" + Uri.EscapeDataString(continuation))}";
}
