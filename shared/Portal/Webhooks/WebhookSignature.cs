using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Portal;

/// <summary>Signs and checks webhooks: HMAC-SHA-256 over <c>id.timestamp.body</c>, header <c>v1,base64</c>.</summary>
/// <remarks>Source: standardwebhooks.com, "Signature scheme"; several signatures stand side by side while a secret is rotated.</remarks>
public static class WebhookSignature
{
    /// <summary>Most signatures looked at in one header; a rotation needs two.</summary>
    public const int MaxSignatures = 8;

    private const string Version = "v1,";
    private const int MacBase64Length = 44;

    /// <summary>The header for one attempt: a signature for each secret, space separated.</summary>
    public static string Sign(IReadOnlyList<WebhookSecret> secrets, string id, long timestampSeconds, ReadOnlySpan<byte> body)
    {
        var timestamp = timestampSeconds.ToString(CultureInfo.InvariantCulture);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var header = new StringBuilder(secrets.Count * (Version.Length + MacBase64Length + 1));
        foreach (var secret in secrets)
        {
            Mac(secret, id, timestamp, body, mac);
            if (header.Length > 0) header.Append(' ');
            header.Append(Version).Append(Convert.ToBase64String(mac));
        }

        return header.ToString();
    }

    /// <summary>True when one of the header's signatures was made with one of the secrets; takes the same time for a near miss.</summary>
    /// <param name="secrets">All that are valid now.</param>
    /// <param name="id">The <c>webhook-id</c> header.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c> header, as it was sent.</param>
    /// <param name="body">The body, byte for byte.</param>
    /// <param name="header">The <c>webhook-signature</c> header; unknown versions in it are passed over.</param>
    public static bool Verify(
        IReadOnlyList<WebhookSecret> secrets, string id, string timestamp, ReadOnlySpan<byte> body, string header)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var genuine = false;
        foreach (var secret in secrets)
        {
            Mac(secret, id, timestamp, body, expected);
            var seen = 0;
            foreach (var range in header.AsSpan().Split(' '))
            {
                if (++seen > MaxSignatures) break;
                var signature = header.AsSpan()[range];
                if (!signature.StartsWith(Version, StringComparison.Ordinal)) continue;
                if (!Convert.TryFromBase64Chars(signature[Version.Length..], given, out var length) || length != given.Length) continue;
                genuine |= CryptographicOperations.FixedTimeEquals(expected, given);
            }
        }

        return genuine;
    }

    private static void Mac(WebhookSecret secret, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        var length = Encoding.UTF8.GetByteCount(id) + timestamp.Length + body.Length + 2;
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(timestamp.Length) + length);
        try
        {
            var at = Encoding.UTF8.GetBytes(id, buffer);
            buffer[at++] = (byte)'.';
            at += Encoding.UTF8.GetBytes(timestamp, buffer.AsSpan(at));
            buffer[at++] = (byte)'.';
            body.CopyTo(buffer.AsSpan(at));
            HMACSHA256.HashData(secret.Key, buffer.AsSpan(0, at + body.Length), mac);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
