using System.Buffers;
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
        if (request.ContentLength > PaymentLimits.MaxCallbackBytes) return Answers.Problem(KernelProblems.TooLarge(PaymentLimits.MaxCallbackBytes));
        if (await ReadAsync(request, cancellationToken) is not { } body) return Answers.Problem(KernelProblems.TooLarge(PaymentLimits.MaxCallbackBytes));

        var raw = new RawCallback(new HeaderView(request.Headers), request.QueryString.Value?.TrimStart('?') ?? "", body);
        var result = await operation.HandleAsync(gateway, raw, context.ArrivedAt(), context.CorrelationId(), cancellationToken);
        if (result.Succeeded(out _, out var problem)) return Answers.Written(Received);
        return Answers.Problem(problem == PaymentProblems.UnknownGateway ? KernelProblems.NotFound : problem);
    }

    /// <returns>The whole body; null when it is larger than allowed.</returns>
    private static async ValueTask<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var (isWhole, isTooLarge) = (read.IsCompleted, read.Buffer.Length > PaymentLimits.MaxCallbackBytes);
            if (!isWhole && !isTooLarge)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var body = isTooLarge ? null : read.Buffer.ToArray();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return body;
        }
    }
}
