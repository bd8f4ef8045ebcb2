using Microsoft.Azure.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>
/// Sends what no record's change causes: straight to the broker, or, when something must wait and the broker cannot hold it back, by way of an
/// outbox partition of its own.
/// </summary>
internal sealed class CosmosSender(CosmosCalls calls, Container records, IMessagePublisher publisher, Outbox outbox, IdSource ids) : IMessageSender
{
    /// <summary>Partitions that share the waiting messages.</summary>
    public const int Partitions = 16;

    /// <summary>Messages in one batch; more are sent in several, and a repetition after a failure may repeat some.</summary>
    private const int MaxInBatch = 64;

    private const int MaxTries = 3;

    private int _next;

    public async ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        var now = calls.Clock.GetUtcNow();
        if (!messages.Any(outgoing => outbox.MustWait(outgoing, now)))
        {
            if (messages.Count > 0) await publisher.PublishAsync(messages, cancellationToken);
            return;
        }

        var partition = $"outbox-{(uint)Interlocked.Increment(ref _next) % Partitions}";
        foreach (var piece in Pieces(messages)) await KeepAsync(partition, piece, cancellationToken);
    }

    private static IEnumerable<List<Outgoing>> Pieces(IReadOnlyList<Outgoing> messages)
    {
        var (piece, bytes) = (new List<Outgoing>(), 0);
        foreach (var outgoing in messages)
        {
            if (piece.Count == MaxInBatch || (piece.Count > 0 && bytes + outgoing.Message.Data.Length > CommitLimits.MaxBatchBytes))
            {
                yield return piece;
                (piece, bytes) = ([], 0);
            }

            piece.Add(outgoing);
            bytes += outgoing.Message.Data.Length;
        }

        yield return piece;
    }

    private async ValueTask KeepAsync(string partition, List<Outgoing> piece, CancellationToken cancellationToken)
    {
        var commit = ids.Next();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var batch = records.CreateTransactionalBatch(new PartitionKey(partition));
            for (var i = 0; i < piece.Count; i++)
                batch.CreateItemStream(CosmosCalls.Write(outbox.Item(partition, commit, i, 0, piece[i]), ItemJson.Stored.OutboxItem));
            try
            {
                using var response = await calls.SendBatchAsync("send", batch, cancellationToken);
                // A conflict is with its own earlier copy: the ids hold this call's.
                return;
            }
            catch (OutcomeUnknownException)
            {
                // Sent again under the same ids.
            }
        }

        throw new EngineBusyException("Messages could not be kept until they are due.", TimeSpan.FromSeconds(1));
    }
}
