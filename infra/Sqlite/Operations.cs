using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>A record's change with everything that goes with it.</summary>
internal sealed class CommitOperation(Commit commit, SqliteQueue queue, StateCache cache) : WriteOperation<CommitResult>
{
    private readonly List<(Pump Pump, Waiting Waiting)> _sent = new(commit.Messages.Count + 1);

    public override void Execute(WriterTables tables)
    {
        _sent.Clear();
        Result = Apply(tables);
        if (Result.Outcome == CommitOutcome.Conflict) return;
        if (commit.Cause is DeliveryCause { Delivery: var delivery }) tables.Queue.Delete(delivery.Pump.ConsumerId, delivery.Sequence);
    }

    protected override void Committed()
    {
        if (Result.Outcome == CommitOutcome.Done && commit.State is { } state) cache.Put(commit.Record, Result.Version, state, commit.Written);
        if (Result.Outcome != CommitOutcome.Conflict && commit.Cause is DeliveryCause { Delivery: var delivery }) queue.Settled(delivery);
        foreach (var (pump, waiting) in _sent) pump.Push(waiting);
        base.Committed();
    }

    protected override void Failed(Exception exception)
    {
        // Alone in its transaction, a constraint can only be a document that is there already.
        if (exception is SqliteFault { IsConstraint: true })
        {
            Result = new CommitResult(CommitOutcome.AlreadyDone);
            base.Committed();
        }
        else
        {
            base.Failed(exception);
        }
    }

    private CommitResult Apply(WriterTables tables)
    {
        if (commit.Cause is { } cause && !tables.Mark(cause, commit.Answer.Span)) return tables.FirstAnswer(cause);

        long? row;
        if (commit.State is not { } state)
        {
            row = tables.TouchRecord(commit.Record);
            foreach (var document in commit.Documents)
            {
                if (!tables.HasDocument(row.Value, document.Id)) continue;
                if (commit.Cause is not null) tables.Unmark(commit.Cause);
                return new CommitResult(CommitOutcome.AlreadyDone);
            }
        }
        else
        {
            row = commit.ExpectedVersion is 0
                ? tables.CreateRecord(commit.Record, state.Span)
                : tables.UpdateRecord(commit.Record, commit.ExpectedVersion!.Value, state.Span);
            if (row is null)
            {
                if (commit.Cause is not null) tables.Unmark(commit.Cause);
                return new CommitResult(CommitOutcome.Conflict);
            }
        }

        foreach (var document in commit.Documents) tables.AddDocument(row.Value, document);
        queue.Enqueue(tables, commit.Messages, _sent);
        return new CommitResult(CommitOutcome.Done, commit.State is null ? 0 : commit.ExpectedVersion!.Value + 1);
    }
}

/// <summary>Messages without a record's change.</summary>
internal sealed class SendOperation(IReadOnlyList<Outgoing> messages, SqliteQueue queue) : WriteOperation<bool>
{
    private readonly List<(Pump Pump, Waiting Waiting)> _sent = [];

    public override void Execute(WriterTables tables)
    {
        _sent.Clear();
        queue.Enqueue(tables, messages, _sent);
        Result = true;
    }

    protected override void Committed()
    {
        foreach (var (pump, waiting) in _sent) pump.Push(waiting);
        base.Committed();
    }
}

/// <summary>Rows of views, together with the deliveries they came from.</summary>
internal sealed class ApplyViewsOperation(IReadOnlyList<ViewChange> changes, IReadOnlyList<Waiting> handled, Pump? pump) : WriteOperation<bool>
{
    public override void Execute(WriterTables tables)
    {
        foreach (var change in changes) tables.Apply(change);
        foreach (var waiting in handled) tables.Queue.Delete(pump!.ConsumerId, waiting.Sequence);
        Result = true;
    }
}

/// <summary>What becomes of a delivery that no commit settled.</summary>
internal sealed class SettleOperation(Delivery delivery, Settlement settlement, SqliteQueue queue) : WriteOperation
{
    public override void Execute(WriterTables tables)
    {
        var consumer = delivery.Pump.ConsumerId;
        if (settlement.RetryAttempts is { } attempts)
        {
            tables.Queue.Retry(consumer, delivery.Sequence, attempts);
            return;
        }

        tables.Queue.Delete(consumer, delivery.Sequence);
        if (settlement.ParkReason is { } reason)
            tables.Queue.Park(consumer, delivery.Message, reason, settlement.Detail, delivery.Attempt, tables.Now);
    }

    protected override void Committed()
    {
        if (settlement.RetryAttempts is null) queue.Settled(delivery);
    }

    protected override void Failed(Exception exception)
    {
        // The row stays, and is delivered again after a restart; the consumer's inbox keeps the effect single.
    }
}

/// <summary>How a delivery ends: handled (nothing set), to be retried, or parked.</summary>
internal readonly record struct Settlement(int? RetryAttempts = null, string? ParkReason = null, string Detail = "");

/// <summary>Brings waiting messages from the file when a consumer has caught up with those in memory.</summary>
internal sealed class RefillOperation(Pump pump, int take) : WriteOperation
{
    private List<Waiting> _found = [];

    public override void Execute(WriterTables tables) => _found = tables.Queue.After(pump.ConsumerId, pump.LastSequence, take);

    protected override void Committed() => pump.Refilled(_found, reachedEnd: _found.Count < take);

    protected override void Failed(Exception exception) => pump.RefillFailed();
}

/// <summary>Puts a parked message back into its consumer's queue, or drops it.</summary>
internal sealed class UnparkOperation(long id, bool replay, SqliteQueue queue) : WriteOperation<bool>
{
    private readonly List<(Pump Pump, Waiting Waiting)> _sent = [];

    public override void Execute(WriterTables tables)
    {
        _sent.Clear();
        if (!replay)
        {
            Result = tables.Queue.Discard(id);
            return;
        }

        Result = tables.Queue.Unpark(id) is { } parked
            && queue.EnqueueFor(tables, tables.Names.NameOf(parked.Consumer), new Outgoing(parked.Message), _sent);
    }

    protected override void Committed()
    {
        foreach (var (pump, waiting) in _sent) pump.Push(waiting);
        base.Committed();
    }
}

/// <summary>Removes documents of one record for good.</summary>
internal sealed class EraseDocumentsOperation(RecordId record, string prefix, string end) : WriteOperation<bool>
{
    public override void Execute(WriterTables tables)
    {
        tables.EraseDocuments(record, prefix, end);
        Result = true;
    }
}

/// <summary>Forgets what is older than its retention, a bounded piece at a time.</summary>
internal sealed class PruneOperation : WriteOperation<int>
{
    /// <summary>Rows of each table in one transaction, so that nobody waits long behind the housekeeping.</summary>
    public const int MaxRows = 2_000;

    public override void Execute(WriterTables tables)
    {
        var requests = (tables.Now - Cause.RequestRetention).ToUnixTimeMilliseconds();
        var messages = tables.Now - Cause.MessageRetention;
        tables.Database.Execute(
            $"DELETE FROM requests WHERE (scope, key) IN (SELECT scope, key FROM requests WHERE at < {requests} ORDER BY at LIMIT {MaxRows})");
        Result = tables.Database.Changes;
        tables.Database.Execute(
            $"DELETE FROM inbox WHERE (consumer, message) IN (SELECT consumer, message FROM inbox, names WHERE consumer = names.id "
            + $"AND message < '{IdSource.FloorOf(messages)}' AND at < {messages.ToUnixTimeMilliseconds()} LIMIT {MaxRows})");
        Result = Math.Max(Result, tables.Database.Changes);
    }
}
