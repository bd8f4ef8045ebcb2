using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace PublicServices.Tests.Unit.Support;

/// <summary>Small files with the structure of real ones.</summary>
internal static class SampleFiles
{
    public static byte[] Jpeg(int width = 600, int height = 800, bool progressive = false) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
        // A thumbnail with an end-of-image of its own, as cameras write into Exif.
        .. Segment(0xE1, [.. "Exif\0\0"u8, 0xFF, 0xD8, 0xFF, 0xD9]),
        .. Segment(0xDB, new byte[65]),
        .. Segment(progressive ? (byte)0xC2 : (byte)0xC0, [8, .. Short(height), .. Short(width), 1, 1, 0x11, 0]),
        .. Segment(0xC4, new byte[20]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        0x12, 0x34, 0xFF, 0x00, 0x56, 0xFF, 0xD3, 0x78,
        .. progressive ? (byte[])[.. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 0x9A, 0xBC] : [],
        0xFF, 0xD9,
    ];

    public static byte[] Png(int width = 600, int height = 800) =>
    [
        0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A,
        .. Chunk("IHDR", [.. Int(width), .. Int(height), 8, 2, 0, 0, 0]),
        .. Chunk("IDAT", new byte[40]),
        .. Chunk("IEND", []),
    ];

    /// <summary>A one-page document; <paramref name="objects"/> stand before its end.</summary>
    public static byte[] Pdf(string objects = "", string trailer = "") => Latin1($"""
        %PDF-1.7
        %âãÏÓ
        1 0 obj
        << /Type /Catalog /Pages 2 0 R >>
        endobj
        2 0 obj
        << /Type /Pages /Kids [] /Count 0 /Note (a (nested\) one) that names /JS) >>
        endobj
        {objects}
        trailer
        << /Size 3 /Root 1 0 R {trailer} >>
        startxref
        0
        %%EOF

        """);

    /// <summary>An object stream that packs <paramref name="packed"/>.</summary>
    public static string ObjectStream(string packed, string filter = "/FlateDecode")
    {
        using var content = new MemoryStream();
        using (var zlib = new ZLibStream(content, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(Latin1(packed));
        return $"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter {filter} /Length {content.Length} >>\nstream\n"
            + Encoding.Latin1.GetString(content.ToArray()) + "\nendstream\nendobj";
    }

    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, .. Short(data.Length + 2), .. data];

    private static byte[] Chunk(string type, byte[] data) => [.. Int(data.Length), .. Latin1(type), .. data, 0, 0, 0, 0];

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
