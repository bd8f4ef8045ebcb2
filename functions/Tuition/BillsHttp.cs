using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>What families do over HTTP, and what officers do to one bill.</summary>
internal static class BillsHttp
{
    public static async Task<IResult> MineAsync(HttpContext context, string? continuation, ListBills list, CancellationToken cancellationToken) =>
        Answers.From(await list.OfFamilyAsync(continuation, context.Asked(), cancellationToken), TuitionJson.Default.BillList);

    /// <summary>Whoever holds the link sees what is owed; who the pupil is, only the family and officers.</summary>
    public static async Task<IResult> ReadAsync(HttpContext context, string bill, ReadBills read, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var asked = context.CallerOrNull() is null ? null : context.Asked();
        var result = await read.BillAsync(id, asked, context.ArrivedAt().VietnamDate(), cancellationToken);
        return Answers.From(result, TuitionJson.Default.BillView);
    }

    public static async Task<IResult> StatementAsync(
        HttpContext context, string account, string? continuation, ReadBills read, CancellationToken cancellationToken) =>
        RecordId.TryParse(account, TuitionIds.AccountKind, out var id)
            ? Answers.From(await read.StatementAsync(id, continuation, context.Asked(), cancellationToken), TuitionJson.Default.Statement)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> PayAsync(HttpContext context, PayBillsHandler pay, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.PayBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        var bills = new List<BillId>();
        foreach (var text in body.Value.Bills.Take(Basket.MaxShares + 1))
        {
            if (!BillId.TryParse(text, out var id)) return Answers.Problem(KernelProblems.NotFound);
            bills.Add(id);
        }

        var result = await pay.HandleAsync(new PayBills(bills, body.Value.Whole), context.AskedByAnybody(), cancellationToken);
        return Answers.From(result, TuitionJson.Default.BasketAnswer, StatusCodes.Status201Created);
    }

    public static async Task<IResult> JoinAsync(HttpContext context, string account, ChangeBills change, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.JoinBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        return RecordId.TryParse(account, TuitionIds.AccountKind, out var id)
            ? Answers.From(await change.JoinAsync(new JoinAccount(id, body.Value.Student), context.Asked(), cancellationToken), TuitionJson.Default.AccountAnswer)
            : Answers.Problem(KernelProblems.NotFound);
    }

    public static Task<IResult> CancelAsync(HttpContext context, string bill, ChangeBills change, CancellationToken cancellationToken) =>
        ChangeAsync(context, bill, change.CancelAsync, cancellationToken);

    public static Task<IResult> ReissueAsync(HttpContext context, string bill, ChangeBills change, CancellationToken cancellationToken) =>
        ChangeAsync(context, bill, change.ReissueAsync, cancellationToken);

    private static async Task<IResult> ChangeAsync(
        HttpContext context, string bill, Func<CancelBill, Asked, CancellationToken, ValueTask<Result<AccountAnswer>>> change, CancellationToken cancellationToken)
    {
        var read = await context.Request.ReadJsonAsync(TuitionHttpJson.Default.ReasonBody, cancellationToken);
        if (!read.Succeeded(out var body, out var malformed)) return Answers.Problem(malformed);
        if (!BillId.TryParse(bill, out var id)) return Answers.Problem(KernelProblems.NotFound);
        return context.Asked(body.Fingerprint).Succeeded(out var asked, out var badKey)
            ? Answers.From(await change(new CancelBill(id, body.Value.Reason), asked, cancellationToken), TuitionJson.Default.AccountAnswer)
            : Answers.Problem(badKey);
    }
}
