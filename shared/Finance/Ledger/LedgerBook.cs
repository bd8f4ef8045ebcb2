using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What became of a posting.</summary>
/// <param name="Shard">Where the journal stands.</param>
/// <param name="Day">The business day it stands in.</param>
/// <param name="IsNew">False when it stood there already; nothing was changed.</param>
public readonly record struct Posted(RecordId Shard, DateOnly Day, bool IsNew);

/// <summary>Posts journals: one load and one commit each. What is posted is never changed.</summary>
/// <remarks>
/// A journal stands on the day it happened, or, when that day was closed before the news came, on the next day that is open.
/// Before it goes to a later day every day between is looked at, so that news which comes again after a close is not posted twice.
/// </remarks>
public sealed class LedgerBook(IRecordStore store, TimeProvider clock)
{
    /// <summary>Closed days passed over before a posting is given up: nothing reports money older than a year.</summary>
    public const int MaxClosedDays = 400;

    private readonly Records<LedgerShard> _shards = new(store, LedgerJson.Default.LedgerShard);
    private readonly Records<CloseChain> _chain = new(store, CloseJson.Default.CloseChain);

    /// <summary>Posts one journal.</summary>
    /// <param name="draft">What to post.</param>
    /// <param name="cause">What caused it; null when the journal's id is enough.</param>
    /// <param name="correlation">For the messages that follow.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="PermanentFailureException"><c>journal-unbalanced</c>, <c>ledger-shard-full</c>, <c>ledger-days-closed</c>.</exception>
    /// <exception cref="EngineBusyException">The shard kept changing.</exception>
    public async ValueTask<Posted> PostAsync(JournalDraft draft, Cause? cause, string correlation, CancellationToken cancellationToken)
    {
        if (!Journals.IsBalanced(draft.Lines)) throw new PermanentFailureException("journal-unbalanced", $"{draft.Id} does not balance.");
        var day = draft.At.VietnamDate();
        // Days before the first that was closed are over, too, though their shards were never sealed.
        if ((await _chain.LoadAsync(CloseChain.Id, cancellationToken)).State is { } chain && day < chain.First) day = chain.First;
        for (var passed = 0; passed <= MaxClosedDays; passed++, day = day.AddDays(1))
        {
            var shard = draft.Spread.On(day);
            if (await TryPostAsync(shard, day, draft, cause, correlation, cancellationToken) is { } isNew) return new Posted(shard, day, isNew);
        }

        throw new PermanentFailureException("ledger-days-closed", $"{draft.Id}: {MaxClosedDays} days after {draft.At:O} are closed.");
    }

    /// <returns>True when posted now, false when it stands there already, null when the day is closed without it.</returns>
    private async ValueTask<bool?> TryPostAsync(
        RecordId shard, DateOnly day, JournalDraft draft, Cause? cause, string correlation, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Records<LedgerShard>.MaxConflicts; attempt++)
        {
            var loaded = await _shards.LoadAsync(shard, cancellationToken);
            var state = loaded.State ?? LedgerShard.Empty(day);
            if (state.IsSealed)
                return await store.ReadDocumentAsync(shard, Journals.Prefix + draft.Id, cancellationToken) is null ? null : false;

            var result = await _shards.CommitAsync(loaded, ChangeOf(shard, state, draft, correlation), cause, cancellationToken);
            if (result.Outcome != CommitOutcome.Conflict) return result.Outcome == CommitOutcome.Done;
        }

        throw new EngineBusyException($"{shard} kept changing.", TimeSpan.FromMilliseconds(200));
    }

    private Change<LedgerShard> ChangeOf(RecordId shard, LedgerShard state, JournalDraft draft, string correlation)
    {
        var now = clock.GetUtcNow();
        var journal = new Journal(
            draft.Id,
            state.Day,
            draft.At.VietnamDate(),
            state.Count + 1,
            now,
            draft.Kind,
            draft.About,
            draft.Lines,
            state.Head,
            draft.Reverses,
            draft.Note);
        var written = JournalHash.Write(journal);
        var after = state.With(journal, JournalHash.Of(written));
        var touched = after.Totals.Where(total => draft.Lines.Any(line => line.Account == total.Account)).ToList();
        return new Change<LedgerShard>(after)
        {
            // The id derives from the event: the same journal again meets its own document, and nothing is posted.
            Documents = [new Document(Journals.Prefix + draft.Id, written)],
            Messages =
            [
                new(FinanceMessages.JournalPosted.WriteNamed(
                    $"{shard.Value}/{journal.Sequence}", shard, now, correlation, new JournalPostedV1(shard, journal, touched))),
            ],
        };
    }
}
