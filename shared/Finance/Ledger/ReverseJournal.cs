using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A journal is to be undone.</summary>
/// <param name="Shard">Where it stands.</param>
/// <param name="Journal">Its id.</param>
/// <param name="Reason">Why, and who agreed.</param>
/// <param name="At">When it was decided: the reversal stands on that day.</param>
public sealed record ReversalDueV1(RecordId Shard, string Journal, string Reason, DateTimeOffset At);

/// <summary>Undoes a journal by its opposite, dated the day it is decided, however long ago the journal was posted and whether or not its day is closed.</summary>
/// <remarks>
/// A document beside the journal says that it was reversed: it can be written once, so a journal is reversed once, on whatever day. The
/// opposite follows by message.
/// </remarks>
public sealed class ReverseJournal(IRecordStore store, LedgerBook ledger, TimeProvider clock)
{
    /// <summary>Prefix of the documents that say a journal was reversed.</summary>
    public const string Prefix = "r/";

    /// <returns>Null when it is, or was already, decided; or <c>PS-003</c>, <c>FIN-010</c> it is itself a reversal.</returns>
    internal async ValueTask<Problem?> HandleAsync(
        RecordId shard, string id, string reason, Caller by, string correlation, CancellationToken cancellationToken)
    {
        if (await store.ReadDocumentAsync(shard, Journals.Prefix + id, cancellationToken) is not { } document) return KernelProblems.NotFound;
        if (JournalHash.Read(document.Body).Reverses is not null) return FinanceProblems.JournalReversed;
        var now = clock.GetUtcNow();
        var due = new ReversalDueV1(shard, id, reason, now);
        await store.CommitAsync(
            new Commit
            {
                Record = shard,
                Documents =
                [
                    new Document(Prefix + id, JsonSerializer.SerializeToUtf8Bytes(new HistoryEntry(now, by, "reverse", null, null, 0, reason), KernelJson.Default.HistoryEntry)),
                ],
                Messages = [new(FinanceMessages.ReversalDue.WriteNamed($"{id}.rev", shard, now, correlation, due))],
            },
            cancellationToken);
        return null;
    }

    /// <summary>Handles <see cref="ReversalDueV1"/>.</summary>
    public async ValueTask PostAsync(ReversalDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var document = await store.ReadDocumentAsync(due.Shard, Journals.Prefix + due.Journal, cancellationToken)
            ?? throw new PermanentFailureException("journal-missing", $"{due.Shard} has no {due.Journal}.");
        var journal = JournalHash.Read(document.Body);
        await ledger.PostAsync(
            new JournalDraft(
                $"{journal.Id}.rev",
                due.At,
                new ShardKey(due.Shard.Value, journal.Id),
                "reversal",
                journal.About,
                [.. journal.Lines.Select(line => line with { Amount = line.Amount with { MinorUnits = -line.Amount.MinorUnits } })],
                journal.Id,
                due.Reason),
            context.Cause,
            context.Message.Correlation,
            cancellationToken);
    }
}
