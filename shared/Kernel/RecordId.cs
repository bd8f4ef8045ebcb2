using System.Text.Json;
using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>Names one record, and with it the partition, the message session and the lock that go with it.</summary>
/// <param name="Value">
/// <c>kind-rest</c>: 3 to 100 characters of <c>a–z 0–9 - . _ ~</c>. Never holds personal data: what must be derived
/// from a personal number is derived from its keyed hash (<see cref="KeyedHash"/>).
/// </param>
[JsonConverter(typeof(RecordIdJsonConverter))]
public readonly record struct RecordId(string Value)
{
    /// <summary>Longest id any engine accepts (Service Bus sessions allow 128).</summary>
    public const int MaxLength = 100;

    /// <summary>Reads an id that came from outside.</summary>
    /// <returns>False when the text is not an id of this kind.</returns>
    public static bool TryParse(string? text, string kind, out RecordId id)
    {
        id = default;
        if (text is null || text.Length > MaxLength || text.Length <= kind.Length + 1) return false;
        if (!text.StartsWith(kind, StringComparison.Ordinal) || text[kind.Length] != '-') return false;
        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~')) return false;
        }

        id = new RecordId(text);
        return true;
    }

    /// <summary>Reads an id of whichever kind.</summary>
    /// <returns>False when the text is no id.</returns>
    public static bool TryParse(string? text, out RecordId id)
    {
        id = default;
        return text?.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash && TryParse(text, text[..dash], out id);
    }

    public override string ToString() => Value;
}

/// <summary>Writes a record id as text.</summary>
public sealed class RecordIdJsonConverter : JsonConverter<RecordId>
{
    public override RecordId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("A record id is a string."));

    public override void Write(Utf8JsonWriter writer, RecordId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
