using System.Numerics;
using System.Text;
using System.Text.Json;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>
/// The effective partition key of version 2 containers, from which the SDK computes itself which range to ask: MurmurHash3 (128 bits)
/// of the type's mark and the value, read as a big-endian number without its two highest bits.
/// </summary>
internal static class PartitionHash
{
    private const byte StringMark = 8;
    private const byte StringEnd = 0xFF;

    /// <summary>32 hexadecimal digits for a header's key such as <c>["a"]</c>; other keys than one string are not used here.</summary>
    public static string Of(string headerKey)
    {
        using var key = JsonDocument.Parse(headerKey);
        if (key.RootElement.GetArrayLength() != 1 || key.RootElement[0].ValueKind != JsonValueKind.String)
            throw new NotSupportedException($"Only keys of one string are known here, not {headerKey}.");
        byte[] bytes = [StringMark, .. Encoding.UTF8.GetBytes(key.RootElement[0].GetString()!), StringEnd];
        var (low, high) = Murmur128(bytes);
        var hash = new byte[16];
        BitConverter.TryWriteBytes(hash.AsSpan(0, 8), low);
        BitConverter.TryWriteBytes(hash.AsSpan(8, 8), high);
        Array.Reverse(hash);
        hash[0] &= 0x3F;
        return Convert.ToHexString(hash);
    }

    private static (ulong Low, ulong High) Murmur128(ReadOnlySpan<byte> data)
    {
        const ulong c1 = 0x87c37b91114253d5, c2 = 0x4cf5ad432745937f;
        ulong h1 = 0, h2 = 0;
        var position = 0;
        for (; position + 16 <= data.Length; position += 16)
        {
            h1 = (BitOperations.RotateLeft(h1 ^ Mix(BitConverter.ToUInt64(data[position..]), c1, 31, c2), 27) + h2) * 5 + 0x52dce729;
            h2 = (BitOperations.RotateLeft(h2 ^ Mix(BitConverter.ToUInt64(data[(position + 8)..]), c2, 33, c1), 31) + h1) * 5 + 0x38495ab5;
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        data[position..].CopyTo(tail);
        if (data.Length - position > 8) h2 ^= Mix(BitConverter.ToUInt64(tail[8..]), c2, 33, c1);
        if (data.Length - position > 0) h1 ^= Mix(BitConverter.ToUInt64(tail), c1, 31, c2);

        h1 ^= (ulong)data.Length;
        h2 ^= (ulong)data.Length;
        h1 += h2;
        h2 += h1;
        h1 = Final(h1);
        h2 = Final(h2);
        h1 += h2;
        h2 += h1;
        return (h1, h2);
    }

    private static ulong Mix(ulong block, ulong first, int rotation, ulong second) => BitOperations.RotateLeft(block * first, rotation) * second;

    private static ulong Final(ulong h)
    {
        h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
        h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
        return h ^ (h >> 33);
    }
}
