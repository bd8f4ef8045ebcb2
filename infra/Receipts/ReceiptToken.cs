using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Infra.Receipts;

/// <summary>
/// A receipt as bytes, in the one order that is signed: format 1, key id (8), version (4), Unix milliseconds (6), start of
/// the form's hash (16), length of the dossier code (1), the code in ASCII, and after them the signature (64). Numbers are
/// big-endian. Anybody can check one with a public key; <see cref="SignedBytes"/> says over what.
/// </summary>
internal static class ReceiptToken
{
    public const int KeyIdBytes = 8;
    public const int SignatureBytes = 64;

    private const byte Format = 1;
    private const int VersionAt = 1 + KeyIdBytes;
    private const int TimeAt = VersionAt + sizeof(uint);
    private const int TimeBytes = 6;
    private const int HashAt = TimeAt + TimeBytes;
    private const int CodeAt = HashAt + (Receipt.FormHashChars / 2) + 1;

    /// <summary>Keeps a signature on a receipt from meaning anything anywhere else.</summary>
    private static ReadOnlySpan<byte> Purpose => "public-services receipt 1\n"u8;

    /// <exception cref="ArgumentException">The receipt breaks a limit.</exception>
    public static byte[] Content(Receipt receipt, ReadOnlySpan<byte> keyId)
    {
        var milliseconds = receipt.ArrivedAt.ToUnixTimeMilliseconds();
        if (!IsCode(receipt.DossierCode)) throw new ArgumentException("The dossier code does not fit a receipt.", nameof(receipt));
        if (receipt.Version is < 1 or > uint.MaxValue) throw new ArgumentException("The version does not fit a receipt.", nameof(receipt));
        if (milliseconds is < 0 or >= 1L << (8 * TimeBytes)) throw new ArgumentException("The time does not fit a receipt.", nameof(receipt));
        if (receipt.FormHash.Length != Receipt.FormHashChars) throw new ArgumentException("The hash does not fit a receipt.", nameof(receipt));

        var content = new byte[CodeAt + receipt.DossierCode.Length];
        content[0] = Format;
        keyId.CopyTo(content.AsSpan(1));
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(VersionAt), (uint)receipt.Version);
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, milliseconds);
        time[^TimeBytes..].CopyTo(content.AsSpan(TimeAt));
        Convert.FromHexString(receipt.FormHash).CopyTo(content, HashAt);
        content[CodeAt - 1] = (byte)receipt.DossierCode.Length;
        Encoding.ASCII.GetBytes(receipt.DossierCode, content.AsSpan(CodeAt));
        return content;
    }

    public static byte[] SignedBytes(ReadOnlySpan<byte> content) => [.. Purpose, .. content];

    public static string Write(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        Base64Url.EncodeToString((ReadOnlySpan<byte>)[.. content, .. signature]);

    /// <summary>Splits a token; false when it cannot be one of ours. Nothing in it is true before the signature has been checked.</summary>
    public static bool TryRead(string token, out ReadOnlyMemory<byte> content, out ReadOnlyMemory<byte> signature)
    {
        (content, signature) = (default, default);
        if (token.Length > Receipt.MaxTokenChars || !Base64Url.IsValid(token)) return false;
        var bytes = Base64Url.DecodeFromChars(token);
        // The last character has bits to spare, and decoding forgives white space: one receipt has one spelling.
        if (Base64Url.EncodeToString(bytes) != token) return false;
        if (bytes.Length < CodeAt + 1 + SignatureBytes || bytes[0] != Format) return false;
        if (bytes.Length != CodeAt + bytes[CodeAt - 1] + SignatureBytes) return false;

        (content, signature) = (bytes.AsMemory(..^SignatureBytes), bytes.AsMemory(^SignatureBytes..));
        return true;
    }

    public static ReadOnlySpan<byte> KeyId(ReadOnlySpan<byte> content) => content.Slice(1, KeyIdBytes);

    public static Receipt Read(ReadOnlySpan<byte> content)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        time.Clear();
        content.Slice(TimeAt, TimeBytes).CopyTo(time[^TimeBytes..]);
        return new Receipt(
            Encoding.ASCII.GetString(content[CodeAt..]),
            BinaryPrimitives.ReadUInt32BigEndian(content[VersionAt..]),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(time)),
            Convert.ToHexStringLower(content[HashAt..(CodeAt - 1)]));
    }

    private static bool IsCode(string code) =>
        code.Length is >= 1 and <= Receipt.MaxDossierCodeChars && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
