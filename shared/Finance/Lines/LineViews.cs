using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>One line of a statement as lists show it.</summary>
public sealed record LineRow(
    RecordId Record,
    StatementSource Source,
    LineKind Kind,
    DateOnly Day,
    Money Amount,
    Money Fee,
    string Reference,
    string Order,
    string Memo,
    LineStatus Status,
    string? Left,
    RecordId? Suggested,
    string? SuggestedWhy,
    IReadOnlyList<Allocation> Allocations);

/// <summary>One expectation as lists show it.</summary>
/// <param name="Open">What has not come.</param>
public sealed record ExpectedRow(
    RecordId Record,
    StatementSource Source,
    string Reference,
    string Order,
    string Text,
    Money Amount,
    Money Open,
    DateOnly Day,
    DateOnly DueBy,
    RecordId About,
    AccountCode? Settles,
    IReadOnlyList<Portion> Received);

/// <summary>Rows people, and the matching runs, read about lines and expectations.</summary>
public static class LineViews
{
    /// <summary>Partition: source, a bar, <c>open</c> or <c>done</c>. Sort: the record, because a corrected line may change its day.</summary>
    public const string Lines = "finance-lines";

    /// <summary>The same for expectations.</summary>
    public const string Expected = "finance-expected";

    /// <summary>Partition of what waits.</summary>
    public static string Open(StatementSource source) => $"{source.Value}|open";

    /// <summary>Partition of what is over.</summary>
    public static string Done(StatementSource source) => $"{source.Value}|done";

    public static IEnumerable<ViewChange> Project(LineChangedV1 changed)
    {
        var (line, sort) = (changed.Line, changed.Record.Value);
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(RowOf(changed.Record, line), FinanceJson.Default.LineRow);
        var isOpen = line.Status is LineStatus.Open or LineStatus.DataMismatch && !line.IsInTotals;
        yield return new ViewChange(new ViewKey(Lines, Open(line.Source), sort), changed.Version, isOpen ? body : null);
        yield return new ViewChange(new ViewKey(Lines, Done(line.Source), sort), changed.Version, isOpen ? null : body);
    }

    public static IEnumerable<ViewChange> Project(ExpectationChangedV1 changed)
    {
        var (expectation, sort) = (changed.Expectation, changed.Record.Value);
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(RowOf(changed.Record, expectation), FinanceJson.Default.ExpectedRow);
        yield return new ViewChange(new ViewKey(Expected, Open(expectation.Source), sort), changed.Version, expectation.IsOpen ? body : null);
        yield return new ViewChange(new ViewKey(Expected, Done(expectation.Source), sort), changed.Version, expectation.IsOpen ? null : body);
    }

    public static LineRow RowOf(RecordId record, BookedLine line) => new(
        record, line.Source, line.Line.Kind, line.Line.Day, line.Line.Amount, line.Line.Fee, line.Line.Reference, line.Line.Order, line.Line.Memo,
        line.Status, line.Left, line.Suggested, line.SuggestedWhy, line.Allocations);

    public static ExpectedRow RowOf(RecordId record, Expectation expectation) => new(
        record, expectation.Source, expectation.Reference, expectation.Order, expectation.Text, expectation.Amount,
        expectation.Amount with { MinorUnits = expectation.Open }, expectation.Day, expectation.DueBy, expectation.About, expectation.Settles, expectation.Received);

    public static string DayOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
