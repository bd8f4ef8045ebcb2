namespace PublicServices.Infra.Stripe;

/// <summary>How the Stripe account is reached.</summary>
public sealed record StripeOptions
{
    /// <summary>Secret or restricted key: Checkout Sessions, Payment Intents and Refunds, read and write.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Endpoint secrets, <c>whsec_…</c>; any of them may have signed, so that a secret can be rotated.</summary>
    public required IReadOnlyList<string> WebhookSecrets { get; init; }

    /// <summary>Where payers come back to: this service as they see it.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The API's address; null for Stripe's own.</summary>
    public string? ApiBase { get; init; }

    /// <summary>How long one request may take. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Retries of one request by the client itself, under the same key. Default 1; the sweep does the rest.</summary>
    public int MaxNetworkRetries { get; init; } = 1;

    /// <summary>How far a webhook's time may be from ours. Default 5 minutes, as Stripe's own libraries.</summary>
    public TimeSpan ReplayWindow { get; init; } = TimeSpan.FromMinutes(5);
}
