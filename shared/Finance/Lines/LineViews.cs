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
        var line = changed.Line;
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(RowOf(changed.Record, line), FinanceJson.Default.LineRow);
        var isOpen = line.Status is LineStatus.Open or LineStatus.DataMismatch && !line.IsInTotals;
        return Rows(Lines, line.Source, changed.Record, changed.Version, isOpen, body);
    }

    public static IEnumerable<ViewChange> Project(ExpectationChangedV1 changed)
    {
        var expectation = changed.Expectation;
        ReadOnlyMemory<byte>? body = JsonSerializer.SerializeToUtf8Bytes(RowOf(changed.Record, expectation), FinanceJson.Default.ExpectedRow);
        return Rows(Expected, expectation.Source, changed.Record, changed.Version, expectation.IsOpen, body);
    }

    public static LineRow RowOf(RecordId record, BookedLine line) => new(
        record, line.Source, line.Line.Kind, line.Line.Day, line.Line.Amount, line.Line.Fee, line.Line.Reference, line.Line.Order, line.Line.Memo,
        line.Status, line.Left, line.Suggested, line.SuggestedWhy, line.Allocations);

    public static ExpectedRow RowOf(RecordId record, Expectation expectation) => new(
        record, expectation.Source, expectation.Reference, expectation.Order, expectation.Text, expectation.Amount,
        expectation.Amount with { MinorUnits = expectation.Open }, expectation.Day, expectation.DueBy, expectation.About, expectation.Settles, expectation.Received);

    /// <summary>The row where it belongs now, and none where it may have been; a record's first version was nowhere before.</summary>
    private static IEnumerable<ViewChange> Rows(string view, StatementSource source, RecordId record, long version, bool isOpen, ReadOnlyMemory<byte>? body)
    {
        var (here, there) = isOpen ? (Open(source), Done(source)) : (Done(source), Open(source));
        yield return new ViewChange(new ViewKey(view, here, record.Value), version, body);
        if (version > 1) yield return new ViewChange(new ViewKey(view, there, record.Value), version, null);
    }
}
