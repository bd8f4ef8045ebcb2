using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>What a payer, or whoever pays for somebody, calls. The payment's id in the link is what allows it.</summary>
internal static class PaymentsHttp
{
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
            ? Answers.From(await operation.HandleAsync(id, read.Value, cancellationToken), PaymentsJson.Default.OpenedAttempt)
            : Answers.Problem(problem);
    }

    public static async Task<IResult> LookUpAsync(string? reference, LookUpMoney operation, CancellationToken cancellationToken) =>
        Answers.From(await operation.HandleAsync(reference, cancellationToken), PaymentsJson.Default.MoneyWhereabouts);
}
