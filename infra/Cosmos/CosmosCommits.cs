using System.Net;
using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// Makes commits durable. A batch whose answer was lost is sent again: everything in it happens at most once, because ids are only
/// created and the state only replaces the version it was based on, so a late copy of it can do no harm. What is refused is then looked
/// at: what stands in its way may be its own earlier copy, also one the SDK sent again by itself.
/// </summary>
internal sealed class CosmosCommits(CosmosCalls calls, Container records, RequestClaims claims, StateTags tags, Outbox outbox, IdSource ids)
{
    /// <summary>How often a batch is sent while its outcome stays unknown.</summary>
    public const int MaxSends = 3;

    /// <summary>How often a commit starts again because its claim or its mark moved meanwhile.</summary>
    private const int MaxRounds = 4;

    private static readonly TimeSpan PauseBetweenSends = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseForCaller = TimeSpan.FromSeconds(1);

    public async ValueTask<CommitResult> CommitAsync(Commit commit)
    {
        var stateTag = commit.ExpectedVersion > 0 ? tags.Find(commit.Record, commit.ExpectedVersion.Value) : null;
        if (commit.ExpectedVersion > 0 && stateTag is null)
        {
            var state = await ReadStateAsync(commit);
            if (state?.Item.Version != commit.ExpectedVersion) return await ConflictAsync(commit);
            stateTag = state.ETag;
        }

        var batch = new CommitBatch(commit, ids.Next(), stateTag, outbox, calls.Clock.GetUtcNow());
        for (var round = 0; round < MaxRounds; round++)
        {
            if (commit.Cause is { IsRequest: true } request
                && await claims.TakeAsync(request, commit.Record, batch.Id, renew: round > 0) is { } answered)
                return answered;
            if (round > 0 && commit.Cause is { IsRequest: true }) batch.VoidAnswerTag = await VoidAnswerTagAsync(batch);
            if (await SendAsync(batch) is { } result) return result;
        }

        throw new EngineBusyException($"{commit.Record} kept changing.", PauseForCaller);
    }

    /// <summary>Null when the commit must start again.</summary>
    private async ValueTask<CommitResult?> SendAsync(CommitBatch batch)
    {
        for (var send = 1; ; send++)
        {
            try
            {
                using var response = await calls.SendBatchAsync("commit", batch.Build(records), default);
                if (!response.IsSuccessStatusCode) return await RefusedAsync(batch, response);
                if (batch.Commit.State is not null) tags.Put(batch.Commit.Record, batch.Version, response[batch.CauseItem is null ? 0 : 1].ETag);
                return new CommitResult(CommitOutcome.Done, batch.Version);
            }
            catch (OutcomeUnknownException) when (send < MaxSends)
            {
                await Task.Delay(PauseBetweenSends * send, calls.Clock);
            }
            catch (OutcomeUnknownException unknown)
            {
                if (await IsThereAsync(batch)) return new CommitResult(CommitOutcome.Done, batch.Version);
                // It may still happen. Coming back is right all the same: the cause keeps the effect single, and what has no cause may happen again.
                throw new EngineBusyException(unknown.Message, PauseForCaller);
            }
        }
    }

    private async ValueTask<CommitResult?> RefusedAsync(CommitBatch batch, TransactionalBatchResponse response)
    {
        var failed = Enumerable.Range(0, response.Count)
            .FirstOrDefault(i => response[i].StatusCode != HttpStatusCode.FailedDependency && !response[i].IsSuccessStatusCode, -1);
        if (failed < 0) throw new InvalidOperationException($"Cosmos DB refused a commit of {batch.Commit.Record}: {(int)response.StatusCode} {response.ErrorMessage}");
        var (part, place) = batch.PartOf(failed);
        switch (part)
        {
            case CommitPart.Cause when batch.Commit.Cause!.IsRequest:
                return await AnsweredAsync(batch);
            case CommitPart.Cause:
                var inbox = await calls.ReadAsync("ask", records, batch.Partition, batch.CauseItem!, ItemJson.Stored.InboxItem, default);
                if (inbox is null) return null;
                return inbox.Item.Commit == batch.Id
                    ? new CommitResult(CommitOutcome.Done, batch.Version)
                    : new CommitResult(CommitOutcome.AlreadyDone);
            case CommitPart.State:
                tags.Forget(batch.Commit.Record);
                return await IsThereAsync(batch) ? new CommitResult(CommitOutcome.Done, batch.Version) : new CommitResult(CommitOutcome.Conflict);
            case CommitPart.Document:
                var id = ItemId.Document(batch.Commit.Documents[place].Id);
                var document = await calls.ReadAsync("ask", records, batch.Partition, id, ItemJson.Stored.DocumentItem, default);
                return document?.Item.Commit == batch.Id
                    ? new CommitResult(CommitOutcome.Done, batch.Version)
                    : new CommitResult(CommitOutcome.AlreadyDone);
            default:
                // Their ids hold the commit's own, so it was this commit.
                return new CommitResult(CommitOutcome.Done, batch.Version);
        }
    }

    /// <summary>An answer stands where this commit's own was to go: its own, another's, or a void one.</summary>
    private async ValueTask<CommitResult?> AnsweredAsync(CommitBatch batch)
    {
        var answer = await calls.ReadAsync("ask", records, batch.Partition, batch.CauseItem!, ItemJson.Stored.AnswerItem, default);
        if (answer is null || answer.Item.IsVoid) return null;
        return answer.Item.Commit == batch.Id ? new CommitResult(CommitOutcome.Done, batch.Version) : RequestClaims.ResultOf(answer.Item);
    }

    private async ValueTask<string?> VoidAnswerTagAsync(CommitBatch batch) =>
        await calls.ReadAsync("ask", records, batch.Partition, batch.CauseItem!, ItemJson.Stored.AnswerItem, default) is { Item.IsVoid: true } answer
            ? answer.ETag
            : null;

    /// <summary>Whether this commit happened: anything it wrote that nobody removes tells.</summary>
    private async ValueTask<bool> IsThereAsync(CommitBatch batch)
    {
        if (batch.Commit.Cause is { IsRequest: true })
        {
            var answer = await calls.ReadAsync("ask", records, batch.Partition, batch.CauseItem!, ItemJson.Stored.AnswerItem, default);
            return answer?.Item.Commit == batch.Id;
        }

        if (batch.Commit.Cause is not null)
        {
            var inbox = await calls.ReadAsync("ask", records, batch.Partition, batch.CauseItem!, ItemJson.Stored.InboxItem, default);
            return inbox?.Item.Commit == batch.Id;
        }

        if (batch.Commit.Documents is [var first, ..])
        {
            var document = await calls.ReadAsync(
                "ask", records, batch.Partition, ItemId.Document(first.Id), ItemJson.Stored.DocumentItem, default);
            return document?.Item.Commit == batch.Id;
        }

        // Neither cause nor documents: the state tells unless others moved on since, and then the commit is one that may happen again.
        if (batch.Commit.State is not null && await ReadStateAsync(batch.Commit) is { } state && state.Item.Commit == batch.Id) return true;
        return batch.Commit.Messages.Count > 0 && await calls.ReadAsync(
            "ask", records, batch.Partition, ItemId.Outbox(batch.Id, 0), ItemJson.Stored.OutboxItem, default) is not null;
    }

    private ValueTask<Found<StateItem>?> ReadStateAsync(Commit commit) =>
        calls.ReadAsync("load", records, commit.Record.Value, ItemId.State, ItemJson.Stored.StateItem, default);

    /// <summary>The version moved. If that was this very cause's doing, the caller is told so.</summary>
    private async ValueTask<CommitResult> ConflictAsync(Commit commit)
    {
        if (commit.Cause is { IsRequest: true } request)
            return await claims.FindAsync(request, default) ?? new CommitResult(CommitOutcome.Conflict);
        if (commit.Cause is { } cause && await calls.ReadAsync(
                "ask", records, commit.Record.Value, ItemId.Inbox(cause.Scope, cause.Key), ItemJson.Stored.InboxItem, default) is not null)
            return new CommitResult(CommitOutcome.AlreadyDone);
        return new CommitResult(CommitOutcome.Conflict);
    }
}
