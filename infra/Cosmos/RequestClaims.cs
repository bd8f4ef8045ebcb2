using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// Makes a request's key unique over all records, which no batch can: the key is claimed for one record first, then answered in that
/// record's partition, where the commit is. A claim without an answer may pass to another record once it has been held long enough; the
/// record it leaves is closed to the key first by a void answer, so that a commit still on its way there cannot happen afterwards.
/// </summary>
internal sealed class RequestClaims(CosmosCalls calls, Container requests, Container records, TimeSpan hold)
{
    /// <summary>Rounds against others who claim the same key at the same time.</summary>
    private const int MaxRounds = 8;

    private const string Operation = "claim";

    /// <summary>The claim outlives the answer, so that an answer always has one.</summary>
    private static readonly int TtlSeconds = (int)(Cause.RequestRetention + TimeSpan.FromHours(1)).TotalSeconds;

    private static readonly TimeSpan PauseWhileHeld = TimeSpan.FromSeconds(1);

    /// <summary>Claims a key for a record.</summary>
    /// <param name="request">The request.</param>
    /// <param name="record">The record it is about to change.</param>
    /// <param name="commit">Names the commit.</param>
    /// <param name="renew">True after a void answer was met here: the claim is written again, so that whoever is taking it over fails.</param>
    /// <returns>Null when the record may go on; the answer when another record gave it.</returns>
    /// <exception cref="EngineBusyException">Another record holds the key and may answer yet.</exception>
    public async ValueTask<CommitResult?> TakeAsync(Cause request, RecordId record, string commit, bool renew)
    {
        var id = ItemId.Claim(request.Scope, request.Key);
        for (var round = 0; round < MaxRounds; round++)
        {
            try
            {
                var now = calls.Clock.GetUtcNow();
                var mine = new ClaimItem(id, id, record.Value, now.ToUnixTimeMilliseconds(), TtlSeconds);
                if (!renew && await calls.CreateAsync(Operation, requests, id, mine, ItemJson.Stored.ClaimItem, default)) return null;
                if (await calls.ReadAsync(Operation, requests, id, id, ItemJson.Stored.ClaimItem, default) is not { } found)
                {
                    renew = false;
                    continue;
                }

                if (found.Item.Record == record.Value)
                {
                    if (!renew || await ReplaceAsync(mine, found.ETag)) return null;
                    continue;
                }

                var answer = await ReadAnswerAsync(request, found.Item.Record, default);
                if (answer is { Item.IsVoid: false }) return ResultOf(answer.Item);
                if (now < DateTimeOffset.FromUnixTimeMilliseconds(found.Item.At) + hold) break;
                if (await FenceAsync(request, found.Item.Record, commit, answer) && await ReplaceAsync(mine, found.ETag)) return null;
            }
            catch (OutcomeUnknownException)
            {
                // The next round reads what became of it.
            }
        }

        throw new EngineBusyException("The idempotency key is being used for another record.", PauseWhileHeld);
    }

    /// <summary>What a request was answered, wherever; null when it was not, as far as is known.</summary>
    public async ValueTask<CommitResult?> FindAsync(Cause request, CancellationToken cancellationToken)
    {
        var id = ItemId.Claim(request.Scope, request.Key);
        if (await calls.ReadAsync("find-answer", requests, id, id, ItemJson.Stored.ClaimItem, cancellationToken) is not { } claim) return null;
        return await ReadAnswerAsync(request, claim.Item.Record, cancellationToken) is { Item.IsVoid: false } answer ? ResultOf(answer.Item) : null;
    }

    public static CommitResult ResultOf(AnswerItem answer) =>
        new(CommitOutcome.AlreadyDone, 0, answer.Answer?.Utf8 ?? default, answer.Fingerprint);

    private ValueTask<Found<AnswerItem>?> ReadAnswerAsync(Cause request, string record, CancellationToken cancellationToken) => calls.ReadAsync(
        "find-answer", records, record, ItemId.Answer(request.Scope, request.Key), ItemJson.Stored.AnswerItem, cancellationToken);

    /// <summary>
    /// Writes a void answer even over an older one: a commit that was about to take the older one's place must fail too. The write itself
    /// tells whether there is an answer; the read before may have been stale.
    /// </summary>
    private async ValueTask<bool> FenceAsync(Cause request, string record, string commit, Found<AnswerItem>? old)
    {
        var item = new AnswerItem(
            ItemId.Answer(request.Scope, request.Key), record, commit, calls.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            (int)Cause.RequestRetention.TotalSeconds, IsVoid: true);
        return old is null
            ? await calls.CreateAsync(Operation, records, record, item, ItemJson.Stored.AnswerItem, default)
            : await calls.ReplaceAsync(Operation, records, record, item.Id, item, ItemJson.Stored.AnswerItem, old.ETag, default) is not null;
    }

    private async ValueTask<bool> ReplaceAsync(ClaimItem mine, string eTag) =>
        await calls.ReplaceAsync(Operation, requests, mine.Pk, mine.Id, mine, ItemJson.Stored.ClaimItem, eTag, default) is not null;
}
