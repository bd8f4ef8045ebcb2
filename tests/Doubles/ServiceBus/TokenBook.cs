using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>What one connection may use, by the tokens it has shown.</summary>
internal sealed class TokenBook(SimulatedBroker broker)
{
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.OrdinalIgnoreCase);
    private bool _allowsAll;

    public bool HasAny => _allowsAll || _until.Values.Any(until => until > broker.Now);

    /// <summary>Signed in with the key itself.</summary>
    public void AllowAll() => _allowsAll = true;

    public bool Allow(string address)
    {
        if (_allowsAll || address == "$cbs") return true;
        return _until.Any(pair => pair.Value > broker.Now && IsWithin(address, pair.Key));
    }

    /// <returns>Null when it is good; otherwise what is wrong with it.</returns>
    public string? Show(string type, string audience, string token)
    {
        var name = SimulatedBroker.Trim(audience);
        var (until, fault) = type switch
        {
            "servicebus.windows.net:sastoken" => ReadShared(token, name),
            "jwt" => ReadEntra(token),
            _ => (default, $"Token type '{type}' is not known."),
        };
        if (fault is null && until <= broker.Now) fault = "ExpiredToken: The token is expired.";
        if (fault is null) _until[name] = until;
        return fault;
    }

    private static bool IsWithin(string address, string entity) =>
        entity.Length == 0 || address.Equals(entity, StringComparison.OrdinalIgnoreCase)
        || address.StartsWith(entity + "/", StringComparison.OrdinalIgnoreCase);

    private static (DateTimeOffset Until, string? Fault) ReadShared(string token, string name)
    {
        const string scheme = "SharedAccessSignature ";
        if (!token.StartsWith(scheme, StringComparison.Ordinal)) return (default, "MalformedToken: It is no SharedAccessSignature.");
        var parts = token[scheme.Length..].Split('&').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1]);
        if (!(parts.TryGetValue("sr", out var resource) && parts.TryGetValue("sig", out var signature) && parts.TryGetValue("se", out var until) && parts.TryGetValue("skn", out var rule)))
            return (default, "MalformedToken: sr, sig, se and skn are needed.");
        if (Uri.UnescapeDataString(rule) != SimulatorOptions.KeyName) return (default, "InvalidSignature: There is no such rule.");
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(SimulatorOptions.Key), Encoding.UTF8.GetBytes($"{resource}\n{until}"));
        if (Uri.UnescapeDataString(signature) != Convert.ToBase64String(mac)) return (default, "InvalidSignature: The token has an invalid signature.");
        if (!IsWithin(name, SimulatedBroker.Trim(Uri.UnescapeDataString(resource)))) return (default, "InvalidAudience: The token is for something else.");
        return (DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture)), null);
    }

    /// <summary>Reads audience and end; the signature is Entra's and cannot be checked here.</summary>
    private static (DateTimeOffset Until, string? Fault) ReadEntra(string token)
    {
        try
        {
            var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
            using var claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            if (claims.RootElement.GetProperty("aud").GetString()?.TrimEnd('/') != "https://servicebus.azure.net") return (default, "InvalidAudience: The token is for something else.");
            return (DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64()), null);
        }
        catch (Exception e) when (e is FormatException or JsonException or IndexOutOfRangeException or KeyNotFoundException)
        {
            return (default, "MalformedToken: It is no JSON web token.");
        }
    }
}
