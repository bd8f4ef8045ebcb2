using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Kernel;

/// <summary>Stands for a personal number, or anything else secret, in ids, addresses, keys of views and logs.</summary>
/// <param name="key">At least 32 secret bytes, the same for the life of the data: ids derive from it.</param>
/// <remarks>
/// HMAC-SHA-256 cut to 128 bits. Without the key a personal number cannot be found by trying all of them, which a plain
/// hash would allow: there are only about 10¹² numbers.
/// </remarks>
public sealed class KeyedHash(ReadOnlyMemory<byte> key)
{
    /// <summary>26 characters of base 32 that stand for <paramref name="parts"/>, different for each <paramref name="purpose"/>.</summary>
    /// <param name="purpose">What the hash is for, so that hashes for two purposes cannot be joined.</param>
    /// <param name="parts">The secret parts, in order; no part may contain U+001F.</param>
    public string Of(string purpose, params ReadOnlySpan<string> parts)
    {
        var text = string.Concat(purpose, "\u001f", string.Join('\u001f', parts!));
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(text), mac);
        return IdSource.Encode(mac);
    }
}
