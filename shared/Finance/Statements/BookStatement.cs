using System.Globalization;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Walks a statement's pages: a message for each line, and the next step. After the last page it looks for what a corrected statement left out.</summary>
public sealed class BookStatement(IRecordStore store, TimeProvider clock)
{
    /// <summary>Lines a correction may withdraw; more is another statement, and an operator looks.</summary>
    public const int MaxWithdrawn = Commit.MaxMessages - 4;

    /// <summary>Lists take a moment to show what was booked, and matching reads lists.</summary>
    public static readonly TimeSpan BeforeMatching = TimeSpan.FromSeconds(30);

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
            var withdrawn = file.Corrects is { } earlier ? await WithdrawnAsync(earlier, step.File, file, cancellationToken) : [];
            messages = [.. withdrawn.Select((record, at) => Seen(step, at, record, null))];
            messages.Add(new(
                FinanceMessages.MatchDue.WriteNamed($"{step.File.Value}.match", new RecordId($"mtc-{file.Source.Value}"), now, correlation, new MatchDueV1(file.Source)),
                now + BeforeMatching));
        }

        await store.CommitAsync(new Commit { Record = step.File, Messages = messages, Cause = context.Cause }, cancellationToken);

        Outgoing Seen(StatementStepV1 at, int place, RecordId record, StatementLine? line) => new(FinanceMessages.LineSeen.WriteNamed(
            string.Create(CultureInfo.InvariantCulture, $"{at.File.Value}.{at.Page}.{place}"), record, now, correlation, new LineSeenV1(record, file.Source, at.File, line)));
    }

    private async ValueTask<IReadOnlyList<RecordId>> WithdrawnAsync(RecordId earlier, RecordId later, StatementFile file, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(earlier, cancellationToken) is not { } stored) return [];
        var before = JsonSerializer.Deserialize(stored.State.Span, FinanceJson.Default.StatementFile)!;
        HashSet<RecordId> shown = [];
        for (var page = 1; page <= file.Pages; page++) shown.UnionWith((await PageAsync(later, page, cancellationToken)).Lines.Select(line => line.Record));

        List<RecordId> withdrawn = [];
        for (var page = 1; page <= before.Pages; page++)
        {
            var lines = (await PageAsync(earlier, page, cancellationToken)).Lines;
            withdrawn.AddRange(lines.Where(line => !shown.Contains(line.Record)).Select(line => line.Record));
        }

        return withdrawn.Count <= MaxWithdrawn
            ? withdrawn
            : throw new PermanentFailureException("statement-withdraws-much", $"{later} leaves out {withdrawn.Count} lines of {earlier}.");
    }

    private async ValueTask<StatementPage> PageAsync(RecordId file, int page, CancellationToken cancellationToken)
    {
        var document = await store.ReadDocumentAsync(file, TakeStatement.PageId(page), cancellationToken)
            ?? throw new InvalidDataException($"{file} has no page {page}.");
        return JsonSerializer.Deserialize(document.Body.Span, FinanceJson.Default.StatementPage)!;
    }
}
