using System.Text.Json;
using System.Text.Json.Nodes;
using PublicServices.Infra.Delivery;

namespace PublicServices.Infra.ServiceBus;

/// <summary>The topology as a definitions file of RabbitMQ, to be loaded with <c>load_definitions</c> or its HTTP API.</summary>
/// <remarks>
/// An exchange a topic, a durable quorum queue a subscription with one active consumer at a time, bound by message type; what is delivered
/// too often goes to a queue of its own.
/// </remarks>
public static class RabbitDefinitions
{
    /// <summary>Deliveries before the broker gives a message up: above what any subscription tries itself.</summary>
    public const int DeliveryLimit = 50;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the file.</summary>
    /// <param name="topology">What to declare.</param>
    /// <param name="virtualHost">Where; <c>/</c> by default.</param>
    public static string Of(Topology topology, string virtualHost = "/")
    {
        JsonArray exchanges = [], queues = [], bindings = [];
        foreach (var topic in topology.Topics)
        {
            exchanges.Add(new JsonObject
            {
                ["name"] = topic.Name,
                ["vhost"] = virtualHost,
                ["type"] = "direct",
                ["durable"] = true,
                ["auto_delete"] = false,
                ["internal"] = false,
                ["arguments"] = new JsonObject(),
            });
            foreach (var subscription in topic.Subscriptions)
            {
                var queue = RabbitNames.Queue(topic.Name, subscription.Consumer);
                var dead = RabbitNames.DeadLetters(topic.Name, subscription.Consumer);
                queues.Add(Queue(queue, virtualHost, new JsonObject
                {
                    ["x-queue-type"] = "quorum",
                    ["x-single-active-consumer"] = true,
                    ["x-delivery-limit"] = DeliveryLimit,
                    ["x-dead-letter-exchange"] = "",
                    ["x-dead-letter-routing-key"] = dead,
                }));
                queues.Add(Queue(dead, virtualHost, new JsonObject { ["x-queue-type"] = "quorum" }));
                foreach (var type in subscription.Types)
                {
                    bindings.Add(new JsonObject
                    {
                        ["source"] = topic.Name,
                        ["vhost"] = virtualHost,
                        ["destination"] = queue,
                        ["destination_type"] = "queue",
                        ["routing_key"] = type,
                        ["arguments"] = new JsonObject(),
                    });
                }
            }
        }

        return new JsonObject { ["exchanges"] = exchanges, ["queues"] = queues, ["bindings"] = bindings }.ToJsonString(Indented);
    }

    private static JsonObject Queue(string name, string virtualHost, JsonObject arguments) => new()
    {
        ["name"] = name,
        ["vhost"] = virtualHost,
        ["durable"] = true,
        ["auto_delete"] = false,
        ["arguments"] = arguments,
    };
}
