using System.Globalization;
using System.Text;
using System.Text.Json;
using PublicServices.Kernel;
using PublicServices.Payments;
using Stripe;

namespace PublicServices.Infra.Stripe;

/// <summary>Reads Stripe's webhooks. Whatever is wrong with one is a refusal, never an exception.</summary>
/// <remarks>
/// The signature is checked by Stripe's client; the body is read here, because the client fails on events without an API
/// version and only a handful of fields matter: what an event claims is asked for again before anything is credited.
/// </remarks>
internal static class StripeWebhook
{
    private const string SignatureHeader = "Stripe-Signature";

    public static Result<GatewayCallback> Read(RawCallback raw, StripeOptions options, DateTimeOffset now)
    {
        if (!raw.Headers.TryGetValue(SignatureHeader, out var header) || TimeOf(header) is not { } time) return PaymentProblems.CallbackSignature;
        if (Math.Abs(now.ToUnixTimeSeconds() - time) > (long)options.ReplayWindow.TotalSeconds) return PaymentProblems.CallbackOutsideWindow;

        var body = Encoding.UTF8.GetString(raw.Body.Span);
        if (!options.WebhookSecrets.Any(secret => Holds(body, header, secret, options, now))) return PaymentProblems.CallbackSignature;
        try
        {
            using var document = JsonDocument.Parse(raw.Body);
            return Read(document.RootElement) is { } callback ? callback : PaymentProblems.CallbackUnreadable;
        }
        catch (JsonException)
        {
            return PaymentProblems.CallbackUnreadable;
        }
    }

    /// <returns>The one time of the header; null when there is none, several, or one that is no time.</returns>
    private static long? TimeOf(string header)
    {
        long? found = null;
        foreach (var part in header.Split(','))
        {
            if (!part.TrimStart().StartsWith("t=", StringComparison.Ordinal)) continue;
            if (found is not null) return null;
            if (!long.TryParse(part.TrimStart().AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var time)) return null;
            // Beyond this the client's arithmetic overflows.
            if (time > int.MaxValue) return null;
            found = time;
        }

        return found;
    }

    private static bool Holds(string body, string header, string secret, StripeOptions options, DateTimeOffset now)
    {
        try
        {
            EventUtility.ValidateSignature(body, header, secret, (long)options.ReplayWindow.TotalSeconds, now.ToUnixTimeSeconds());
            return true;
        }
        catch (Exception e) when (e is StripeException or FormatException or OverflowException or ArgumentException or NullReferenceException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    private static GatewayCallback? Read(JsonElement root)
    {
        if (Text(root, "id") is not { Length: > 0 } eventId || Text(root, "type") is not { } type) return null;
        if (Child(root, "data") is not { } data || Child(data, "object") is not { } subject) return null;

        if (type.StartsWith("refund.", StringComparison.Ordinal))
        {
            return RefundId.TryParse(Metadata(subject, StripeGateway.RefundKey), out var refund)
                ? new GatewayCallback(eventId, null, null, refund)
                : new GatewayCallback(eventId, null, null);
        }

        if (type.StartsWith("charge.dispute.", StringComparison.Ordinal) || type.StartsWith("payout.", StringComparison.Ordinal))
            return new GatewayCallback(eventId, null, null, Notice: StripeNotices.Of(type, subject, CreatedAt(root)));

        var attempt = Metadata(subject, StripeGateway.AttemptKey) ?? Text(subject, "client_reference_id");
        return new GatewayCallback(eventId, attempt, OutcomeOf(type, subject));
    }

    private static GatewayOutcome? OutcomeOf(string type, JsonElement subject) => type switch
    {
        "checkout.session.completed" => Text(subject, "payment_status") == "paid" ? Paid(subject, "amount_total", "payment_intent") : GatewayOutcome.Pending,
        "checkout.session.async_payment_succeeded" => Paid(subject, "amount_total", "payment_intent"),
        "checkout.session.async_payment_failed" => GatewayOutcome.Failed("async payment failed"),
        "checkout.session.expired" => GatewayOutcome.Expired,
        "payment_intent.succeeded" => Paid(subject, "amount_received", "id"),
        // The payer may try another card on the same page, so this ends nothing.
        "payment_intent.payment_failed" or "payment_intent.processing" => GatewayOutcome.Pending,
        "payment_intent.canceled" => GatewayOutcome.Cancelled,
        _ => null,
    };

    private static GatewayOutcome Paid(JsonElement subject, string amountName, string referenceName)
    {
        var amount = subject.TryGetProperty(amountName, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
        var currency = Text(subject, "currency")?.ToUpperInvariant() ?? "";
        return new GatewayOutcome(OutcomeKind.Succeeded, new Money(amount, currency), Text(subject, referenceName) ?? "");
    }

    private static DateTimeOffset CreatedAt(JsonElement root) =>
        root.TryGetProperty("created", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is >= 0 and <= int.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;

    private static string? Metadata(JsonElement subject, string name) => Child(subject, "metadata") is { } metadata ? Text(metadata, name) : null;

    private static JsonElement? Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
