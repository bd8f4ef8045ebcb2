using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Names one refund: the payment's id, <c>.r</c> and the refund's number from 1. It is also the idempotency key the gateway
/// is asked with, however often it is asked.
/// </summary>
[JsonConverter(typeof(RefundIdJsonConverter))]
public readonly record struct RefundId(RecordId Payment, int Number)
{
    /// <summary>Reads a refund's id that came back from a gateway.</summary>
    public static bool TryParse(string? text, out RefundId id)
    {
        var found = PaymentPart.TryParse(text, ".r", out var payment, out var number);
        id = new RefundId(payment, number);
        return found;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Payment.Value}.r{Number}");
}

/// <summary>Writes a refund's id as text.</summary>
public sealed class RefundIdJsonConverter : JsonConverter<RefundId>
{
    public override RefundId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RefundId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not a refund's id.");

    public override void Write(Utf8JsonWriter writer, RefundId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
