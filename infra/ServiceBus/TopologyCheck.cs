using Amqp;
using Amqp.Framing;
using PublicServices.Infra.Delivery;

namespace PublicServices.Infra.ServiceBus;

/// <summary>The broker lacks what the program needs, or has it otherwise.</summary>
public sealed class TopologyException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>One line for each fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>Looks before the start whether everything is there: some brokers accept and drop what nobody can receive.</summary>
internal sealed class TopologyCheck(Surroundings around, RabbitApi? rabbit)
{
    /// <summary>How long a subscription's sessions are waited for: it is only to hear whether it has any.</summary>
    private static readonly TimeSpan SessionProbe = TimeSpan.FromMilliseconds(200);

    /// <summary>What an entity of another kind than asked for is refused with.</summary>
    private const string NotAllowed = "amqp:not-allowed";

    /// <exception cref="TopologyException">Something is missing or different.</exception>
    /// <exception cref="BrokerException">The broker cannot be asked.</exception>
    public async Task RunAsync(Topology topology, CancellationToken cancellationToken)
    {
        var live = await ConnectAsync(cancellationToken);
        var faults = await Task.WhenAll(topology.Topics.Select(topic => CheckAsync(live, topic, cancellationToken)));
        if (faults.Any(some => some.Count > 0)) throw new TopologyException([.. faults.SelectMany(some => some)]);
    }

    private async Task<LiveConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await around.Connection.GetAsync(cancellationToken).WaitAsync(around.Options.OperationTimeout, around.Clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw around.Connection.Fault ?? new BrokerException(BrokerException.Unreachable, "The broker does not answer.");
        }
    }

    private async Task<IReadOnlyList<string>> CheckAsync(LiveConnection live, Topic topic, CancellationToken cancellationToken)
    {
        var address = around.Profile.Topic(topic.Name);
        if (!await ExistsAsync(live, session => Links.OpenSenderAsync(session, address, around.Options.OperationTimeout, around.Clock, cancellationToken), address, cancellationToken))
            return [$"The broker has no topic \"{topic.Name}\"."];
        var faults = await Task.WhenAll(topic.Subscriptions.Select(subscription => CheckAsync(live, topic, subscription, cancellationToken)));
        return [.. faults.SelectMany(some => some)];
    }

    private async Task<IEnumerable<string>> CheckAsync(LiveConnection live, Topic topic, TopicSubscription subscription, CancellationToken cancellationToken)
    {
        var address = around.Profile.Subscription(topic.Name, subscription.Consumer);
        var where = $"topic \"{topic.Name}\", subscription \"{subscription.Consumer}\"";
        var wantsSessions = subscription.HasSessions && around.Profile.HasSessions;
        try
        {
            if (!await ExistsAsync(live, session => ProbeAsync(session, address, wantsSessions, cancellationToken), address, cancellationToken))
                return [$"The broker lacks {where}."];
        }
        catch (BrokerException e) when (e.Condition == NotAllowed)
        {
            return [$"The broker has {where}, but {(wantsSessions ? "without sessions" : "with sessions, and a projection has none")}."];
        }

        if (around.Profile.HasManagement) return await CheckRulesAsync(live, address, where, subscription, cancellationToken);
        return rabbit is null ? [] : await CheckBindingsAsync(topic, where, subscription, cancellationToken);
    }

    private async Task ProbeAsync(Session session, string address, bool wantsSessions, CancellationToken cancellationToken)
    {
        try
        {
            var source = wantsSessions ? Links.SessionSource(address, null) : new Source { Address = address };
            var link = await Links.OpenReceiverAsync(
                session, source, around.Profile.SettleMode, _ => { }, wantsSessions ? SessionProbe : around.Options.OperationTimeout, around.Clock, cancellationToken);
            link.Release();
        }
        catch (BrokerException e) when (wantsSessions && e.Condition == BrokerException.TimedOut)
        {
            // It has sessions, and none is waiting.
        }
    }

    private static async Task<IEnumerable<string>> CheckRulesAsync(
        LiveConnection live, string address, string where, TopicSubscription subscription, CancellationToken cancellationToken)
    {
        var rules = await (await live.ManagementAsync(address, cancellationToken)).RulesAsync(cancellationToken);
        var wanted = SubscriptionRule.Of(subscription);
        if (rules is [{ Expression: { } only }] && only == wanted) return [];
        var has = rules.Count == 0 ? "no rule" : string.Join("; ", rules.Select(rule => $"{rule.Name}: {rule.Expression ?? "not an SQL filter"}"));
        return [$"The broker's {where} has other rules than \"{wanted}\": {has}."];
    }

    private async Task<IEnumerable<string>> CheckBindingsAsync(Topic topic, string where, TopicSubscription subscription, CancellationToken cancellationToken)
    {
        var bound = await rabbit!.BindingsAsync(topic.Name, RabbitNames.Queue(topic.Name, subscription.Consumer), cancellationToken);
        return subscription.Types.Where(type => bound?.Contains(type) != true).Select(type => $"The broker's {where} is not bound to \"{type}\".");
    }

    private static async Task<bool> ExistsAsync(LiveConnection live, Func<Session, Task> open, string address, CancellationToken cancellationToken)
    {
        Session? session = null;
        try
        {
            await live.AuthorizeAsync(address, cancellationToken);
            session = new Session(live.Amqp);
            await open(session);
            return true;
        }
        catch (BrokerException e) when (e.Condition == BrokerException.NotFound)
        {
            return false;
        }
        finally
        {
            // Some brokers have ended it together with the link.
            Ending.Of(session);
        }
    }
}
