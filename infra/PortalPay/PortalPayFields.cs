using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PublicServices.Infra.PortalPay;

/// <summary>Fields under our names, written and read under the platform's, with their hash.</summary>
internal sealed class PortalPayFields(PortalPayOptions options)
{
    private const string HashField = "MaXacThuc";

    /// <summary>The platform's name of a field.</summary>
    public string NameOf(string field) => options.Names.GetValueOrDefault(field, field);

    /// <exception cref="ArgumentException">A hashed value holds the delimiter.</exception>
    public JsonObject Write(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> order)
    {
        var body = new JsonObject();
        foreach (var field in order) body[NameOf(field)] = values.GetValueOrDefault(field, "");
        body[NameOf(HashField)] = HashOf(values, order) ?? throw new ArgumentException("A hashed value holds the delimiter.", nameof(values));
        return body;
    }

    /// <summary>The values of a JSON object under our names; null when it is none, names one twice or holds anything but text and numbers.</summary>
    public Dictionary<string, string>? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var ours = options.Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) continue;
                if (!values.TryAdd(ours.GetValueOrDefault(property.Name, property.Name), property.Value.ToString())) return null;
            }

            return values;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True when the hash among the values is theirs.</summary>
    public bool Holds(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> order) =>
        HashOf(values, order) is { } expected
        && values.GetValueOrDefault(HashField) is { } given
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given.ToLowerInvariant()));

    private string? HashOf(IReadOnlyDictionary<string, string> values, IReadOnlyList<string> order)
    {
        var parts = order.Select(field => values.GetValueOrDefault(field, "")).ToList();
        if (parts.Any(part => part.Contains(options.Delimiter))) return null;
        var text = string.Join(options.Delimiter, parts);
        var key = Encoding.UTF8.GetBytes(options.HashKey);
        var ended = Encoding.UTF8.GetBytes(text + options.Delimiter + options.HashKey);
        return Convert.ToHexStringLower(options.Hash switch
        {
            "SHA512" => SHA512.HashData(ended),
            "HMACSHA256" => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)),
            _ => SHA256.HashData(ended),
        });
    }
}
