using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Commits journals to shards. Those that come while a shard is being committed go together into its next commit.</summary>
/// <remarks>
/// The journals of a busy unit all meet in two shards: a commit for each would mostly find that another was faster. Several together
/// carry no cause; each that is delivered again meets its own document.
/// </remarks>
internal sealed class ShardPostings(IRecordStore store, TimeProvider clock)
{
    /// <summary>Bytes of journals in one commit, so that the message about them stays well within its limit.</summary>
    private const int MaxBytes = 96 * 1024;

    private readonly Records<LedgerShard> _shards = new(store, () => LedgerJson.Default.LedgerShard);
    private readonly Lock _gate = new();
    private readonly Dictionary<RecordId, Queue<Posting>> _waiting = [];

    /// <summary>Posts one journal to one shard.</summary>
    /// <returns>True when posted now, false when it stands there already, null when the shard is sealed without it.</returns>
    /// <exception cref="PermanentFailureException"><c>ledger-shard-full</c>.</exception>
    /// <exception cref="EngineBusyException">The shard kept changing.</exception>
    public Task<bool?> PostAsync(RecordId shard, DateOnly day, JournalDraft draft, Cause? cause, string correlation)
    {
        var posting = new Posting(draft, cause, correlation);
        Queue<Posting>? waiting;
        lock (_gate)
        {
            var isBusy = _waiting.TryGetValue(shard, out waiting);
            if (!isBusy) _waiting.Add(shard, waiting = []);
            waiting!.Enqueue(posting);
            if (isBusy) return posting.Outcome;
        }

        _ = CommitAllAsync(shard, day, waiting);
        return posting.Outcome;
    }

    private async Task CommitAllAsync(RecordId shard, DateOnly day, Queue<Posting> waiting)
    {
        List<Posting> group = new(Commit.MaxDocuments);
        while (Take(shard, waiting, group))
        {
            try
            {
                await CommitAsync(shard, day, group);
            }
            catch (Exception e)
            {
                foreach (var posting in group) posting.Fail(e);
            }

            group.RemoveAll(posting => posting.IsOver);
        }
    }

    /// <summary>Fills a group with what waits, no journal twice. False when nothing is left; the shard is then nobody's.</summary>
    private bool Take(RecordId shard, Queue<Posting> waiting, List<Posting> group)
    {
        lock (_gate)
        {
            while (group.Count < Commit.MaxDocuments && waiting.TryPeek(out var next) && !group.Exists(posting => posting.Draft.Id == next.Draft.Id))
                group.Add(waiting.Dequeue());
            if (group.Count == 0) _waiting.Remove(shard);
        }

        return group.Count > 0;
    }

    /// <summary>Commits as many of the group as fit, from its first.</summary>
    private async Task CommitAsync(RecordId shard, DateOnly day, List<Posting> group)
    {
        for (var attempt = 0; attempt < Records<LedgerShard>.MaxConflicts; attempt++)
        {
            var loaded = await _shards.LoadAsync(shard, CancellationToken.None);
            var state = loaded.State ?? LedgerShard.Empty(day);
            if (state.IsSealed)
            {
                foreach (var posting in group) posting.Answer(await StandsAsync(shard, posting) ? false : null);
                return;
            }

            if (ChangeOf(shard, state, group, out var posted) is not { } change) return;
            var result = await _shards.CommitAsync(loaded, change, posted is [var only] ? only.Cause : null, CancellationToken.None);
            if (result.Outcome == CommitOutcome.AlreadyDone && posted.Count > 1)
            {
                foreach (var posting in posted)
                {
                    if (await StandsAsync(shard, posting)) posting.Answer(false);
                }

                group.RemoveAll(posting => posting.IsOver);
            }
            else if (result.Outcome != CommitOutcome.Conflict)
            {
                foreach (var posting in posted) posting.Answer(result.Outcome == CommitOutcome.Done);
                return;
            }
        }

        throw new EngineBusyException($"{shard} kept changing.", TimeSpan.FromMilliseconds(200));
    }

    private async ValueTask<bool> StandsAsync(RecordId shard, Posting posting) =>
        await store.ReadDocumentAsync(shard, Journals.Prefix + posting.Draft.Id, CancellationToken.None) is not null;

    /// <summary>The shard after as many journals as fit; null when none is left, because each could not be posted at all.</summary>
    private Change<LedgerShard>? ChangeOf(RecordId shard, LedgerShard state, List<Posting> group, out List<Posting> posted)
    {
        var now = clock.GetUtcNow();
        posted = new(group.Count);
        List<Journal> journals = new(group.Count);
        List<Document> documents = new(group.Count);
        var bytes = 0;
        foreach (var posting in group)
        {
            var draft = posting.Draft;
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
            if (posted.Count > 0 && bytes + written.Length > MaxBytes) break;
            try
            {
                state = state.With(journal, JournalHash.Of(written));
            }
            catch (Exception e) when (e is PermanentFailureException or OverflowException)
            {
                posting.Fail(e);
                continue;
            }

            bytes += written.Length;
            posted.Add(posting);
            journals.Add(journal);
            // The id derives from the event: the same journal again meets its own document, and nothing is posted.
            documents.Add(new Document(Journals.Prefix + draft.Id, written));
        }

        if (posted.Count == 0) return null;
        var touched = journals.SelectMany(journal => journal.Lines).Select(line => line.Account).ToHashSet();
        var news = new JournalsPostedV1(shard, journals, [.. state.Totals.Where(total => touched.Contains(total.Account))]);
        return new Change<LedgerShard>(state)
        {
            Documents = documents,
            Messages = [new(FinanceMessages.JournalsPosted.WriteNamed($"{shard.Value}/{state.Count}", shard, now, posted[0].Correlation, news))],
        };
    }

    /// <summary>One journal on its way into a shard.</summary>
    private sealed class Posting(JournalDraft draft, Cause? cause, string correlation)
    {
        private readonly TaskCompletionSource<bool?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public JournalDraft Draft => draft;

        public Cause? Cause => cause;

        public string Correlation => correlation;

        public Task<bool?> Outcome => _outcome.Task;

        public bool IsOver => _outcome.Task.IsCompleted;

        public void Answer(bool? isNew) => _outcome.TrySetResult(isNew);

        public void Fail(Exception exception) => _outcome.TrySetException(exception);
    }
}
