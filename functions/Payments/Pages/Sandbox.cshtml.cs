using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Hosting.Web.Tags;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments.Pages;

/// <summary>The sandbox gateway's hosted page: pays without money, and misbehaves on request.</summary>
public sealed class SandboxModel(Gateways gateways, PressInSandbox sandbox) : ServicePage
{
    public SandboxOrder Order { get; private set; } = null!;

    public IActionResult OnGet()
    {
        if (gateways.Find("sandbox") is null) return Refusal(KernelProblems.NotFound);
        if (!sandbox.Read(Request.QueryString.Value ?? "").Succeeded(out var order, out var problem)) return Refusal(problem);
        Order = order;
        return Page();
    }

    public IReadOnlyList<Choice> Behaviours() =>
    [
        new(nameof(SandboxBehaviour.Succeed), L("Thành công", "Succeed")),
        new(nameof(SandboxBehaviour.Fail), L("Thất bại", "Fail")),
        new(nameof(SandboxBehaviour.Cancel), L("Người nộp hủy", "The payer cancels")),
        new(nameof(SandboxBehaviour.Hang), L("Treo: báo đang xử lý mãi", "Hang: pending until it expires")),
        new(nameof(SandboxBehaviour.StaySilent), L("Trừ tiền và im lặng", "Take the money and stay silent")),
        new(nameof(SandboxBehaviour.CallLate), L("Trừ tiền, báo muộn", "Take the money, call late")),
        new(nameof(SandboxBehaviour.CallTwice), L("Trừ tiền, báo nhiều lần", "Take the money, call several times")),
        new(nameof(SandboxBehaviour.CallOutOfOrder), L("Trừ tiền, báo sai thứ tự", "Take the money, call out of order")),
        new(nameof(SandboxBehaviour.TakeTwice), L("Trừ tiền hai lần", "Take the money twice")),
        new(nameof(SandboxBehaviour.Underpay), L("Trừ thiếu 1.000 ₫", "Take 1,000 ₫ less")),
        new(nameof(SandboxBehaviour.Overpay), L("Trừ thừa 1.000 ₫", "Take 1,000 ₫ more")),
        new(nameof(SandboxBehaviour.OtherCurrency), L("Trừ bằng loại tiền khác", "Take another currency")),
    ];
}
