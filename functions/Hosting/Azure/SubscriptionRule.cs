using PublicServices.Infra.Delivery;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>The rule by which Service Bus chooses a subscription's messages.</summary>
internal static class SubscriptionRule
{
    /// <summary>Longest SQL filter Service Bus takes.</summary>
    public const int MaxLength = 1024;

    /// <summary>The types it reads, unless the message was replayed for somebody else.</summary>
    public static string Sql(TopicSubscription subscription) =>
        $"sys.Label IN ({string.Join(", ", subscription.Types.Select(Quoted))}) AND (to IS NULL OR to = {Quoted(subscription.Consumer)})";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
