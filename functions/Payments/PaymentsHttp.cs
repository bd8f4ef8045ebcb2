using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>What a payer, or whoever pays for somebody, calls. The payment's id in the link is what allows it.</summary>
internal static class PaymentsHttp
{
    /// <summary>Pauses between looks for a fee that is still being asked for: 4, 8, … 1,024 ms, two seconds in all.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(1_024);

    public static async Task<IResult> ReadAsync(
        string payment, bool? ask, ReadPayment operation, CancellationToken cancellationToken) =>
        RecordId.TryParse(payment, PaymentLimits.Kind, out var id)
            ? Answers.From(await operation.HandleAsync(id, ask == true, cancellationToken), PaymentsJson.Default.PaymentPage)
            : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> OpenAsync(
        string payment, HttpRequest request, OpenAttempt operation, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await request.ReadJsonAsync(PaymentsJson.Default.OpenAttemptRequest, cancellationToken);
        return body.Succeeded(out var read, out var problem)
            ? Answers.From(await OpenAsync(id, read.Value, operation, cancellationToken), PaymentsJson.Default.OpenedAttempt)
            : Answers.Problem(problem);
    }

    public static async Task<IResult> ChooseAsync(
        string payment, int number, HttpRequest request, ChooseOverpayment operation, ReadPayment read, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Answers.Problem(KernelProblems.NotFound);
        var body = await request.ReadJsonAsync(PaymentsJson.Default.OverpaymentDecision, cancellationToken);
        if (!body.Succeeded(out var decision, out var problem)) return Answers.Problem(problem);
        var chosen = await operation.HandleAsync(id, number, decision.Value.Choice, cancellationToken);
        return chosen.Problem is { } refused
            ? Answers.Problem(refused)
            : Answers.From(await read.HandleAsync(id, askFirst: false, cancellationToken), PaymentsJson.Default.PaymentPage);
    }

    /// <summary>
    /// The fee is asked for by message, a moment after the form was filed. Whoever pays at once waits that moment here instead of
    /// being told that there is nothing to pay.
    /// </summary>
    private static async ValueTask<Result<OpenedAttempt>> OpenAsync(
        RecordId payment, OpenAttemptRequest asked, OpenAttempt operation, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            var result = await operation.HandleAsync(payment, asked, cancellationToken);
            if (result.Problem != KernelProblems.NotFound || pause > LongestPause) return result;
            await Task.Delay(pause, cancellationToken);
            pause *= 2;
        }
    }

    /// <summary>
    /// A payer comes back from a gateway. What the address says of the payment is dropped unread: anybody can write it, so the page
    /// asks the gateway instead.
    /// </summary>
    public static IResult ComeBack(string payment) => RecordId.TryParse(payment, PaymentLimits.Kind, out var id)
        ? Results.Redirect($"/pay/{id}?back=true")
        : Answers.Problem(KernelProblems.NotFound);

    public static async Task<IResult> LookUpAsync(string? reference, LookUpMoney operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.HandleAsync(reference, cancellationToken), PaymentsJson.Default.MoneyWhereabouts);
}
