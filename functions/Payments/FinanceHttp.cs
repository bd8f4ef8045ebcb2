using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>What the finance desk calls. The operations themselves refuse other roles.</summary>
internal static class FinanceHttp
{
    public static async Task<IResult> FindAsync(string? q, HttpContext context, FindPayments find, CancellationToken cancellationToken) =>
        Answers.From(await find.HandleAsync(q, context.Caller(), cancellationToken), PaymentsJson.Default.FoundPayments);

    public static async Task<IResult> ListAsync(
        bool? closed, string? continuation, HttpContext context, ListCases operation, CancellationToken cancellationToken) =>
        Answers.From(
            await operation.HandleAsync(closed == true, continuation, context.Caller(), cancellationToken), PaymentsJson.Default.CaseList);

    public static Task<IResult> RefundCaseAsync(
        string payment, int number, HttpContext context, RefundMoney operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, caller) => operation.OfCaseAsync(id, number, decision, caller, cancellationToken), cancellationToken);

    public static Task<IResult> RefundFeeAsync(
        string payment, HttpContext context, RefundMoney operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, caller) => operation.OfFeeAsync(id, decision, caller, cancellationToken), cancellationToken);

    public static Task<IResult> ApproveRefundAsync(
        string payment, int number, HttpContext context, CheckRefund operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, caller) => operation.ApproveAsync(id, number, decision, caller, cancellationToken), cancellationToken);

    public static Task<IResult> DeclineRefundAsync(
        string payment, int number, HttpContext context, CheckRefund operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, caller) => operation.DeclineAsync(id, number, decision, caller, cancellationToken), cancellationToken);

    public static Task<IResult> CloseCaseAsync(
        string payment, int number, HttpContext context, CloseCase operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, caller) => operation.HandleAsync(id, number, decision, caller, cancellationToken), cancellationToken);

    public static async Task<IResult> CloseStrayAsync(
        string callback, HttpContext context, CloseStray operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(callback, ReceiveCallback.StrayKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(PaymentsJson.Default.StrayDecision, cancellationToken);
        return body.Succeeded(out var read, out var problem)
            ? Answers.From(await operation.HandleAsync(id, read.Value, context.Caller(), cancellationToken), PaymentsJson.Default.StrayCallback)
            : Answers.Problem(problem);
    }

    public static async Task<IResult> RecordTransferAsync(
        HttpContext context, RecordTransfer operation, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(PaymentsJson.Default.TransferEntry, cancellationToken);
        if (!body.Succeeded(out var read, out var problem)) return Answers.Problem(problem);
        return Shown(await operation.HandleAsync(read.Value, context.Caller(), cancellationToken));
    }

    public static async Task<IResult> RecordSentAsync(
        string payment, int number, HttpContext context, RecordRefundSent operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(PaymentsJson.Default.SentRefund, cancellationToken);
        if (!body.Succeeded(out var read, out var problem)) return Answers.Problem(problem);
        return Shown(await operation.HandleAsync(id, number, read.Value, context.Caller(), cancellationToken));
    }

    private static IResult Shown(Result<Payment> result) => result.Succeeded(out var after, out var problem)
        ? Answers.Json(FinancePayment.Of(after), PaymentsJson.Default.FinancePayment)
        : Answers.Problem(problem);

    private static async Task<IResult> DecideAsync(
        string payment,
        HttpContext context,
        Func<RecordId, CaseDecision, Caller, ValueTask<Result<Payment>>> decide,
        CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(PaymentsJson.Default.CaseDecision, cancellationToken);
        if (!body.Succeeded(out var read, out var problem)) return Answers.Problem(problem);
        return Shown(await decide(id, read.Value, context.Caller()));
    }
}
