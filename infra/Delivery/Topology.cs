namespace PublicServices.Infra.Delivery;

/// <summary>One topic of a broker, and who reads from it.</summary>
/// <param name="Name">The producing feature's name, for example <c>payments</c>.</param>
/// <param name="Subscriptions">One for each consumer of any of its messages.</param>
public sealed record Topic(string Name, IReadOnlyList<TopicSubscription> Subscriptions);

/// <summary>One consumer's place at one topic.</summary>
/// <param name="Consumer">The consumer, which is also the subscription's name.</param>
/// <param name="Types">Message types it reads, in ordinal order.</param>
/// <param name="HasSessions">True when the messages of one session come one at a time and in order; false for projections.</param>
public sealed record TopicSubscription(string Consumer, IReadOnlyList<string> Types, bool HasSessions);

/// <summary>Topics and subscriptions: a topic for each producing feature, a subscription for each consuming one.</summary>
/// <param name="Topics">In ordinal order of their names.</param>
public sealed record Topology(IReadOnlyList<Topic> Topics)
{
    /// <summary>Topic of types that name no feature.</summary>
    public const string OtherTopic = "messages";

    /// <summary>Makes the topology of what handlers and projections read.</summary>
    /// <param name="handled">Consumer and type of each message handler.</param>
    /// <param name="projected">Consumer and type of each projection.</param>
    public static Topology Of(IEnumerable<(string Consumer, string Type)> handled, IEnumerable<(string Consumer, string Type)> projected)
    {
        var reads = handled.Select(read => (read.Consumer, read.Type, HasSessions: true))
            .Concat(projected.Select(read => (read.Consumer, read.Type, HasSessions: false)));
        return new Topology(
        [
            .. reads.GroupBy(read => TopicOf(read.Type)).OrderBy(topic => topic.Key, StringComparer.Ordinal).Select(topic => new Topic(
                topic.Key,
                [
                    .. topic.GroupBy(read => read.Consumer).OrderBy(consumer => consumer.Key, StringComparer.Ordinal).Select(consumer => new TopicSubscription(
                        consumer.Key,
                        [.. consumer.Select(read => read.Type).Distinct().Order(StringComparer.Ordinal)],
                        consumer.First().HasSessions)),
                ])),
        ]);
    }

    /// <summary>The topic a message type is published to: the feature in <c>ps.feature.name.v1</c>.</summary>
    public static string TopicOf(string type) => type.Split('.') is ["ps", { Length: > 0 } feature, _, ..] ? feature : OtherTopic;
}
