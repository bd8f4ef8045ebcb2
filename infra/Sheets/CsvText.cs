using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sheets;

/// <summary>The characters of a CSV file, and what separates its cells.</summary>
internal static class CsvText
{
    private const string SeparatorHint = "sep=";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    public static bool HasUtf16Mark(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);

    /// <summary>Legacy Vietnamese encodings turn names into plausible nonsense, so anything but Unicode is refused rather than guessed.</summary>
    public static Result<string> Decode(ReadOnlySpan<byte> bytes)
    {
        var (encoding, mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ((Encoding)Utf8, 3),
            [0xFF, 0xFE, ..] => (Utf16Little, 2),
            [0xFE, 0xFF, ..] => (Utf16Big, 2),
            _ => (Utf8, 0),
        };
        try
        {
            return encoding.GetString(bytes[mark..]);
        }
        catch (DecoderFallbackException)
        {
            return SheetProblems.Encoding(FirstBadLine(bytes[mark..], encoding));
        }
    }

    /// <summary>The separator Excel wrote for this region: it depends on the computer's language, so it is read from the header.</summary>
    /// <param name="text">The file.</param>
    /// <param name="skippedLines">1 when the first line is Excel's own hint and not part of the table, otherwise 0.</param>
    public static char Separator(ReadOnlySpan<char> text, out int skippedLines)
    {
        var hinted = text.StartsWith(SeparatorHint, StringComparison.OrdinalIgnoreCase)
            && text.Length > SeparatorHint.Length && text[SeparatorHint.Length] is ',' or ';' or '\t';
        skippedLines = hinted ? 1 : 0;
        if (hinted) return text[SeparatorHint.Length];

        int commas = 0, semicolons = 0, tabs = 0;
        var quoted = false;
        foreach (var c in text.TrimStart("\r\n"))
        {
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if (c is '\r' or '\n') break;
            if (c == ',') commas++;
            if (c == ';') semicolons++;
            if (c == '\t') tabs++;
        }

        if (tabs > Math.Max(commas, semicolons)) return '\t';
        return semicolons > commas ? ';' : ',';
    }

    private static int FirstBadLine(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var line = 1;
        var decoder = encoding.GetDecoder();
        Span<char> character = stackalloc char[4];
        try
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var count = decoder.GetChars(bytes.Slice(i, 1), character, flush: false);
                if (character[..count].Contains('\n')) line++;
            }
        }
        catch (DecoderFallbackException)
        {
        }

        return line;
    }
}
