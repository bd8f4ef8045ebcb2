using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What became of a posting.</summary>
/// <param name="Shard">Where the journal stands.</param>
/// <param name="Day">The business day it stands in.</param>
/// <param name="IsNew">False when it stood there already; nothing was changed.</param>
public readonly record struct Posted(RecordId Shard, DateOnly Day, bool IsNew);

/// <summary>Posts journals. What is posted is never changed.</summary>
/// <remarks>
/// A journal stands on the day it happened, or, when that day was closed before the news came, on the next day that is open.
/// Before it goes to a later day every day between is looked at, so that news which comes again after a close is not posted twice.
/// </remarks>
public sealed class LedgerBook(IRecordStore store, TimeProvider clock)
{
    /// <summary>Closed days passed over before a posting is given up: nothing reports money older than a year.</summary>
    public const int MaxClosedDays = 400;

    private readonly ShardPostings _postings = new(store, clock);
    private readonly Records<CloseChain> _chain = new(store, () => CloseJson.Default.CloseChain);

    /// <summary>Posts one journal.</summary>
    /// <param name="draft">What to post.</param>
    /// <param name="cause">What caused it; null when the journal's id is enough.</param>
    /// <param name="correlation">For the messages that follow.</param>
    /// <param name="cancellationToken">Stops the wait; the journal may be posted all the same.</param>
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
            if (await _postings.PostAsync(shard, day, draft, cause, correlation).WaitAsync(cancellationToken) is { } isNew) return new Posted(shard, day, isNew);
        }

        throw new PermanentFailureException("ledger-days-closed", $"{draft.Id}: {MaxClosedDays} days after {draft.At:O} are closed.");
    }
}
