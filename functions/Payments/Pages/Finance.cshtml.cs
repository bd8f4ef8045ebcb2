using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments.Pages;

/// <summary>The finance officer's queue: money that does not fit, each with what is owed to whom.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class FinanceModel(
    ListCases list,
    RefundMoney refund,
    CheckRefund check,
    CloseCase close,
    EndDispute end,
    CloseStray closeStray,
    RecordTransfer transfer,
    RecordRefundSent sent,
    Gateways gateways) : ServicePage
{
    public bool Closed { get; private set; }

    public CaseList Cases { get; private set; } = new([], null);

    /// <summary>True when the money of a case is on its way back and only an officer can say that it was sent.</summary>
    public bool IsSentByHand(CaseRow row) => row.Case.Status == nameof(CaseStatus.Refunding) && gateways.Find(row.Case.Gateway)?.RefundsByHand == true;

    public Task<IActionResult> OnGetAsync(bool closed, string? continuation, CancellationToken cancellationToken) =>
        ShowAsync(closed, continuation, null, cancellationToken);

    public Task<IActionResult> OnPostRefundAsync(string payment, int number, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(payment, reason, (id, decision) => refund.OfCaseAsync(id, number, decision, Me, FormCause(), cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostApproveAsync(string payment, int number, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(payment, reason, (id, decision) => check.ApproveAsync(id, number, decision, Me, FormCause(), cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostDeclineAsync(string payment, int number, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(payment, reason, (id, decision) => check.DeclineAsync(id, number, decision, Me, FormCause(), cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostCloseAsync(string payment, int number, string? reason, string? refundReference, CancellationToken cancellationToken) =>
        DecideAsync(payment, reason, (id, decision) => close.HandleAsync(id, number, decision with { RefundReference = refundReference }, Me, FormCause(), cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostWonAsync(string payment, int number, string? reason, CancellationToken cancellationToken) =>
        EndAsync(payment, number, DisputeEnd.Won, reason, cancellationToken);

    public Task<IActionResult> OnPostLostAsync(string payment, int number, string? reason, CancellationToken cancellationToken) =>
        EndAsync(payment, number, DisputeEnd.Lost, reason, cancellationToken);

    public async Task<IActionResult> OnPostCloseStrayAsync(string payment, string? reason, string? refundReference, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, ReceiveCallback.StrayKind, out var id)) return Refusal(KernelProblems.NotFound);
        var result = await closeStray.HandleAsync(id, new StrayDecision(reason ?? "", refundReference), Me, FormCause(), cancellationToken);
        return result.Succeeded(out _, out var problem)
            ? Redirect("/finance/cases?done=1")
            : await ShowAsync(closed: false, null, problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostTransferAsync(
        string? memo, long amountVnd, string? bankReference, DateTime bookedAt, string? reason, CancellationToken cancellationToken)
    {
        var booked = VietnamTime.At(DateOnly.FromDateTime(bookedAt), TimeOnly.FromDateTime(bookedAt));
        var entry = new TransferEntry(memo ?? "", amountVnd, bankReference ?? "", booked, reason ?? "");
        var result = await transfer.HandleAsync(entry, Me, FormCause(), cancellationToken);
        return result.Succeeded(out _, out var problem)
            ? Redirect("/finance/cases?done=1")
            : await ShowAsync(closed: false, null, problem, cancellationToken);
    }

    public Task<IActionResult> OnPostSentAsync(
        string payment, int number, string? bankReference, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(
            payment,
            reason,
            (id, decision) => sent.HandleAsync(id, number, new SentRefund(bankReference ?? "", decision.Reason), Me, FormCause(), cancellationToken),
            cancellationToken);

    private Task<IActionResult> EndAsync(string payment, int number, DisputeEnd how, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(
            payment,
            reason,
            (id, decision) => end.HandleAsync(id, number, new DisputeDecision(how, decision.Reason), Me, FormCause(), cancellationToken),
            cancellationToken);

    private async Task<IActionResult> DecideAsync(
        string payment, string? reason, Func<RecordId, CaseDecision, ValueTask<Result<Payment>>> decide, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Refusal(KernelProblems.NotFound);
        var result = await decide(id, new CaseDecision(reason ?? ""));
        return result.Succeeded(out _, out var problem)
            ? Redirect("/finance/cases?done=1")
            : await ShowAsync(closed: false, null, problem, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(bool closed, string? continuation, Problem? refused, CancellationToken cancellationToken)
    {
        Closed = closed;
        if (!(await list.HandleAsync(closed, continuation, Me, cancellationToken)).Succeeded(out var cases, out var problem)) return Refusal(problem);
        Cases = cases;
        return refused is null ? Page() : AskAgain(refused);
    }
}
