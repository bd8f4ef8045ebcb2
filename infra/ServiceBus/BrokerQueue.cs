using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>The queue of engines whose messages go over a broker.</summary>
/// <param name="around">What receivers work with.</param>
/// <param name="topology">What is where.</param>
/// <param name="check">Looks before the start whether it is.</param>
/// <param name="publisher">Sends.</param>
/// <param name="views">Where projections write.</param>
/// <param name="outbox">Keeps what is not due, where the broker cannot; null: such a message is refused.</param>
/// <param name="ids">Names each sending.</param>
internal sealed class BrokerQueue(
    Surroundings around, Topology topology, TopologyCheck check, BrokerPublisher publisher, IViewStore views, IMessageSender? outbox, IdSource ids)
    : IMessageQueue
{
    private readonly List<Receiver> _receivers = [];
    private readonly CancellationTokenSource _keeping = new();
    private Task _locks = Task.CompletedTask;

    public async ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        var now = around.Clock.GetUtcNow();
        if (outbox is not null && !publisher.CanSchedule && messages.Any(message => message.NotBefore > now))
        {
            await outbox.SendAsync(messages, cancellationToken);
            return;
        }

        // A message sent before is delivered again, so each sending has an id of its own; only what a lost connection leaves open is repeated under it.
        var sending = ids.Next();
        await publisher.SendAsync(messages.Select((message, i) => new Letter(message, $"{sending}-{i}", null)), cancellationToken);
    }

    public async ValueTask StartAsync(
        IReadOnlyList<Subscription> subscriptions, IReadOnlyList<ProjectionSubscription> projections, CancellationToken cancellationToken)
    {
        await check.RunAsync(topology, cancellationToken);
        _locks = around.Locks.RunAsync(_keeping.Token);
        foreach (var subscription in subscriptions)
        {
            var handling = new Handling(subscription, around);
            foreach (var topic in TopicsOf(subscription.Consumer))
            {
                var address = around.Profile.Subscription(topic, subscription.Consumer);
                _receivers.Add(around.Profile.HasSessions ? new SessionReceiver(around, address, handling) : new LaneReceiver(around, address, handling));
                _receivers.Add(new DeadLetterCollector(around, around.Profile.DeadLetters(topic, subscription.Consumer), subscription.Consumer));
            }
        }

        foreach (var projection in projections)
        {
            foreach (var topic in TopicsOf(projection.Consumer))
            {
                _receivers.Add(new ProjectionReceiver(around, around.Profile.Subscription(topic, projection.Consumer), projection, views));
                _receivers.Add(new DeadLetterCollector(around, around.Profile.DeadLetters(topic, projection.Consumer), projection.Consumer));
            }
        }

        foreach (var receiver in _receivers) receiver.Start();
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_receivers.Select(receiver => receiver.StopAsync())).WaitAsync(cancellationToken);
        await _keeping.CancelAsync();
        await _locks;
        _receivers.Clear();
    }

    private IEnumerable<string> TopicsOf(string consumer) =>
        topology.Topics.Where(topic => topic.Subscriptions.Any(subscription => subscription.Consumer == consumer)).Select(topic => topic.Name);
}
