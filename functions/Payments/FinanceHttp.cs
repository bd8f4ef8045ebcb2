using System.Text.Json.Serialization.Metadata;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>What the finance desk calls. The operations themselves refuse other roles.</summary>
internal static class FinanceHttp
{
    public static async Task<IResult> FindAsync(string? q, HttpContext context, FindPayments find, CancellationToken cancellationToken) =>
        Answers.From(await find.HandleAsync(q, context.Caller(), cancellationToken), PaymentsJson.Default.FoundPayments);

    public static async Task<IResult> FindFileAsync(string? q, string? format, HttpContext context, FindPayments find, CancellationToken cancellationToken) =>
        (await find.HandleAsync(q, context.Caller(), cancellationToken)).Succeeded(out var found, out var problem)
            ? await TableAnswers.FileAsync(found.ToTable(context.Language()), format, cancellationToken)
            : Answers.Problem(problem);

    public static async Task<IResult> ListAsync(
        bool? closed, string? continuation, HttpContext context, ListCases operation, CancellationToken cancellationToken) =>
        Answers.From(
            await operation.HandleAsync(closed == true, continuation, context.Caller(), cancellationToken), PaymentsJson.Default.CaseList);

    public static Task<IResult> RefundCaseAsync(
        string payment, int number, HttpContext context, RefundMoney operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, asked) => operation.OfCaseAsync(id, number, decision, asked.Caller, asked.Cause, cancellationToken), cancellationToken);

    public static Task<IResult> RefundFeeAsync(
        string payment, HttpContext context, RefundMoney operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, asked) => operation.OfFeeAsync(id, decision, asked.Caller, asked.Cause, cancellationToken), cancellationToken);

    public static Task<IResult> ApproveRefundAsync(
        string payment, int number, HttpContext context, CheckRefund operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, asked) => operation.ApproveAsync(id, number, decision, asked.Caller, asked.Cause, cancellationToken), cancellationToken);

    public static Task<IResult> DeclineRefundAsync(
        string payment, int number, HttpContext context, CheckRefund operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, asked) => operation.DeclineAsync(id, number, decision, asked.Caller, asked.Cause, cancellationToken), cancellationToken);

    public static Task<IResult> CloseCaseAsync(
        string payment, int number, HttpContext context, CloseCase operation, CancellationToken cancellationToken) =>
        DecideAsync(payment, context, (id, decision, asked) => operation.HandleAsync(id, number, decision, asked.Caller, asked.Cause, cancellationToken), cancellationToken);

    public static async Task<IResult> CloseStrayAsync(
        string callback, HttpContext context, CloseStray operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(callback, ReceiveCallback.StrayKind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(PaymentsJson.Default.StrayDecision, cancellationToken);
        if (!body.Succeeded(out var read, out var problem)) return Answers.Problem(problem);
        return context.Asked(read.Fingerprint).Succeeded(out var asked, out problem)
            ? Answers.From(await operation.HandleAsync(id, read.Value, asked.Caller, asked.Cause, cancellationToken), PaymentsJson.Default.StrayCallback)
            : Answers.Problem(problem);
    }

    public static async Task<IResult> RecordTransferAsync(
        HttpContext context, RecordTransfer operation, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadJsonAsync(PaymentsJson.Default.TransferEntry, cancellationToken);
        if (!body.Succeeded(out var read, out var problem)) return Answers.Problem(problem);
        return context.Asked(read.Fingerprint).Succeeded(out var asked, out problem)
            ? Shown(await operation.HandleAsync(read.Value, asked.Caller, asked.Cause, cancellationToken))
            : Answers.Problem(problem);
    }

    public static Task<IResult> RecordSentAsync(
        string payment, int number, HttpContext context, RecordRefundSent operation, CancellationToken cancellationToken) => DecideAsync(
            payment,
            context,
            PaymentsJson.Default.SentRefund,
            (id, refund, asked) => operation.HandleAsync(id, number, refund, asked.Caller, asked.Cause, cancellationToken),
            cancellationToken);

    public static Task<IResult> EndDisputeAsync(
        string payment, int number, HttpContext context, EndDispute operation, CancellationToken cancellationToken) => DecideAsync(
            payment,
            context,
            PaymentsJson.Default.DisputeDecision,
            (id, decision, asked) => operation.HandleAsync(id, number, decision, asked.Caller, asked.Cause, cancellationToken),
            cancellationToken);

    private static IResult Shown(Result<Payment> result) => result.Succeeded(out var after, out var problem)
        ? Answers.Json(FinancePayment.Of(after), PaymentsJson.Default.FinancePayment)
        : Answers.Problem(problem);

    private static Task<IResult> DecideAsync(
        string payment,
        HttpContext context,
        Func<RecordId, CaseDecision, (Caller Caller, Cause? Cause), ValueTask<Result<Payment>>> decide,
        CancellationToken cancellationToken) => DecideAsync(payment, context, PaymentsJson.Default.CaseDecision, decide, cancellationToken);

    private static async Task<IResult> DecideAsync<T>(
        string payment,
        HttpContext context,
        JsonTypeInfo<T> type,
        Func<RecordId, T, (Caller Caller, Cause? Cause), ValueTask<Result<Payment>>> decide,
        CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await context.Request.ReadJsonAsync(type, cancellationToken);
        if (!body.Succeeded(out var read, out var problem)) return Answers.Problem(problem);
        return context.Asked(read.Fingerprint).Succeeded(out var asked, out problem)
            ? Shown(await decide(id, read.Value, asked))
            : Answers.Problem(problem);
    }

    /// <summary>Who asks, and the caller's own key when there is one.</summary>
    private static Result<(Caller Caller, Cause? Cause)> Asked(this HttpContext context, string fingerprint)
    {
        var caller = context.Caller();
        return context.Request.IdempotencyCause(caller, fingerprint).Succeeded(out var cause, out var problem)
            ? (caller, cause)
            : problem;
    }
}
