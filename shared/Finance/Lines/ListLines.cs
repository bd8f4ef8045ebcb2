using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A page of statement lines.</summary>
public sealed record LineList(IReadOnlyList<LineRow> Lines, string? Continuation);

/// <summary>A page of expectations.</summary>
public sealed record ExpectedList(IReadOnlyList<ExpectedItem> Expected, string? Continuation);

/// <summary>One expectation and where it stands today.</summary>
public sealed record ExpectedItem(ExpectationStatus Status, ExpectedRow Row);

/// <summary>A page of statements, latest first.</summary>
public sealed record StatementList(IReadOnlyList<StatementTakenV1> Statements, string? Continuation);

/// <summary>A page of proposals.</summary>
public sealed record ProposalList(IReadOnlyList<ProposalAnswer> Proposals, string? Continuation);

/// <summary>One line with everything that was done to it.</summary>
public sealed record LineStory(LineRow Line, IReadOnlyList<HistoryEntry> History);

/// <summary>What finance officers read of statements.</summary>
public sealed class ListLines(IViewStore views, IRecordStore store, LineBook lines, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int MaxHistory = 200;

    /// <returns>Lines; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public async ValueTask<Result<LineList>> LinesAsync(string source, bool done, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (Refuse(source, caller, out var of) is { } refused) return refused;
        var (rows, next) = await PageAsync(LineViews.Lines, done ? LineViews.Done(of) : LineViews.Open(of), continuation, false, FinanceJson.Default.LineRow, cancellationToken);
        return new LineList(rows, next);
    }

    /// <returns>Expectations; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public async ValueTask<Result<ExpectedList>> ExpectedAsync(string source, bool done, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (Refuse(source, caller, out var of) is { } refused) return refused;
        var today = clock.GetUtcNow().VietnamDate();
        var (rows, next) = await PageAsync(LineViews.Expected, done ? LineViews.Done(of) : LineViews.Open(of), continuation, false, FinanceJson.Default.ExpectedRow, cancellationToken);
        return new ExpectedList([.. rows.Select(row => new ExpectedItem(StatusOf(row, today), row))], next);
    }

    /// <returns>Statements; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public async ValueTask<Result<StatementList>> StatementsAsync(string source, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (Refuse(source, caller, out var of) is { } refused) return refused;
        var (rows, next) = await PageAsync(StatementViews.Files, of.Value, continuation, true, FinanceJson.Default.StatementTakenV1, cancellationToken);
        return new StatementList(rows, next);
    }

    /// <returns>Proposals; or <c>PS-004</c>.</returns>
    public async ValueTask<Result<ProposalList>> ProposalsAsync(bool decided, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        var (rows, next) = await PageAsync(
            ProposalViews.Proposals, decided ? ProposalViews.Decided : ProposalViews.Waiting, continuation, decided, FinanceJson.Default.ProposalAnswer, cancellationToken);
        return new ProposalList(rows, next);
    }

    /// <returns>One line and its history; or <c>PS-004</c>, <c>PS-003</c>.</returns>
    public async ValueTask<Result<LineStory>> StoryAsync(RecordId line, Caller caller, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if ((await lines.LoadAsync(line, cancellationToken)).State is not { } state) return KernelProblems.NotFound;
        var documents = await store.ListDocumentsAsync(line, Document.HistoryPrefix, null, MaxHistory, cancellationToken);
        return new LineStory(
            LineViews.RowOf(line, state),
            [.. documents.Select(document => JsonSerializer.Deserialize(document.Body.Span, KernelJson.Default.HistoryEntry)!)]);
    }

    private static Problem? Refuse(string source, Caller caller, out StatementSource of)
    {
        of = default;
        return FinanceOfficer.Refuse(caller) ?? (StatementSource.TryParse(source, out of) ? null : FinanceProblems.UnknownSource);
    }

    private static ExpectationStatus StatusOf(ExpectedRow row, DateOnly today) => new Expectation
    {
        Source = row.Source,
        Reference = row.Reference,
        Amount = row.Amount,
        Day = row.Day,
        DueBy = row.DueBy,
        About = row.About,
        Received = row.Received,
    }.StatusOn(today);

    private async ValueTask<(IReadOnlyList<T> Rows, string? Continuation)> PageAsync<T>(
        string view, string partition, string? continuation, bool descending, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(new ViewRange(view, partition, PageSize, Continuation: continuation, Descending: descending), cancellationToken);
        return ([.. page.Rows.Select(row => JsonSerializer.Deserialize(row.Body.Span, json)!)], page.Continuation);
    }
}
