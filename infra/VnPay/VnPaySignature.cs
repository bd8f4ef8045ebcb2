using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Infra.VnPay;

/// <summary>Signs and verifies: HMAC-SHA512, written as hex.</summary>
internal static class VnPaySignature
{
    public const string HashName = "vnp_SecureHash";
    private const string HashTypeName = "vnp_SecureHashType";

    /// <summary>More values than any of VNPAY's requests has.</summary>
    private const int MaxValues = 64;

    /// <summary>Values in ordinal order of their names, form-encoded, with their signature last.</summary>
    public static string SignQuery(IReadOnlyDictionary<string, string> values, string secret)
    {
        var text = Canonical(values.Select(pair => KeyValuePair.Create(pair.Key, WebUtility.UrlEncode(pair.Value))));
        return $"{text}&{HashName}={Of(text, secret)}";
    }

    /// <summary>The signature of fields without names, in the order the interface gives.</summary>
    public static string OfFields(IEnumerable<string> fields, string secret) => Of(string.Join('|', fields), secret);

    /// <summary>Compares without telling by its time how much was right. Hex in either case.</summary>
    public static bool Holds(string expected, string? given) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given.ToLowerInvariant()));

    /// <summary>Reads a signed query string.</summary>
    /// <param name="query">Without the question mark.</param>
    /// <param name="secret">The shared secret.</param>
    /// <param name="isReadable">False when it is not names and values at all.</param>
    /// <returns>The values VNPAY signed, decoded; null when the signature does not hold.</returns>
    public static IReadOnlyDictionary<string, string>? VerifyQuery(string query, string secret, out bool isReadable)
    {
        isReadable = false;
        var raw = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = query.Split('&', MaxValues + 1);
        if (pairs.Length > MaxValues) return null;
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !raw.TryAdd(pair[..equals], pair[(equals + 1)..])) return null;
        }

        isReadable = true;
        if (!raw.Remove(HashName, out var given)) return null;
        raw.Remove(HashTypeName);
        var signed = raw.Where(pair => pair.Key.StartsWith("vnp_", StringComparison.Ordinal)).ToList();
        var decoded = signed.ToDictionary(pair => pair.Key, pair => WebUtility.UrlDecode(pair.Value), StringComparer.Ordinal);

        // Encoders disagree on a few characters, so what was sent is tried as it came and as we would have written it.
        var asSent = Of(Canonical(signed), secret);
        var asOurs = Of(Canonical(decoded.Select(pair => KeyValuePair.Create(pair.Key, WebUtility.UrlEncode(pair.Value)))), secret);
        return Holds(asSent, given) | Holds(asOurs, given) ? decoded : null;
    }

    private static string Canonical(IEnumerable<KeyValuePair<string, string>> values) => string.Join(
        '&', values.Where(pair => pair.Value.Length > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Of(string text, string secret) =>
        Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
