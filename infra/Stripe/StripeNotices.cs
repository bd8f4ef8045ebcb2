using System.Text.Json;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.Stripe;

/// <summary>Stripe's events of disputes and payouts.</summary>
/// <remarks>Source: docs.stripe.com/api/disputes/object, /payouts/object, /events/types.</remarks>
internal static class StripeNotices
{
    /// <returns>The news; null when the type is none of these, or the object cannot be read.</returns>
    public static GatewayNotice? Of(string type, JsonElement subject, DateTimeOffset at)
    {
        if (Text(subject, "id") is not { Length: > 0 and <= PaymentLimits.MaxReferenceLength } id) return null;
        if (Number(subject, "amount") is not { } amount || Text(subject, "currency") is not { Length: 3 } currency) return null;
        var money = new Money(amount, currency.ToUpperInvariant());
        var status = Text(subject, "status") ?? "";
        if (type.StartsWith("payout.", StringComparison.Ordinal))
        {
            DateTimeOffset? arrives = Number(subject, "arrival_date") is { } seconds and >= 0 and <= int.MaxValue ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
            return new GatewayNotice(NoticeKind.Payout, id, "", money, type["payout.".Length..], at, arrives);
        }

        if (KindOf(type, status) is not { } kind || Text(subject, "payment_intent") is not { Length: > 0 and <= PaymentLimits.MaxReferenceLength } intent) return null;
        return new GatewayNotice(kind, id, intent, money, status, at);
    }

    private static NoticeKind? KindOf(string type, string status) => type switch
    {
        "charge.dispute.created" or "charge.dispute.updated" => NoticeKind.DisputeOpen,
        "charge.dispute.funds_withdrawn" => NoticeKind.DisputeWithdrawn,
        "charge.dispute.funds_reinstated" => NoticeKind.DisputeReinstated,
        // An inquiry that was closed took nothing, and neither did one that was prevented.
        "charge.dispute.closed" => status switch
        {
            "lost" => NoticeKind.DisputeLost,
            "won" or "warning_closed" or "prevented" => NoticeKind.DisputeWon,
            _ => NoticeKind.DisputeOpen,
        },
        _ => null,
    };

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
