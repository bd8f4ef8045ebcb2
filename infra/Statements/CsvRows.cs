using System.Buffers;
using System.Text;

namespace PublicServices.Infra.Statements;

/// <summary>
/// Walks the rows of a large CSV file in UTF-8, a row at a time in one buffer. A statement of a million lines must not become a
/// million arrays of strings.
/// </summary>
/// <remarks>Source: RFC 4180. Stricter than a spreadsheet: a quotation mark stands around a whole cell or not at all.</remarks>
internal sealed class CsvRows(ReadOnlyMemory<byte> bytes, char separator) : IRowCells
{
    /// <summary>Longest row; anything longer is an open quotation mark.</summary>
    public const int MaxRowBytes = 64 * 1024;

    /// <summary>Most cells of one row.</summary>
    public const int MaxCells = 100;

    private static readonly SearchValues<byte> Breaks = SearchValues.Create((byte)'"', (byte)'\n');

    private readonly char[] _text = new char[MaxRowBytes];
    private readonly Range[] _cells = new Range[MaxCells];
    private ReadOnlyMemory<byte> _rest = bytes;

    /// <summary>Line the present row begins in, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Cells of the present row.</summary>
    public int Count { get; private set; }

    /// <summary>True when the present row ended with the file and not with its line.</summary>
    public bool EndsWithFile { get; private set; }

    private int _lines;

    public ReadOnlySpan<char> this[int cell] => cell >= 0 && cell < Count ? _text.AsSpan(_cells[cell]) : [];

    /// <summary>Takes the next row that is not empty.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="CsvRowException">A row is longer or wider than allowed, is no UTF-8, or its quotation marks do not match.</exception>
    public bool Next()
    {
        while (_rest.Length > 0)
        {
            Line = _lines + 1;
            var row = TakeRow();
            if (row.Length == 0) continue;
            var length = Decode(row);
            Split(length);
            if (Count > 1 || this[0].Length > 0) return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> TakeRow()
    {
        var rest = _rest.Span;
        var quoted = false;
        var at = 0;
        while (true)
        {
            var step = rest[at..].IndexOfAny(Breaks);
            if (step < 0)
            {
                if (quoted) throw new CsvRowException(Line, CsvFault.OpenQuote);
                at = rest.Length;
                break;
            }

            at += step;
            if (rest[at] == '"') quoted = !quoted;
            else _lines++;
            if (rest[at] == '\n' && !quoted) break;
            if (++at > MaxRowBytes) throw new CsvRowException(Line, quoted ? CsvFault.OpenQuote : CsvFault.TooLong);
        }

        EndsWithFile = at == rest.Length;
        var row = rest[..at];
        _rest = EndsWithFile ? default : _rest[(at + 1)..];
        if (row.Length > MaxRowBytes) throw new CsvRowException(Line, CsvFault.TooLong);
        return row is [.., (byte)'\r'] ? row[..^1] : row;
    }

    private int Decode(ReadOnlySpan<byte> row)
    {
        try
        {
            return Strict.GetChars(row, _text);
        }
        catch (DecoderFallbackException)
        {
            throw new CsvRowException(Line, CsvFault.Encoding);
        }
    }

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private void Split(int length)
    {
        var text = _text.AsSpan(0, length);
        var at = 0;
        Count = 0;
        while (true)
        {
            if (Count == MaxCells) throw new CsvRowException(Line, CsvFault.TooWide);
            int start, end;
            if (at < length && text[at] == '"')
            {
                (start, end, at) = Unquote(text, at);
            }
            else
            {
                start = at;
                var step = text[at..].IndexOf(separator);
                end = step < 0 ? length : at + step;
                if (text[start..end].Contains('"')) throw new CsvRowException(Line, CsvFault.OpenQuote);
                at = end;
            }

            while (start < end && char.IsWhiteSpace(text[start])) start++;
            while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
            _cells[Count++] = start..end;
            if (at >= length) return;
            if (text[at] != separator) throw new CsvRowException(Line, CsvFault.OpenQuote);
            at++;
        }
    }

    /// <summary>Takes a quoted cell; doubled marks inside it become one, in place.</summary>
    private (int Start, int End, int After) Unquote(Span<char> text, int at)
    {
        var start = at + 1;
        var (read, write) = (start, start);
        while (read < text.Length)
        {
            if (text[read] == '"')
            {
                if (read + 1 >= text.Length || text[read + 1] != '"') return (start, write, read + 1);
                read++;
            }

            text[write++] = text[read++];
        }

        throw new CsvRowException(Line, CsvFault.OpenQuote);
    }
}

/// <summary>What is wrong with a row.</summary>
internal enum CsvFault
{
    OpenQuote,
    TooLong,
    TooWide,
    Encoding,
}

/// <summary>A row cannot be read.</summary>
internal sealed class CsvRowException(int line, CsvFault fault) : Exception($"Line {line}: {fault}.")
{
    public int Line => line;

    public CsvFault Fault => fault;
}
