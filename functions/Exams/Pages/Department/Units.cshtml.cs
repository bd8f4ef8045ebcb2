using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;

namespace PublicServices.Functions.Exams.Pages.Department;

/// <summary>The units of a Department: their lists, and locking them once the window has closed.</summary>
[Authorize(Roles = $"{nameof(Role.Department)},{nameof(Role.Ministry)}")]
public sealed class UnitsModel(ExamDirectory directory, LockUnitHandler locks) : ServicePage
{
    public IReadOnlyList<Choice> Sessions { get; private set; } = [];

    public string Session { get; private set; } = string.Empty;

    public IReadOnlyList<(UnitRow Unit, UnitLock? Lock)> Units { get; private set; } = [];

    public bool CanLock => Me.Role is Role.Department;

    public Task<IActionResult> OnGetAsync(string? session, CancellationToken cancellationToken) => ShowAsync(session, null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(string? session, string? unit, CancellationToken cancellationToken)
    {
        var result = await locks.HandleAsync(new LockUnit(session ?? "", unit ?? ""), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem)
            ? Redirect($"/department?session={Uri.EscapeDataString(session ?? "")}&done=1")
            : await ShowAsync(session, problem, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string? session, Problem? refused, CancellationToken cancellationToken)
    {
        var sessions = await directory.SessionsAsync(cancellationToken);
        Sessions = [.. sessions.Select(known => new Choice(known.Code, L(known.Name)))];
        Session = session ?? sessions.OrderByDescending(known => known.ClosesAt).FirstOrDefault()?.Code ?? "";
        var units = new List<(UnitRow, UnitLock?)>();
        foreach (var unit in Me.Unit is { } department ? await directory.UnitsAsync(department, cancellationToken) : [])
        {
            var state = await locks.ReadAsync(new LockUnit(Session, unit.Code), HttpContext.Asked(), cancellationToken);
            units.Add((unit, state.Succeeded(out var known, out _) ? known : null));
        }

        Units = units;
        return refused is null ? Page() : AskAgain(refused);
    }
}
