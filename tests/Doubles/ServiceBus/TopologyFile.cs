using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>Makes what the simulator holds of a file or of the program's own topology.</summary>
public static class TopologyFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads <see cref="SimulatorOptions"/> as JSON; times are <c>hh:mm:ss</c>.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static SimulatorOptions Read(string path) =>
        JsonSerializer.Deserialize<SimulatorOptions>(File.ReadAllText(path), Json) ?? throw new JsonException($"{path} is empty.");

    /// <summary>What Bicep deploys for a topology, with shorter locks.</summary>
    public static SimulatorOptions Of(Topology topology, TimeSpan? duplicateWindow = null, TimeSpan? lockDuration = null, int maxDeliveryCount = 50) => new()
    {
        Topics =
        [
            .. topology.Topics.Select(topic => new TopicOptions
            {
                Name = topic.Name,
                DuplicateWindow = duplicateWindow,
                Subscriptions =
                [
                    .. topic.Subscriptions.Select(subscription => new SubscriptionOptions
                    {
                        Name = subscription.Consumer,
                        RequiresSession = subscription.HasSessions,
                        LockDuration = lockDuration ?? TimeSpan.FromSeconds(30),
                        MaxDeliveryCount = maxDeliveryCount,
                        Rules = new Dictionary<string, string> { [SubscriptionRule.Name] = SubscriptionRule.Of(subscription) },
                    }),
                ],
            }),
        ],
    };
}
