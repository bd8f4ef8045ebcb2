using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Takes a statement that was read whole: its lines beside its record, page by page, and last the record itself.</summary>
/// <remarks>
/// Until the record is there nothing has happened. A process that dies between two pages leaves documents nobody reads; the same file
/// taken again finds them and goes on. What the lines mean follows by message, a page a step.
/// </remarks>
public sealed class TakeStatement(IRecordStore store, IViewStore views, TimeProvider clock)
{
    /// <summary>Documents of one commit; with lines of ordinary length they stay far under what one batch may hold.</summary>
    private const int PagesACommit = 16;

    internal const int MaxEarlier = 100;

    /// <summary>The record of a statement.</summary>
    /// <param name="content">What decides whether it is the same one: the file's bytes, or the lines as they came.</param>
    public static RecordId IdOf(Statement statement, ReadOnlyMemory<byte> content) =>
        new($"{StatementFile.Kind}-{statement.Source.Value}.{Convert.ToHexStringLower(SHA256.HashData(content.Span))[..32]}");

    /// <summary>Keeps a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="content">What decides whether it is the same one: the file's bytes, or the lines as they came.</param>
    /// <param name="blob">Where the file is kept; empty for none.</param>
    /// <param name="by">Who brought it.</param>
    /// <param name="correlation">For the messages that follow.</param>
    /// <param name="cancellationToken">Stops between commits.</param>
    public async ValueTask<ImportAnswer> HandleAsync(
        Statement statement, ReadOnlyMemory<byte> content, string blob, Caller by, string correlation, CancellationToken cancellationToken)
    {
        var id = IdOf(statement, content);
        if (await store.LoadAsync(id, cancellationToken) is { } known) return new ImportAnswer(id, false, Read(known));

        var pages = PagesOf(statement);
        for (var from = 0; from < pages.Count; from += PagesACommit)
        {
            var documents = pages.Skip(from).Take(PagesACommit).ToList();
            await store.CommitAsync(new Commit { Record = id, Documents = documents }, cancellationToken);
        }

        var now = clock.GetUtcNow();
        var file = new StatementFile(
            statement.Source, statement.Number, statement.From, statement.To, statement.Lines.Count, pages.Count, statement.Net, blob, by.Id, now)
        {
            Days = DaysOf(statement),
            Corrects = await FindCorrectedAsync(id, statement, cancellationToken),
        };
        var entry = new HistoryEntry(now, by, "take", null, statement.Number, 1);
        List<Outgoing> messages =
        [
            new(FinanceMessages.StatementStep.WriteNamed($"{id.Value}.1", id, now, correlation, new StatementStepV1(id, 1))),
            new(FinanceMessages.StatementTaken.WriteNamed($"{id.Value}.t", id, now, correlation, new StatementTakenV1(id, file))),
        ];
        if (!statement.Source.IsBank)
        {
            var settlement = Settlement.Of(id, statement);
            messages.Add(new(FinanceMessages.SettlementSeen.WriteNamed($"{id.Value}.s", settlement.Record, now, correlation, settlement)));
        }

        var result = await store.CommitAsync(
            new Commit
            {
                Record = id,
                ExpectedVersion = 0,
                State = JsonSerializer.SerializeToUtf8Bytes(file, FinanceJson.Default.StatementFile),
                Documents = [new Document(Document.HistoryPrefix + "taken", JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
                Messages = messages,
            },
            cancellationToken);
        if (result.Outcome == CommitOutcome.Done) return new ImportAnswer(id, true, file);
        return new ImportAnswer(id, false, Read((await store.LoadAsync(id, cancellationToken))!));
    }

    private static List<Document> PagesOf(Statement statement)
    {
        var identity = new LineIdentity(statement.Source);
        var pages = new List<Document>((statement.Lines.Count / StatementFile.PageSize) + 1);
        foreach (var chunk in statement.Lines.Chunk(StatementFile.PageSize))
        {
            var page = new StatementPage([.. chunk.Select(line => new NamedLine(identity.Next(line), line))]);
            pages.Add(new Document(PageId(pages.Count + 1), JsonSerializer.SerializeToUtf8Bytes(page, FinanceJson.Default.StatementPage)));
        }

        return pages;
    }

    private static List<StatementDay> DaysOf(Statement statement)
    {
        List<StatementDay> days = [];
        if (!statement.Source.IsBank || statement.To.DayNumber - statement.From.DayNumber >= StatementFile.MaxDays) return days;
        var moved = statement.Lines.GroupBy(line => line.Day).ToDictionary(group => group.Key, group => group.Sum(line => line.Amount.MinorUnits));
        var opening = statement.Opening;
        for (var day = statement.From; day <= statement.To; day = day.AddDays(1))
        {
            days.Add(new StatementDay(day, moved.GetValueOrDefault(day), opening));
            opening += moved.GetValueOrDefault(day);
        }

        return days;
    }

    /// <summary>The document of a page, from 1.</summary>
    internal static string PageId(int page) => string.Create(CultureInfo.InvariantCulture, $"{StatementFile.Prefix}{page:D5}");

    /// <summary>The latest other statement of the same number: banks and gateways send a corrected one under the number of the first.</summary>
    private async ValueTask<RecordId?> FindCorrectedAsync(RecordId id, Statement statement, CancellationToken cancellationToken)
    {
        var page = await views.RangeAsync(
            new ViewRange(StatementViews.Files, StatementViews.OfNumber(statement.Source, statement.Number), MaxEarlier, Descending: true), cancellationToken);
        foreach (var row in page.Rows)
        {
            var earlier = JsonSerializer.Deserialize(row.Body.Span, FinanceJson.Default.StatementTakenV1)!;
            if (earlier.Record != id) return earlier.Record;
        }

        return null;
    }

    private static StatementFile Read(StoredRecord stored) =>
        JsonSerializer.Deserialize(stored.State.Span, FinanceJson.Default.StatementFile) ?? throw new InvalidDataException($"{stored.Id} is null.");
}
