using System.Globalization;
using System.Text;

namespace PublicServices.Kernel;

internal enum PdfTokenKind
{
    Name,
    Stream,
    EndOfObject,
}

/// <summary>Reads the few tokens of a PDF that its check needs, and steps over everything else.</summary>
/// <remarks>Source: ISO 32000-2, clause 7.2 (lexical conventions) and 7.3.8 (streams).</remarks>
internal ref struct PdfTokens(ReadOnlySpan<byte> bytes)
{
    /// <summary>Longest name a PDF may have.</summary>
    private const int MaxNameBytes = 127;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public PdfTokenKind Kind { get; private set; }

    /// <summary>Of a name, without the slash and with escapes undone.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Of a stream, the bytes up to its end mark.</summary>
    public ReadOnlySpan<byte> StreamContent { get; private set; }

    /// <summary>A string or a stream has no end: what follows it was not looked at.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>False at the end of the bytes, or where they make no sense any more.</summary>
    public bool Next()
    {
        while (!IsBroken && _at < _bytes.Length)
        {
            switch (_bytes[_at])
            {
                case (byte)'/':
                    Kind = PdfTokenKind.Name;
                    Text = ReadName();
                    return true;
                case (byte)'(':
                    SkipString();
                    break;
                case (byte)'%':
                    SkipComment();
                    break;
                case var b when IsRegular(b):
                    if (ReadKeyword()) return true;
                    break;
                default:
                    _at++;
                    break;
            }
        }

        return false;
    }

    private static bool IsRegular(byte b) => b is not (0 or 9 or 10 or 12 or 13 or 32
        or (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%');

    private string ReadName()
    {
        _at++;
        var name = new StringBuilder();
        while (_at < _bytes.Length && IsRegular(_bytes[_at]))
        {
            var b = _bytes[_at++];
            if (b == '#' && _at + 2 <= _bytes.Length
                && byte.TryParse(_bytes.Slice(_at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped))
            {
                b = escaped;
                _at += 2;
            }

            if (name.Length < MaxNameBytes) name.Append((char)b);
        }

        return name.ToString();
    }

    private void SkipString()
    {
        var depth = 0;
        for (; _at < _bytes.Length; _at++)
        {
            switch (_bytes[_at])
            {
                case (byte)'\\':
                    _at++;
                    break;
                case (byte)'(':
                    depth++;
                    break;
                case (byte)')' when --depth == 0:
                    _at++;
                    return;
            }
        }

        IsBroken = true;
    }

    private void SkipComment()
    {
        var end = _bytes[_at..].IndexOfAny((byte)'\r', (byte)'\n');
        _at = end < 0 ? _bytes.Length : _at + end;
    }

    private bool ReadKeyword()
    {
        var start = _at;
        while (_at < _bytes.Length && IsRegular(_bytes[_at])) _at++;
        var word = _bytes[start.._at];
        if (word.SequenceEqual("endobj"u8))
        {
            Kind = PdfTokenKind.EndOfObject;
            return true;
        }

        if (!word.SequenceEqual("stream"u8)) return false;

        if (_at < _bytes.Length && _bytes[_at] == '\r') _at++;
        if (_at < _bytes.Length && _bytes[_at] == '\n') _at++;
        var length = _bytes[_at..].IndexOf("endstream"u8);
        if (length < 0)
        {
            IsBroken = true;
            return false;
        }

        Kind = PdfTokenKind.Stream;
        StreamContent = _bytes.Slice(_at, length);
        _at += length + "endstream"u8.Length;
        return true;
    }
}
