using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>What a deployment needs to know of the trigger list: topics, subscriptions with their rules, and functions.</summary>
internal sealed record TopologyReport(IReadOnlyList<TopologyReport.TopicPart> Topics, IReadOnlyList<TopologyReport.FunctionPart> Functions)
{
    public static TopologyReport Of(Triggers triggers) => new(
        [
            .. triggers.Topology().Topics.Select(topic => new TopicPart(
                topic.Name,
                [
                    .. topic.Subscriptions.Select(subscription => new SubscriptionPart(
                        subscription.Consumer, subscription.HasSessions, subscription.Types, SubscriptionRule.Of(subscription))),
                ])),
        ],
        [.. AppFunctions.Of(triggers).Select(function => new FunctionPart(function.Name, function.Group))]);

    /// <summary>Indented JSON that ends with a new line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TopologyJson.Readable.TopologyReport) + "\n";

    /// <summary>One topic.</summary>
    internal sealed record TopicPart(string Name, IReadOnlyList<SubscriptionPart> Subscriptions);

    /// <summary>One subscription, and the SQL of its rule.</summary>
    internal sealed record SubscriptionPart(string Name, bool Sessions, IReadOnlyList<string> Types, string Filter);

    /// <summary>One function and its app.</summary>
    internal sealed record FunctionPart(string Name, FunctionGroup Group);
}

[JsonSerializable(typeof(TopologyReport))]
internal sealed partial class TopologyJson : JsonSerializerContext
{
    /// <summary>Readable: what quotes a filter stays a quote.</summary>
    public static TopologyJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<FunctionGroup>(JsonNamingPolicy.CamelCase) },
    });
}
