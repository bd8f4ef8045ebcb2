using System.Text.Json;
using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>Writes money as <c>{"amount":45000,"currency":"VND"}</c>; a fractional or missing amount is refused.</summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Money is an object.");
        long? amount = null;
        string? currency = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "amount":
                    amount = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)
                        ? value
                        : throw new JsonException("Money.amount is a whole number.");
                    break;
                case "currency":
                    currency = reader.GetString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return amount is { } minorUnits && currency is { Length: 3 }
            ? new Money(minorUnits, currency)
            : throw new JsonException("Money needs amount and a three-letter currency.");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("amount"u8, value.MinorUnits);
        writer.WriteString("currency"u8, value.Currency);
        writer.WriteEndObject();
    }
}
