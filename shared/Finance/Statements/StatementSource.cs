using System.Text.Json;
using System.Text.Json.Serialization;

namespace PublicServices.Finance;

/// <summary>Whose books a statement is of: a gateway's name, or <c>bank.</c> and our account at a bank, for example <c>bank.vcb-0011</c>.</summary>
/// <param name="Value">Characters <c>a–z 0–9 - . _</c>, at most <see cref="MaxLength"/>.</param>
[JsonConverter(typeof(StatementSourceJsonConverter))]
public readonly record struct StatementSource(string Value)
{
    /// <summary>Longest source.</summary>
    public const int MaxLength = 40;

    private const string BankPrefix = "bank.";

    /// <summary>True for a bank account.</summary>
    public bool IsBank => Value.StartsWith(BankPrefix, StringComparison.Ordinal);

    /// <summary>The bank account without its prefix; the gateway's name as it is.</summary>
    public string Name => IsBank ? Value[BankPrefix.Length..] : Value;

    /// <summary>A bank account of ours.</summary>
    public static StatementSource Bank(string account) => new(BankPrefix + account);

    /// <summary>Reads a source that came from outside.</summary>
    public static bool TryParse(string? text, out StatementSource source)
    {
        source = new StatementSource(text ?? "");
        return text is { Length: > 0 and <= MaxLength }
            && text != BankPrefix
            && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.' or '_');
    }

    public override string ToString() => Value;
}

/// <summary>Writes a source as text.</summary>
public sealed class StatementSourceJsonConverter : JsonConverter<StatementSource>
{
    public override StatementSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        StatementSource.TryParse(reader.GetString(), out var source) ? source : throw new JsonException("Not a source of statements.");

    public override void Write(Utf8JsonWriter writer, StatementSource value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
