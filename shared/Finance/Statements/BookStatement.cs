using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Walks a statement's pages: a message for each line, and the next step. After the last page it looks for what a corrected statement left out.</summary>
public sealed class BookStatement(IRecordStore store, IViewStore views, TimeProvider clock)
{
    /// <summary>Lines a correction may withdraw; more is another statement, and an operator looks.</summary>
    public const int MaxWithdrawn = Commit.MaxMessages - 4;

    /// <summary>Lists take a moment to show what was booked, and matching reads lists.</summary>
    public static readonly TimeSpan BeforeMatching = TimeSpan.FromSeconds(30);

    private readonly Records<BookedLine> _lines = new(store, () => FinanceJson.Default.BookedLine);

    /// <summary>Handles <see cref="StatementStepV1"/>.</summary>
    /// <exception cref="PermanentFailureException"><c>statement-withdraws-much</c>.</exception>
    public async ValueTask HandleAsync(StatementStepV1 step, MessageContext context, CancellationToken cancellationToken)
    {
        var file = JsonSerializer.Deserialize((await store.LoadAsync(step.File, cancellationToken))!.State.Span, FinanceJson.Default.StatementFile)!;
        var now = clock.GetUtcNow();
        var correlation = context.Message.Correlation;
        List<Outgoing> messages;
        if (step.Page <= file.Pages)
        {
            var page = await PageAsync(step.File, step.Page, cancellationToken);
            messages = [.. page.Lines.Select((line, at) => Seen(step, at, line.Record, line.Line))];
            messages.Add(new(FinanceMessages.StatementStep.WriteNamed(
                string.Create(CultureInfo.InvariantCulture, $"{step.File.Value}.{step.Page + 1}"), step.File, now, correlation, step with { Page = step.Page + 1 })));
        }
        else
        {
            var withdrawn = await WithdrawnAsync(step.File, file, cancellationToken);
            messages = [.. withdrawn.Select((record, at) => Seen(step, at, record, null))];
            messages.Add(new(
                FinanceMessages.MatchDue.WriteNamed($"{step.File.Value}.match", new RecordId($"mtc-{file.Source.Value}"), now, correlation, new MatchDueV1(file.Source)),
                now + BeforeMatching));
        }

        await store.CommitAsync(new Commit { Record = step.File, Messages = messages, Cause = context.Cause }, cancellationToken);

        Outgoing Seen(StatementStepV1 at, int place, RecordId record, StatementLine? line) => new(FinanceMessages.LineSeen.WriteNamed(
            string.Create(CultureInfo.InvariantCulture, $"{at.File.Value}.{at.Page}.{place}"), record, now, correlation, new LineSeenV1(record, file.Source, at.File, line, file.Edition)));
    }

    /// <summary>Lines that earlier statements of its number show and it does not.</summary>
    /// <remarks>All of them, and not only the one it was known to correct: lists may have been late when it was taken.</remarks>
    private async ValueTask<IReadOnlyList<RecordId>> WithdrawnAsync(RecordId id, StatementFile file, CancellationToken cancellationToken)
    {
        var earlier = await EarlierAsync(id, file, cancellationToken);
        if (earlier.Count == 0) return [];
        HashSet<RecordId> shown = [];
        for (var page = 1; page <= file.Pages; page++) shown.UnionWith((await PageAsync(id, page, cancellationToken)).Lines.Select(line => line.Record));

        HashSet<RecordId> missing = [];
        foreach (var (record, before) in earlier)
        {
            for (var page = 1; page <= before.Pages; page++)
                missing.UnionWith((await PageAsync(record, page, cancellationToken)).Lines.Select(line => line.Record).Where(line => !shown.Contains(line)));
        }

        List<RecordId> withdrawn = [];
        foreach (var line in missing)
        {
            if ((await _lines.LoadAsync(line, cancellationToken)).State is not { IsVoid: true }) withdrawn.Add(line);
        }

        return withdrawn.Count <= MaxWithdrawn
            ? withdrawn
            : throw new PermanentFailureException("statement-withdraws-much", $"{id} leaves out {withdrawn.Count} lines of earlier ones.");
    }

    private async ValueTask<Dictionary<RecordId, StatementFile>> EarlierAsync(RecordId id, StatementFile file, CancellationToken cancellationToken)
    {
        Dictionary<RecordId, StatementFile> earlier = [];
        if (file.Corrects is { } corrected && await store.LoadAsync(corrected, cancellationToken) is { } stored)
            earlier.Add(corrected, JsonSerializer.Deserialize(stored.State.Span, FinanceJson.Default.StatementFile)!);
        var page = await views.RangeAsync(
            new ViewRange(StatementViews.Files, StatementViews.OfNumber(file.Source, file.Number), TakeStatement.MaxEarlier, Descending: true), cancellationToken);
        foreach (var row in page.Rows)
        {
            var taken = JsonSerializer.Deserialize(row.Body.Span, FinanceJson.Default.StatementTakenV1)!;
            if (taken.Record != id && taken.File.At < file.At) earlier.TryAdd(taken.Record, taken.File);
        }

        return earlier;
    }

    private async ValueTask<StatementPage> PageAsync(RecordId file, int page, CancellationToken cancellationToken)
    {
        var document = await store.ReadDocumentAsync(file, TakeStatement.PageId(page), cancellationToken)
            ?? throw new InvalidDataException($"{file} has no page {page}.");
        return JsonSerializer.Deserialize(document.Body.Span, FinanceJson.Default.StatementPage)!;
    }
}
