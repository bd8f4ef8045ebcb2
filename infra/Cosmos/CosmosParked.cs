using System.Text.Json;
using Microsoft.Azure.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>Messages that were given up. They share one partition, so that the newest are one range of it.</summary>
public sealed class CosmosParked : IParkedStore
{
    private const string Partition = "parked";

    /// <summary>How often the next number is tried when another process took one.</summary>
    private const int MaxTries = 8;

    private const int MaxDetail = 4_000;

    private readonly CosmosCalls _calls;
    private readonly Container _parked;
    private readonly Lock _gate = new();
    private long _lastNumber;

    internal CosmosParked(CosmosCalls calls, Container parked) => (_calls, _parked) = (calls, parked);

    /// <inheritdoc/>
    /// <exception cref="EngineBusyException">Cosmos DB did not take it; the delivery must not be settled.</exception>
    public async ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken)
    {
        var twin = TwinOf(consumer, message.Id);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var now = _calls.Clock.GetUtcNow();
            var number = NextNumber(now);
            var item = new ParkedItem(
                IdOf(number), Partition, number, consumer, twin, MessageItem.Of(message), reason,
                detail.Length > MaxDetail ? detail[..MaxDetail] : detail, attempts, now);
            var batch = _parked.CreateTransactionalBatch(new PartitionKey(Partition))
                .CreateItemStream(CosmosCalls.Write(new ParkedTwinItem(twin, Partition, number), ItemJson.Stored.ParkedTwinItem))
                .CreateItemStream(CosmosCalls.Write(item, ItemJson.Stored.ParkedItem));
            try
            {
                using var response = await _calls.SendBatchAsync("park", batch, cancellationToken);
                // A twin that is there already means the message is, by an earlier delivery or an earlier try.
                if (response.IsSuccessStatusCode || response[0].StatusCode == System.Net.HttpStatusCode.Conflict) return;
            }
            catch (OutcomeUnknownException)
            {
                // The next try meets the twin if this one happened.
            }
        }

        throw new EngineBusyException("A message could not be parked.", TimeSpan.FromSeconds(1));
    }

    /// <summary>Parked messages, newest first.</summary>
    /// <param name="before">Only those with a smaller number; null for the newest.</param>
    /// <param name="take">1 to 200.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken)
    {
        take = Math.Clamp(take, 1, 200);
        var query = new QueryDefinition("SELECT * FROM c WHERE c.pk = @pk AND c.number < @before ORDER BY c.number DESC")
            .WithParameter("@pk", Partition)
            .WithParameter("@before", before ?? long.MaxValue >> 10);
        using var pages = _parked.GetItemQueryStreamIterator(
            query, requestOptions: CosmosCalls.InPartition(Partition, take));
        var found = new List<ParkedMessage>();
        while (found.Count < take && pages.HasMoreResults)
        {
            using var page = await _calls.NextAsync("parked-list", pages, cancellationToken);
            found.AddRange(page.Items.Take(take - found.Count).Select(item => ToMessage(item.Deserialize(ItemJson.Stored.ParkedItem)!)));
        }

        return found;
    }

    /// <summary>One parked message; null when it is not there any more.</summary>
    public async ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken) =>
        await _calls.ReadAsync("parked-find", _parked, Partition, IdOf(id), ItemJson.Stored.ParkedItem, cancellationToken) is { } found
            ? ToMessage(found.Item)
            : null;

    /// <summary>Removes a parked message: to discard it, or once its replay is durable.</summary>
    /// <returns>False when it is not there any more: somebody else took it.</returns>
    public async ValueTask<bool> TakeAsync(long id, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await _calls.ReadAsync("parked-find", _parked, Partition, IdOf(id), ItemJson.Stored.ParkedItem, cancellationToken) is not { } found)
                return tries > 0;
            var batch = _parked.CreateTransactionalBatch(new PartitionKey(Partition)).DeleteItem(found.Item.Id).DeleteItem(found.Item.Twin);
            try
            {
                using var response = await _calls.SendBatchAsync("parked-take", batch, cancellationToken);
                return response.IsSuccessStatusCode;
            }
            catch (OutcomeUnknownException)
            {
                // Gone at the next look means this call removed it, or one just like it.
            }
        }

        throw new EngineBusyException("A parked message could not be removed.", TimeSpan.FromSeconds(1));
    }

    /// <summary>How many messages of each of these consumers are parked.</summary>
    public async ValueTask<IReadOnlyDictionary<string, long>> CountsAsync(IEnumerable<string> consumers, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var consumer in consumers)
        {
            var query = new QueryDefinition("SELECT VALUE COUNT(1) FROM c WHERE c.pk = @pk AND c.consumer = @consumer")
                .WithParameter("@pk", Partition)
                .WithParameter("@consumer", consumer);
            using var pages = _parked.GetItemQueryStreamIterator(
                query, requestOptions: CosmosCalls.InPartition(Partition));
            while (pages.HasMoreResults)
            {
                using var page = await _calls.NextAsync("parked-count", pages, cancellationToken);
                foreach (var count in page.Items) counts[consumer] = counts.GetValueOrDefault(consumer) + count.GetInt64();
            }
        }

        return counts;
    }

    private static string IdOf(long number) => $"p.{number:D16}";

    private static string TwinOf(string consumer, string message) => $"t.{ItemId.Hash($"{consumer}\n{message}")}";

    private static ParkedMessage ToMessage(ParkedItem item) =>
        new(item.Number, item.Consumer, item.Message.ToMessage(), item.Reason, item.Detail, item.Attempts, item.At);

    /// <summary>Unix microseconds: exact in a double, as JSON and Cosmos DB keep numbers, until the year 2255; grows even when the clock stands.</summary>
    private long NextNumber(DateTimeOffset now)
    {
        lock (_gate) return _lastNumber = Math.Max(_lastNumber + 1, now.ToUnixTimeMilliseconds() * 1_000 + now.Microsecond);
    }
}
