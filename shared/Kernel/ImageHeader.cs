using System.Buffers.Binary;

namespace PublicServices.Kernel;

/// <summary>What an image's structure says, found by walking it to its end without decoding a pixel.</summary>
/// <param name="Width">Pixels, at least 1.</param>
/// <param name="Height">Pixels, at least 1.</param>
/// <param name="LengthBytes">Where the image ends; the file may go on.</param>
internal readonly record struct ImageHeader(int Width, int Height, int LengthBytes)
{
    private const int PngHeaderBytes = 13;

    /// <summary>Start of image, and the first byte of the marker that must follow.</summary>
    public static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    public static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null when the chunks do not reach from a header to an end, or hold no picture.</summary>
    public static ImageHeader? OfPng(ReadOnlySpan<byte> bytes)
    {
        (int Width, int Height)? size = null;
        var hasData = false;
        var at = PngSignature.Length;
        while (at + 12 <= bytes.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at - 12) return null;
            var type = bytes.Slice(at + 4, 4);
            var data = bytes.Slice(at + 8, (int)length);
            at += 12 + (int)length;

            if (size is null)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != PngHeaderBytes) return null;
                size = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
                if (size is { Width: <= 0 } or { Height: <= 0 }) return null;
            }
            else if (type.SequenceEqual("IHDR"u8))
            {
                return null;
            }

            hasData |= type.SequenceEqual("IDAT"u8);
            if (type.SequenceEqual("IEND"u8))
                return hasData ? new ImageHeader(size.Value.Width, size.Value.Height, at) : null;
        }

        return null;
    }

    /// <summary>Null when the segments do not reach from a start to an end, or hold no picture or two.</summary>
    public static ImageHeader? OfJpeg(ReadOnlySpan<byte> bytes)
    {
        (int Width, int Height)? size = null;
        var hasScan = false;
        var at = 2;
        while (NextMarker(bytes, ref at) is { } marker)
        {
            if (marker == 0xD9) return hasScan && size is { } found ? new ImageHeader(found.Width, found.Height, at) : null;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7)) continue;
            if (marker is 0x00 or 0xD8 || at + 2 > bytes.Length) return null;

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            if (length < 2 || length > bytes.Length - at) return null;
            if (IsFrame(marker))
            {
                if (size is not null || length < 8) return null;
                size = (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 3)..]));
                if (size is { Width: 0 } or { Height: 0 }) return null;
            }

            at += length;
            if (marker != 0xDA) continue;
            if (size is null) return null;
            hasScan = true;
            at = EndOfScan(bytes, at);
        }

        return null;
    }

    /// <summary>SOF0 to SOF15 without the tables and the extension that share their range.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (at >= bytes.Length || bytes[at] != 0xFF) return null;
        while (at < bytes.Length && bytes[at] == 0xFF) at++;
        return at < bytes.Length ? bytes[at++] : null;
    }

    /// <summary>Coded data runs to the first marker that is neither a stuffed byte nor a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> bytes, int at)
    {
        while (at + 1 < bytes.Length)
        {
            var next = bytes[at..].IndexOf((byte)0xFF);
            if (next < 0) return bytes.Length;
            at += next;
            if (at + 1 >= bytes.Length) return bytes.Length;
            if (bytes[at + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7))) return at;
            at += bytes[at + 1] == 0xFF ? 1 : 2;
        }

        return bytes.Length;
    }
}
