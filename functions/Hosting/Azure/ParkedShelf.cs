using PublicServices.Infra.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>The store's parked messages, as the broker's side of operators' work wants them.</summary>
internal sealed class ParkedShelf(CosmosParked parked, Topology topology) : IParkedShelf
{
    private readonly string[] _consumers =
        [.. topology.Topics.SelectMany(topic => topic.Subscriptions).Select(subscription => subscription.Consumer).Distinct()];

    public ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken) =>
        parked.ParkAsync(consumer, message, reason, detail, attempts, cancellationToken);

    public ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken) =>
        parked.ListAsync(before, take, cancellationToken);

    public ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken) => parked.FindAsync(id, cancellationToken);

    public ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken) => parked.TakeAsync(id, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> CountsAsync(CancellationToken cancellationToken) => parked.CountsAsync(_consumers, cancellationToken);
}
