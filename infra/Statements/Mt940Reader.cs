using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Infra.Statements;

/// <summary>Reads SWIFT MT940 customer statements: one account, one or more messages that follow on each other.</summary>
/// <remarks>
/// Source: SWIFT User Handbook, category 9, MT940: 20, 25, 28C, 60F or 60M, (61, 86)*, 62F or 62M, and a hyphen at the end. Amounts
/// have a comma; in đồng nothing, or zeros, stand behind it.
/// </remarks>
internal static partial class Mt940Reader
{
    private const int MaxLineChars = 2_000;

    public static Result<Statement> Read(ReadOnlySpan<byte> bytes, StatementSource source, CancellationToken cancellationToken)
    {
        if (!TryDecode(bytes, out var text, out var badLine)) return StatementProblems.BadEncoding(badLine);
        var building = new Mt940Statement(source);
        var (number, tag, at) = (0, "", 0);
        var value = new StringBuilder();
        foreach (var raw in text.Split('\n'))
        {
            if ((++number & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            var line = raw.TrimEnd('\r');
            if (line.Length > MaxLineChars) return StatementProblems.Malformed(number, "line");
            // The envelope of the message, when there is one, is no part of the statement.
            if (line.StartsWith("{1:", StringComparison.Ordinal) || line.StartsWith("{4:", StringComparison.Ordinal)) continue;
            if (Tag().Match(line) is { Success: true } found)
            {
                if (tag.Length > 0 && building.Take(tag, value.ToString(), at) is { } refused) return refused;
                (tag, at) = (found.Groups[1].Value, number);
                value.Clear().Append(line.AsSpan(found.Length));
            }
            else if (line is "-" or "-}")
            {
                if (tag.Length > 0 && building.Take(tag, value.ToString(), at) is { } refused) return refused;
                tag = "";
                if (building.EndMessage(number) is { } problem) return problem;
            }
            else if (tag.Length > 0)
            {
                value.Append('\n').Append(line);
            }
            else if (line.Trim().Length > 0)
            {
                return number == 1 ? StatementProblems.NotThisFormat("MT940") : StatementProblems.Malformed(number, "tag");
            }
        }

        if (tag.Length > 0 && building.Take(tag, value.ToString().TrimEnd('\n'), at) is { } last) return last;
        return building.Build(number);
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, out string text, out int badLine)
    {
        (text, badLine) = ("", 0);
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
        var status = System.Text.Unicode.Utf8.ToUtf16(bytes, new char[bytes.Length], out var read, out _, replaceInvalidSequences: false);
        if (status != System.Buffers.OperationStatus.Done)
        {
            badLine = bytes[..read].Count((byte)'\n') + 1;
            return false;
        }

        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    [GeneratedRegex(@"^:(\d{2}[A-Z]?):")]
    private static partial Regex Tag();

    /// <summary>A day of two-digit years, as SWIFT counts them: 80 and later are of the last century.</summary>
    internal static bool TryDay(ReadOnlySpan<char> yymmdd, out DateOnly day)
    {
        day = default;
        if (yymmdd.Length != 6 || yymmdd.ContainsAnyExceptInRange('0', '9')) return false;
        var year = int.Parse(yymmdd[..2], CultureInfo.InvariantCulture);
        return DateOnly.TryParseExact(
            string.Concat((year >= 80 ? "19" : "20").AsSpan(), yymmdd), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }
}
