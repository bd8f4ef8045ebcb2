using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos.Sql;

/// <summary>Values of expressions: <see cref="Undefined"/>, null, bool, double, string, or a JSON object or array.</summary>
internal static class SqlValue
{
    /// <summary>What a property that is not there has; comparisons with it are neither true nor false.</summary>
    public static readonly object Undefined = new();

    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Undefined => Undefined,
        _ => json,
    };

    public static object? Property(object? value, string name) =>
        value is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var found) ? Of(found) : Undefined;

    /// <summary>The order of two values of one type; null when they do not compare.</summary>
    public static int? Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (bool a, bool b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => null,
    };

    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool yes: writer.WriteBooleanValue(yes); break;
            case double number when number == Math.Floor(number) && Math.Abs(number) < 1L << 53: writer.WriteNumberValue((long)number); break;
            case double number: writer.WriteNumberValue(number); break;
            case string text: writer.WriteStringValue(text); break;
            case JsonElement json: json.WriteTo(writer); break;
            default: throw new InvalidOperationException("An undefined value is not written.");
        }
    }
}
