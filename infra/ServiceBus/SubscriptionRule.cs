using PublicServices.Infra.Delivery;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Which of a topic's messages reach one consumer.</summary>
public static class SubscriptionRule
{
    /// <summary>Name of the one rule of each subscription; the default rule that lets everything through is not there.</summary>
    public const string Name = "types";

    /// <summary>Its SQL filter: the types read, sent to everybody or to this consumer alone.</summary>
    public static string Of(TopicSubscription subscription) =>
        $"sys.Label IN ({string.Join(", ", subscription.Types.Select(Quote))}) AND ({Envelope.To} IS NULL OR {Envelope.To} = {Quote(subscription.Consumer)})";

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
