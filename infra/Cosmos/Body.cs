using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// A body as it stands inside an item. JSON objects and arrays stand as they are, readable and open to queries. All else stands as
/// text: what is no JSON, scalars, and JSON with numbers that a double, which is what Cosmos DB keeps, would change.
/// </summary>
[JsonConverter(typeof(BodyJsonConverter))]
internal readonly record struct Body(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>More digits than this may not survive as a double.</summary>
    private const int SafeDigits = 15;

    public bool StandsAsJson()
    {
        var reader = new Utf8JsonReader(Utf8.Span);
        try
        {
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return false;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.Number && !IsSafe(reader.ValueSpan)) return false;
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whole numbers and short decimals; no exponents, and nothing whose writing would change, such as 1.0.</summary>
    private static bool IsSafe(ReadOnlySpan<byte> number) =>
        number.Length <= SafeDigits && number.IndexOfAny((byte)'e', (byte)'E') < 0 && (number.IndexOf((byte)'.') < 0 || number[^1] != (byte)'0');
}

internal sealed class BodyJsonConverter : JsonConverter<Body>
{
    public override Body Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new Body(Encoding.UTF8.GetBytes(reader.GetString()!));
        using var value = JsonDocument.ParseValue(ref reader);
        return new Body(Encoding.UTF8.GetBytes(value.RootElement.GetRawText()));
    }

    public override void Write(Utf8JsonWriter writer, Body value, JsonSerializerOptions options)
    {
        if (value.StandsAsJson()) writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
        else writer.WriteStringValue(value.Utf8.Span);
    }
}
