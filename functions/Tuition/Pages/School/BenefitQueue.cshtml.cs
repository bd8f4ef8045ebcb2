using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>Claims to exemptions and reductions: one officer records, another decides.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)}")]
public sealed class BenefitQueueModel(Benefits benefits, ListBills list, TuitionRuleBook book) : ServicePage
{
    public string School { get; private set; } = string.Empty;

    public IReadOnlyList<BenefitRow> Open { get; private set; } = [];

    public IReadOnlyList<BenefitRow> Decided { get; private set; } = [];

    public IReadOnlyList<Choice> Groups { get; private set; } = [];

    /// <summary>Departments name one of their schools; a school has its own.</summary>
    public bool NamesSchool => Me.Role is Role.Department;

    public Task<IActionResult> OnGetAsync(string? school, CancellationToken cancellationToken) => ShowAsync(school, null, cancellationToken);

    public async Task<IActionResult> OnPostAskAsync(
        string? school, string? student, string? studentName, string? group, string? from, string? to, string? evidence, CancellationToken cancellationToken)
    {
        var faults = new List<FieldProblem>();
        if (!SheetCell.TryDate(from?.Trim() ?? "", out var first)) faults.Add(TuitionProblems.NotRight("from", "ngày", "a day"));
        if (!SheetCell.TryDate(to?.Trim() ?? "", out var last)) faults.Add(TuitionProblems.NotRight("to", "ngày", "a day"));
        if (faults.Count > 0) return await ShowAsync(school, TuitionProblems.NotValid(faults), cancellationToken);
        var command = new AskBenefit(SchoolOf(school), student ?? "", studentName ?? "", group ?? "", first, last, evidence ?? "");
        return (await benefits.AskAsync(command, HttpContext.Asked(FormCause()), cancellationToken)).Succeeded(out _, out var problem)
            ? Done(school)
            : await ShowAsync(school, problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostDecideAsync(
        string? school, [FromForm(Name = "benefits")] string? claimed, int number, bool approve, string? reason, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(claimed, TuitionIds.BenefitsKind, out var id)) return Refusal(KernelProblems.NotFound);
        var command = new DecideBenefit(id, number, approve, reason ?? "");
        return (await benefits.DecideAsync(command, HttpContext.Asked(FormCause()), cancellationToken)).Succeeded(out _, out var problem)
            ? Done(school)
            : await ShowAsync(school, problem, cancellationToken);
    }

    public bool MayDecide(BenefitClaim claim) => claim.AskedBy != Me.Id;

    public string GroupName(BenefitClaim claim) =>
        book.GroupsOn(claim.From).FirstOrDefault(group => group.Code == claim.Group) is { } group ? $"{L(group.Name)} ({group.Percent} %)" : claim.Group;

    /// <summary>What was typed.</summary>
    public string? Posted(string field) => HttpMethods.IsPost(Request.Method) ? Request.Form[field].ToString() : null;

    private string SchoolOf(string? school) => Me.Role is Role.School ? Me.Unit! : school is { Length: > 0 } ? school.Trim() : $"{Me.Unit}-001";

    private RedirectResult Done(string? school) => Redirect($"/school/tuition/benefits?done=1&school={Uri.EscapeDataString(SchoolOf(school))}");

    private async Task<IActionResult> ShowAsync(string? school, Problem? refused, CancellationToken cancellationToken)
    {
        var asked = HttpContext.Asked();
        School = SchoolOf(school);
        Groups = [.. book.GroupsOn(asked.ArrivedAt.VietnamDate()).Select(group => new Choice(group.Code, $"{L(group.Name)} ({group.Percent} %)"))];
        if (!(await list.BenefitsAsync(School, isOpen: true, null, asked, cancellationToken)).Succeeded(out var open, out var problem)) return Refusal(problem);
        if (!(await list.BenefitsAsync(School, isOpen: false, null, asked, cancellationToken)).Succeeded(out var decided, out problem)) return Refusal(problem);
        (Open, Decided) = (open.Rows, decided.Rows);
        return refused is null ? Page() : AskAgain(refused);
    }
}
