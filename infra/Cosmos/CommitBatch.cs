using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>What an operation of a commit's batch is for, in the order they run: what fails first decides what the commit is told.</summary>
internal enum CommitPart
{
    Cause,
    State,
    Document,
    Message,
}

/// <summary>One commit as the operations of one batch. Built once and sent as often as needed, always with the same ids.</summary>
/// <param name="commit">The commit.</param>
/// <param name="id">Names it in everything it writes.</param>
/// <param name="stateTag">The ETag of the state it replaces; null when it makes a new one or leaves it alone.</param>
/// <param name="outbox">Makes the outbox items.</param>
/// <param name="now">The time.</param>
internal sealed class CommitBatch(Commit commit, string id, string? stateTag, Outbox outbox, DateTimeOffset now)
{
    public Commit Commit => commit;

    public string Id => id;

    public string Partition => commit.Record.Value;

    /// <summary>The version the record has when it is done; 0 when the state is left alone.</summary>
    public long Version => commit.State is null ? 0 : commit.ExpectedVersion!.Value + 1;

    /// <summary>The ETag of a void answer this commit's own takes the place of.</summary>
    public string? VoidAnswerTag { get; set; }

    /// <summary>The item of the commit's cause; null without one.</summary>
    public string? CauseItem { get; } = commit.Cause switch
    {
        null => null,
        { IsRequest: true } request => ItemId.Answer(request.Scope, request.Key),
        var message => ItemId.Inbox(message.Scope, message.Key),
    };

    public (CommitPart Part, int Place) PartOf(int operation)
    {
        if (commit.Cause is not null && operation-- == 0) return (CommitPart.Cause, 0);
        if (commit.State is not null && operation-- == 0) return (CommitPart.State, 0);
        return operation < commit.Documents.Count ? (CommitPart.Document, operation) : (CommitPart.Message, operation - commit.Documents.Count);
    }

    public TransactionalBatch Build(Container records)
    {
        var batch = records.CreateTransactionalBatch(new PartitionKey(Partition));
        if (commit.Cause is { } cause) AddCause(batch, cause);
        if (commit.State is { } state) AddState(batch, state);
        foreach (var document in commit.Documents)
        {
            var item = new DocumentItem(
                ItemId.Document(document.Id), Partition, document.Id, id, new Body(document.Body), commit.State is null ? Partition : null);
            batch.CreateItemStream(CosmosCalls.Write(item, ItemJson.Stored.DocumentItem));
        }

        for (var i = 0; i < commit.Messages.Count; i++)
            batch.CreateItemStream(CosmosCalls.Write(outbox.Item(Partition, id, i, Version, commit.Messages[i]), ItemJson.Stored.OutboxItem));
        return batch;
    }

    private void AddCause(TransactionalBatch batch, Cause cause)
    {
        var at = now.ToUnixTimeMilliseconds();
        if (!cause.IsRequest)
        {
            var inbox = new InboxItem(CauseItem!, Partition, id, at, (int)Cause.MessageRetention.TotalSeconds);
            batch.CreateItemStream(CosmosCalls.Write(inbox, ItemJson.Stored.InboxItem));
            return;
        }

        var answer = new AnswerItem(
            CauseItem!, Partition, id, at, (int)Cause.RequestRetention.TotalSeconds, cause.Fingerprint, new Body(commit.Answer));
        var body = CosmosCalls.Write(answer, ItemJson.Stored.AnswerItem);
        if (VoidAnswerTag is { } tag) batch.ReplaceItemStream(CauseItem!, body, new TransactionalBatchItemRequestOptions { IfMatchEtag = tag });
        else batch.CreateItemStream(body);
    }

    private void AddState(TransactionalBatch batch, ReadOnlyMemory<byte> state)
    {
        var kind = Partition.Split('-')[0];
        var body = CosmosCalls.Write(
            new StateItem(ItemId.State, Partition, Partition, kind, Version, id, new Body(state)), ItemJson.Stored.StateItem);
        if (stateTag is null) batch.CreateItemStream(body);
        else batch.ReplaceItemStream(ItemId.State, body, new TransactionalBatchItemRequestOptions { IfMatchEtag = stateTag });
    }
}
