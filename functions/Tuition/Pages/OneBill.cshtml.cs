using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages;

/// <summary>One bill. Whoever holds the link may see what is owed and pay it; who the pupil is, only the family and officers.</summary>
[EnableRateLimiting(WebSetup.PublicPolicy)]
public sealed class OneBillModel(ReadBills read, PayBillsHandler pay, ChangeBills change) : ServicePage
{
    public BillView View { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    /// <summary>This page's address.</summary>
    public string Link => $"{Request.Scheme}://{Request.Host}/tuition/bills/{View.Id}";

    public bool MayJoin => !View.IsSeen && HttpContext.CallerOrNull() is { Role: Role.Family };

    public bool MayRun => View.IsSeen && TuitionPermissions.RunsBillsOf(Me, View.School);

    /// <summary>True for those who may propose that what is owed is given up.</summary>
    public bool MayGiveUp => View is { IsSeen: true, OwedVnd: > 0 } && HttpContext.CallerOrNull() is { Role: Role.Finance };

    public Task<IActionResult> OnGetAsync(string bill, CancellationToken cancellationToken) => ShowAsync(bill, null, cancellationToken);

    /// <summary>Only now a payment is asked for.</summary>
    public async Task<IActionResult> OnPostPayAsync(string bill, bool whole, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Refusal(KernelProblems.NotFound);
        var result = await pay.HandleAsync(new PayBills([id], whole), HttpContext.AskedByAnybody(), cancellationToken);
        return result.Succeeded(out var basket, out var problem)
            ? Redirect($"/pay/{basket.Payment}")
            : await ShowAsync(bill, problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostJoinAsync(string bill, string? student, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Refusal(KernelProblems.NotFound);
        if (HttpContext.CallerOrNull() is null) return Refusal(KernelProblems.SignInFirst);
        var result = await change.JoinAsync(new JoinAccount(id.Account, student ?? ""), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"/tuition/bills/{id}?done=1") : await ShowAsync(bill, problem, cancellationToken);
    }

    public Task<IActionResult> OnPostCancelAsync(string bill, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(bill, reason, change.CancelAsync, cancellationToken);

    public Task<IActionResult> OnPostReissueAsync(string bill, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(bill, reason, change.ReissueAsync, cancellationToken);

    private async Task<IActionResult> ChangeAsync(
        string bill, string? reason, Func<CancelBill, Asked, CancellationToken, ValueTask<Result<AccountAnswer>>> act, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Refusal(KernelProblems.NotFound);
        if (HttpContext.CallerOrNull() is null) return Refusal(KernelProblems.SignInFirst);
        var result = await act(new CancelBill(id, reason ?? ""), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out _, out var problem) ? Redirect($"/tuition/bills/{id}?done=1") : await ShowAsync(bill, problem, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(string bill, Problem? refused, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Refusal(KernelProblems.NotFound);
        Today = HttpContext.ArrivedAt().VietnamDate();
        var asked = HttpContext.CallerOrNull() is null ? null : HttpContext.Asked();
        if (!(await read.BillAsync(id, asked, Today, cancellationToken)).Succeeded(out var view, out var problem)) return Refusal(problem);
        View = view;
        return refused is null ? Page() : AskAgain(refused);
    }
}
