using System.Runtime.CompilerServices;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Rows of a table; the header is the first.</summary>
public sealed record ExportRows(IAsyncEnumerable<object[]> Rows);

/// <summary>Reads what is taken away as a table, row by row, the header first.</summary>
public sealed class ExportTables(IViewStore views, LedgerDay ledger)
{
    /// <summary>Most rows of one table: what a worksheet holds.</summary>
    public const int MaxRows = 1_000_000;

    private const int PageSize = 1_000;

    /// <summary>A source's open lines.</summary>
    /// <returns>The rows; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public Result<ExportRows> OpenLines(string source, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        return StatementSource.TryParse(source, out var of) ? new ExportRows(LinesAsync(of, cancellationToken)) : FinanceProblems.UnknownSource;
    }

    /// <summary>Every line of a day's journals.</summary>
    /// <returns>The rows; or <c>PS-004</c>, <c>FIN-022</c> a day that cannot be.</returns>
    public Result<ExportRows> LedgerLines(DateOnly day, Caller caller, CancellationToken cancellationToken) =>
        FinanceOfficer.Refuse(caller, day) is { } refused ? refused : new ExportRows(JournalsAsync(day, cancellationToken));

    private async IAsyncEnumerable<object[]> LinesAsync(StatementSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return [.. FinanceTables.LineColumns];
        var (count, continuation) = (0, (string?)null);
        do
        {
            var page = await views.RangeAsync(new ViewRange(LineViews.Lines, LineViews.Open(source), PageSize, Continuation: continuation), cancellationToken);
            foreach (var row in page.Rows) yield return FinanceTables.Row(JsonSerializer.Deserialize(row.Body.Span, FinanceJson.Default.LineRow)!);
            continuation = page.Continuation;
            count += page.Rows.Count;
        }
        while (continuation is not null && count < MaxRows);
    }

    private async IAsyncEnumerable<object[]> JournalsAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return [.. FinanceTables.JournalColumns];
        await foreach (var journal in ledger.JournalsAsync(day, cancellationToken))
        {
            foreach (var row in FinanceTables.Rows(journal)) yield return row;
        }
    }
}
