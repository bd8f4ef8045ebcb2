namespace PublicServices.Portal;

/// <summary>Posts webhooks to addresses that somebody outside chose.</summary>
public interface IWebhookSender
{
    /// <summary>Posts once and reports what came of it; nothing the other side does makes this throw.</summary>
    /// <exception cref="OperationCanceledException">We are stopping; whether it arrived is unknown.</exception>
    ValueTask<WebhookAnswer> SendAsync(WebhookPost post, CancellationToken cancellationToken);
}

/// <summary>One signed webhook.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Id">Header <c>webhook-id</c>: the same on every attempt, so that the receiver can tell a repeat.</param>
/// <param name="TimestampSeconds">Header <c>webhook-timestamp</c>: Unix seconds of this attempt.</param>
/// <param name="Signature">Header <c>webhook-signature</c>.</param>
/// <param name="Body">UTF-8 JSON.</param>
public readonly record struct WebhookPost(Uri Url, string Id, long TimestampSeconds, string Signature, ReadOnlyMemory<byte> Body);

/// <summary>What came of one attempt.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Failure">
/// Without an answer, a stable reason: <c>timeout</c>, <c>unreachable</c>, <c>address-refused</c> (guarded), <c>tls</c>, <c>url-malformed</c>.
/// </param>
/// <param name="RetryAfter">From the answer's <c>Retry-After</c>; null for none.</param>
public readonly record struct WebhookAnswer(int Status, string? Failure = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The reason of an attempt that found nobody.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>2xx. A redirect is not followed, and not taken for delivery.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;

    /// <summary>410: the receiver is gone for good and says so.</summary>
    public bool IsGone => Status == 410;

    /// <summary>429, 502, 503, 504: the receiver as a whole needs a pause.</summary>
    public bool IsThrottling => Status is 429 or 502 or 503 or 504;

    /// <summary>No connection came about: nothing about this one event can be the reason.</summary>
    public bool IsUnreachable => Failure == Unreachable;

    /// <summary>The receiver as a whole is at fault (no answer, a fault of its own, a wrong address or key), rather than this one event.</summary>
    public bool IsOutage => Status is 0 or (>= 300 and < 400) or 401 or 403 or 404 or >= 500;

    /// <summary>Stable reason for a log line; null when delivered.</summary>
    public string? Reason => IsDelivered ? null : Failure ?? $"http-{Status}";
}
