using System.IO.Compression;

namespace PublicServices.Kernel;

internal enum PdfFinding
{
    Clean,
    Damaged,
    Encrypted,
    Active,
}

/// <summary>
/// Looks through a PDF for what a scanned paper never has: encryption, scripts, other files, commands. Names are read as
/// a PDF reader reads them (escapes undone, strings and comments skipped), also inside compressed object streams, because
/// a plain text search misses the second and trips over compressed pictures.
/// </summary>
internal static class PdfCheck
{
    /// <summary>Object streams opened in one file.</summary>
    private const int MaxObjectStreams = 2_000;

    /// <summary>Bytes all object streams of one file may expand to; text about objects, so a few megabytes at most.</summary>
    private const int MaxInflatedBytes = 16 * 1024 * 1024;

    /// <summary>A file ends with its last end mark and, at most, white space.</summary>
    private const int EndWindowBytes = 1024;

    public static ReadOnlySpan<byte> Header => "%PDF-"u8;

    public static PdfFinding Of(ReadOnlySpan<byte> bytes)
    {
        if (!HasVersion(bytes) || !HasEnd(bytes)) return PdfFinding.Damaged;
        var budget = new Budget { Streams = MaxObjectStreams, Bytes = MaxInflatedBytes };
        return Scan(bytes, budget);
    }

    private static bool HasVersion(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 8 && bytes.StartsWith(Header)
        && bytes[5] is (byte)'1' or (byte)'2' && bytes[6] == '.' && bytes[7] is >= (byte)'0' and <= (byte)'9';

    private static bool HasEnd(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[Math.Max(0, bytes.Length - EndWindowBytes)..];
        var end = tail.LastIndexOf("%%EOF"u8);
        return end >= 0 && tail[..end].LastIndexOf("startxref"u8) >= 0 && tail[(end + 5)..].Trim(" \t\r\n\f\0"u8).IsEmpty;
    }

    private static PdfFinding Scan(ReadOnlySpan<byte> bytes, Budget budget)
    {
        var tokens = new PdfTokens(bytes);
        var isObjectStream = false;
        Filter filter = default;
        while (tokens.Next())
        {
            switch (tokens.Kind)
            {
                case PdfTokenKind.Name when Forbidden(tokens.Text) is { } finding:
                    return finding;
                case PdfTokenKind.Name:
                    isObjectStream |= tokens.Text == "ObjStm";
                    filter = filter.Seen(tokens.Text);
                    break;
                case PdfTokenKind.EndOfObject:
                    (isObjectStream, filter) = (false, default);
                    break;
                case PdfTokenKind.Stream:
                    var inside = isObjectStream ? ScanObjectStream(tokens.StreamContent, filter, budget) : PdfFinding.Clean;
                    if (inside != PdfFinding.Clean) return inside;
                    (isObjectStream, filter) = (false, default);
                    break;
            }
        }

        return tokens.IsBroken ? PdfFinding.Damaged : PdfFinding.Clean;
    }

    private static PdfFinding? Forbidden(string name) => name switch
    {
        "Encrypt" => PdfFinding.Encrypted,
        "JavaScript" or "JS" or "EmbeddedFile" or "EmbeddedFiles" or "Launch" or "RichMedia" or "ImportData" or "SubmitForm" or "XFA"
            => PdfFinding.Active,
        _ => null,
    };

    /// <summary>Objects packed by anything but plain deflate cannot be looked through, and ordinary programs pack them that way.</summary>
    private static PdfFinding ScanObjectStream(ReadOnlySpan<byte> content, Filter filter, Budget budget)
    {
        if (--budget.Streams < 0 || filter.IsOther) return PdfFinding.Damaged;
        if (!filter.IsFlate) return Scan(content, budget);

        var inflated = new MemoryStream();
        try
        {
            using var deflated = new ZLibStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = deflated.Read(buffer)) > 0)
            {
                if ((budget.Bytes -= read) < 0) return PdfFinding.Damaged;
                inflated.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The second is what the library throws for a stream that asks for a preset dictionary.
            return PdfFinding.Damaged;
        }

        return Scan(inflated.GetBuffer().AsSpan(0, (int)inflated.Length), budget);
    }

    private sealed class Budget
    {
        public int Streams { get; set; }

        public int Bytes { get; set; }
    }

    /// <summary>The filters named since the object began.</summary>
    private readonly record struct Filter(bool IsFlate, bool IsOther)
    {
        public Filter Seen(string name) => name switch
        {
            "FlateDecode" or "Fl" when IsFlate => this with { IsOther = true },
            "FlateDecode" or "Fl" => this with { IsFlate = true },
            "ASCIIHexDecode" or "ASCII85Decode" or "LZWDecode" or "RunLengthDecode" or "Crypt"
                or "AHx" or "A85" or "LZW" or "RL" => this with { IsOther = true },
            _ => this,
        };
    }
}
