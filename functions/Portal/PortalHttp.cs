using PublicServices.Functions.Hosting.Web;
using PublicServices.Portal;

namespace PublicServices.Functions.Portal;

/// <summary>What the National Public Service Portal calls.</summary>
internal static class PortalHttp
{
    /// <summary>Takes a webhook: size and content type before anything is read, the signature before anything is parsed.</summary>
    public static async Task<IResult> ReceiveAsync(
        HttpContext context, ReceivePortalWebhook receive, PortalOptions options, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (!IsJson(request.ContentType)) return Answers.Problem(WebhookProblems.NotJson);
        var limit = options.Inbound.MaxBytes;
        if (!(await request.ReadBytesAsync(limit, cancellationToken)).Succeeded(out var body, out _))
            return Answers.Problem(WebhookProblems.TooLarge(limit));

        var headers = new WebhookHeaders(One(request, "webhook-id"), One(request, "webhook-timestamp"), One(request, "webhook-signature"));
        var receipt = await receive.HandleAsync(headers, body, context.CorrelationId(), cancellationToken);
        return Answers.From(receipt, PortalJson.Default.WebhookReceipt, StatusCodes.Status202Accepted);
    }

    /// <summary>A header sent twice is no header: two readers might take different ones.</summary>
    private static string? One(HttpRequest request, string header) =>
        request.Headers.TryGetValue(header, out var values) && values.Count == 1 ? values[0] : null;

    private static bool IsJson(string? contentType) =>
        contentType is not null
        && contentType.AsSpan(0, contentType.IndexOf(';', StringComparison.Ordinal) is var end and >= 0 ? end : contentType.Length)
            .Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
