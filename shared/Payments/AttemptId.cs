using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Names one try at paying: the payment's id, a dot and the try's number from 1, for example <c>pay-01abc.2</c>. It is the
/// order number the gateway knows and the idempotency key it is opened with, so one text leads back to the payment.
/// </summary>
/// <param name="Payment">The payment.</param>
/// <param name="Number">1 for the first try.</param>
[JsonConverter(typeof(AttemptIdJsonConverter))]
public readonly record struct AttemptId(RecordId Payment, int Number)
{
    /// <summary>Reads an order number that came from outside.</summary>
    /// <returns>False when the text is not a payment's id, a dot and a number without leading zeros.</returns>
    public static bool TryParse(string? text, out AttemptId id)
    {
        var found = PaymentPart.TryParse(text, ".", out var payment, out var number);
        id = new AttemptId(payment, number);
        return found;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Payment.Value}.{Number}");
}

/// <summary>Writes an attempt's id as text.</summary>
public sealed class AttemptIdJsonConverter : JsonConverter<AttemptId>
{
    public override AttemptId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        AttemptId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("Not an attempt's id.");

    public override void Write(Utf8JsonWriter writer, AttemptId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
