using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a decision makes of a line.</summary>
/// <param name="Line">The line after it.</param>
/// <param name="Action">Word for the history; null for what is only remembered, and told to nobody.</param>
/// <param name="Note">Particulars; null for none.</param>
internal sealed record LineDecision(BookedLine Line, string? Action, string? Note = null)
{
    /// <summary>What the ledger posts.</summary>
    public IReadOnlyList<LineEntry> Entries { get; init; } = [];

    /// <summary>What expectations are told.</summary>
    public IReadOnlyList<Message> Also { get; init; } = [];

    /// <summary>A document that may be written beside the line once, so that the decision is carried out once; null for none.</summary>
    public string? Once { get; init; }
}

/// <summary>Lines as they are kept: every decision is one commit of state, history and the messages that follow.</summary>
public sealed class LineBook(IRecordStore store, IdSource ids, TimeProvider clock)
{
    private readonly Records<BookedLine> _lines = new(store, () => FinanceJson.Default.BookedLine);

    /// <summary>The clock of every decision.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The line as it is now.</summary>
    public ValueTask<Loaded<BookedLine>> LoadAsync(RecordId id, CancellationToken cancellationToken) => _lines.LoadAsync(id, cancellationToken);

    /// <summary>True when a decision of that name was carried out; see <see cref="LineDecision.Once"/>.</summary>
    internal async ValueTask<bool> HasAsync(RecordId id, string once, CancellationToken cancellationToken) =>
        await store.ReadDocumentAsync(id, once, cancellationToken) is not null;

    /// <summary>Decides and commits; on a conflict the decision is taken again.</summary>
    internal async ValueTask<Result<BookedLine?>> ChangeAsync(
        RecordId id,
        Cause? cause,
        Caller by,
        string correlation,
        Func<BookedLine?, DateTimeOffset, Result<LineDecision?>> decide,
        CancellationToken cancellationToken)
    {
        var changed = await _lines.ChangeAsync(
            id,
            cause,
            loaded =>
            {
                var now = Now;
                if (!decide(loaded.State, now).Succeeded(out var decision, out var problem)) return problem;
                return decision is null ? (Result<Change<BookedLine>?>)(Change<BookedLine>?)null : ChangeOf(loaded, decision, by, correlation, now);
            },
            cancellationToken);
        return changed.Succeeded(out var done, out var refusal) ? done.State : refusal;
    }

    private Change<BookedLine> ChangeOf(Loaded<BookedLine> before, LineDecision decision, Caller by, string correlation, DateTimeOffset now)
    {
        if (decision.Action is not { } action) return new Change<BookedLine>(decision.Line);
        var version = before.Version + 1;
        var entry = new HistoryEntry(now, by, action, before.State?.Status.ToString(), decision.Line.Status.ToString(), version, decision.Note);
        var body = JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry);
        var changed = new LineChangedV1(before.Id, version, decision.Line, decision.Entries);
        return new Change<BookedLine>(decision.Line)
        {
            Documents = [new Document(Document.HistoryPrefix + ids.Next(), body), .. decision.Once is { } once ? [new Document(once, body)] : (Document[])[]],
            Messages =
            [
                new(FinanceMessages.LineChanged.WriteNamed($"{before.Id.Value}.v{version}", before.Id, now, correlation, changed)),
                .. decision.Also.Select(message => new Outgoing(message)),
            ],
        };
    }
}
