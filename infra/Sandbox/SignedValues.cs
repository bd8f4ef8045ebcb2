using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Infra.Sandbox;

/// <summary>
/// Values with their names under one signature: <c>name=value</c> in ordinal order of the names, percent-encoded, joined by
/// <c>&amp;</c>, and the HMAC-SHA256 of that text as <c>signature</c>. Names and delimiters are inside the signature, so a
/// value cannot pass for another one.
/// </summary>
internal sealed class SignedValues
{
    /// <summary>More values than any link or callback has.</summary>
    public const int MaxValues = 16;

    private const string SignatureName = "signature";
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The value of a name; null when there is none.</summary>
    public string? this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set
        {
            if (value is null) _values.Remove(name);
            else _values[name] = value;
        }
    }

    /// <summary>A whole number; null when there is none, or it is no whole number written the one usual way.</summary>
    public long? Number(string name) =>
        long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The values as a query string or form, the signature last.</summary>
    public string Sign(string secret)
    {
        var text = Canonical();
        return $"{text}&{SignatureName}={Mac(secret, text)}";
    }

    /// <summary>Reads what <see cref="Sign"/> wrote.</summary>
    /// <param name="text">Query string or form, without a leading question mark; in any order.</param>
    /// <param name="secret">The secret it was signed with.</param>
    /// <param name="values">The values without the signature.</param>
    /// <param name="isReadable">False when the text is not values at all; true when only its signature does not hold.</param>
    public static bool TryVerify(string text, string secret, [NotNullWhen(true)] out SignedValues? values, out bool isReadable)
    {
        (values, isReadable) = (null, false);
        var read = new SignedValues();
        string? signature = null;
        foreach (var pair in text.Split('&', MaxValues + 1))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || read._values.Count >= MaxValues) return false;
            var name = pair[..equals];
            var value = Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            if (name == SignatureName)
            {
                if (signature is not null) return false;
                signature = value;
            }
            else if (!read._values.TryAdd(name, value))
            {
                return false;
            }
        }

        isReadable = true;
        if (signature is null) return false;
        var expected = Mac(secret, read.Canonical());
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature))) return false;
        values = read;
        return true;
    }

    private string Canonical()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _values)
        {
            if (text.Length > 0) text.Append('&');
            text.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    private static string Mac(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
