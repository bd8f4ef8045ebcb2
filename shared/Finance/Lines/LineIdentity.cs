using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>
/// Names the lines of a statement so that the same line has the same name in every file that shows it: by its own reference, or where it
/// has none by all that it says. Equal ones are counted, so five equal lines are five lines, and the same five in the next file.
/// </summary>
/// <remarks>A running balance is no part of the name: a line that the bank inserts late changes the balance of all that follow.</remarks>
public sealed class LineIdentity(StatementSource source)
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    /// <summary>The record of the next line; lines must come in the file's order.</summary>
    public RecordId Next(StatementLine line)
    {
        var name = line.Reference.Length > 0
            ? $"r|{line.Kind}|{line.Reference}|{line.Order}"
            : string.Create(CultureInfo.InvariantCulture, $"c|{line.Kind}|{line.Day:yyyyMMdd}|{line.Amount.MinorUnits}|{line.Order}|{line.Memo}");
        var count = _seen.GetValueOrDefault(name) + 1;
        _seen[name] = count;
        return new RecordId(string.Create(CultureInfo.InvariantCulture, $"{BookedLine.RecordKind}-{source.Value}.{ReferenceKey.Of($"{name}|{count}")}"));
    }
}
