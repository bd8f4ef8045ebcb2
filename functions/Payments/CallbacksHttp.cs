using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>What gateways call. The body is kept as it came, because the signature is over its bytes.</summary>
internal static class CallbacksHttp
{
    private static readonly ReadOnlyMemory<byte> Received = "{\"received\":true}"u8.ToArray();

    public static async Task<IResult> ReceiveAsync(
        string gateway, HttpContext context, ReceiveCallback operation, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (!(await request.ReadBytesAsync(PaymentLimits.MaxCallbackBytes, cancellationToken)).Succeeded(out var body, out var tooLarge))
            return Answers.Problem(tooLarge);

        var raw = new RawCallback(new HeaderView(request.Headers), request.QueryString.Value?.TrimStart('?') ?? "", body);
        var received = await operation.HandleAsync(gateway, raw, context.ArrivedAt(), context.CorrelationId(), cancellationToken);
        if (received.Answer is { } answer) return Answers.Written(answer.Body, answer.Status);
        if (received.Problem is not { } problem) return Answers.Written(Received);
        return Answers.Problem(problem == PaymentProblems.UnknownGateway ? KernelProblems.NotFound : problem);
    }
}
