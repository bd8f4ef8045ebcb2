using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages.School;

/// <summary>A school's e-invoices of a period: issued, downloaded, and what they say about the school.</summary>
[Authorize(Roles = $"{nameof(Role.School)},{nameof(Role.Department)},{nameof(Role.Finance)}")]
public sealed class InvoicesModel(ReadInvoices read, IssueInvoices issue, KeepInvoiceSettings settings) : ServicePage
{
    public string School { get; private set; } = string.Empty;

    public string Period { get; private set; } = string.Empty;

    public InvoiceList List { get; private set; } = new([], null, null);

    /// <summary>Null while the school has filled in nothing.</summary>
    public InvoiceSettings? Settings { get; private set; }

    public string? KeptForm => Settings is null ? null : Settings.Form == 2 ? "2" : "1";

    public bool NamesSchool => Me.Role is not Role.School;

    public bool MayRun => TuitionPermissions.RunsBillsOf(Me, School);

    public Task<IActionResult> OnGetAsync(string? school, string? period, string? continuation, CancellationToken cancellationToken) =>
        ShowAsync(school, period, continuation, null, cancellationToken);

    public async Task<IActionResult> OnPostIssueAsync(string? period, CancellationToken cancellationToken)
    {
        var started = await issue.StartAsync(SchoolOf(null), PeriodOf(period), HttpContext.Asked(FormCause()), cancellationToken);
        return started.Succeeded(out _, out var problem) ? Done(period) : await ShowAsync(null, period, null, problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostSettingsAsync(
        string? period, string? name, string? taxCode, string? address, string? phone, string? email, string? bankAccount, string? bankName, int form,
        string? series, CancellationToken cancellationToken)
    {
        var filled = new InvoiceSettings(name ?? "", taxCode ?? "", address ?? "", phone, email, bankAccount, bankName, form, series ?? "");
        var saved = await settings.SaveAsync(SchoolOf(null), filled, HttpContext.Asked(FormCause()), cancellationToken);
        return saved.Succeeded(out _, out var problem) ? Done(period) : await ShowAsync(null, period, null, problem, cancellationToken);
    }

    public IReadOnlyList<Choice> Forms() =>
        [new("1", L("1 – Hóa đơn giá trị gia tăng", "1 – VAT invoice")), new("2", L("2 – Hóa đơn bán hàng", "2 – Sales invoice"))];

    /// <summary>What was typed, or what is kept.</summary>
    public string? Value(string field, string? kept) => HttpMethods.IsPost(Request.Method) && Request.Form.ContainsKey(field) ? Request.Form[field].ToString() : kept;

    public string File(string format) => $"/api/tuition/schools/{School}/invoices/{Period}/file?format={format}";

    /// <summary>Address of the next page.</summary>
    public string NextPage() => $"{Address(Period)}&continuation={Uri.EscapeDataString(List.Continuation!)}";

    private string Address(string? period) => $"/school/tuition/invoices?school={Uri.EscapeDataString(School)}&period={Uri.EscapeDataString(PeriodOf(period))}";

    private string SchoolOf(string? school) => Me.Role is Role.School ? Me.Unit! : school is { Length: > 0 } ? school.Trim() : $"{Me.Unit ?? "01"}-001";

    private string PeriodOf(string? period) => string.IsNullOrWhiteSpace(period) ? BillingPeriod.MonthOf(HttpContext.ArrivedAt()) : period.Trim();

    private RedirectResult Done(string? period)
    {
        School = SchoolOf(null);
        return Redirect($"{Address(period)}&done=1");
    }

    private async Task<IActionResult> ShowAsync(string? school, string? period, string? continuation, Problem? refused, CancellationToken cancellationToken)
    {
        var asked = HttpContext.Asked();
        (School, Period) = (SchoolOf(school), PeriodOf(period));
        if (!(await read.ListAsync(School, Period, ReadInvoices.MaxTake, continuation, asked, cancellationToken)).Succeeded(out var list, out var problem))
            return Refusal(problem);
        List = list;
        Settings = (await settings.ReadAsync(School, asked, cancellationToken)).Succeeded(out var kept, out _) ? kept : null;
        return refused is null ? Page() : AskAgain(refused);
    }
}
