using System.Text.Json;
using System.Text.Json.Serialization;

namespace PublicServices.Finance;

/// <summary>Names one account of the ledger: its class, and after a colon whose it is, for example <c>receivable:01-002</c>.</summary>
/// <param name="Value">Class alone where there is only one; characters <c>a–z 0–9 - . _ :</c>, at most <see cref="MaxLength"/>.</param>
[JsonConverter(typeof(AccountCodeJsonConverter))]
public readonly record struct AccountCode(string Value)
{
    /// <summary>Longest code.</summary>
    public const int MaxLength = 64;

    /// <summary>The class, what stands before the colon.</summary>
    public string Class => Value.IndexOf(':', StringComparison.Ordinal) is var at and >= 0 ? Value[..at] : Value;

    /// <summary>Whose it is: unit, gateway or bank account; empty for a class with one account.</summary>
    public string Owner => Value.IndexOf(':', StringComparison.Ordinal) is var at and >= 0 ? Value[(at + 1)..] : "";

    /// <summary>Reads a code that came from outside.</summary>
    /// <returns>False when it is no account of the chart.</returns>
    public static bool TryParse(string? text, out AccountCode code)
    {
        code = new AccountCode(text ?? "");
        if (text is not { Length: > 0 and <= MaxLength } || !text.All(IsAllowed) || text.Count(c => c == ':') > 1) return false;
        return ChartOfAccounts.Find(code.Class) is { } entry && entry.HasOwners == (code.Owner.Length > 0);
    }

    public override string ToString() => Value;

    private static bool IsAllowed(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.' or '_' or ':';
}

/// <summary>Writes an account's code as text.</summary>
public sealed class AccountCodeJsonConverter : JsonConverter<AccountCode>
{
    public override AccountCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("An account's code is a string."));

    public override void Write(Utf8JsonWriter writer, AccountCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
