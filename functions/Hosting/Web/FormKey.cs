using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>The key a form carries, so that sending it twice does it once.</summary>
internal static class FormKey
{
    /// <summary>The hidden field.</summary>
    public const string Field = "key";

    /// <summary>What fields of the framework begin with; they differ between two renderings.</summary>
    private const string OfFramework = "__";

    /// <summary>SHA-256 of where a form was sent and everything in it, 64 hex characters: tells a repeat from another use of the same key.</summary>
    public static string Fingerprint(HttpRequest request, ReadOnlySpan<byte> file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(request.Path + request.QueryString);
        foreach (var (name, values) in request.Form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (name == Field || name.StartsWith(OfFramework, StringComparison.Ordinal)) continue;
            Append(name);
            foreach (var value in values) Append(value ?? "");
        }

        hash.AppendData(file);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            // With its length before it, no text can pass for two.
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
