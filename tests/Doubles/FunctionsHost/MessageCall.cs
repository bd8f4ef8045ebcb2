using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amqp.Framing;
using PublicServices.Infra.ServiceBus;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>A message in the shape the host posts it: text and numbers of the metadata are JSON inside JSON text, times have lost what is below a second.</summary>
internal static class MessageCall
{
    private static readonly string[] Clients = ["MessageReceiver", "MessageSession", "MessageActions", "SessionActions", "ReceiveActions"];

    public static JsonObject Of(Function function, AmqpMessage message)
    {
        var metadata = new JsonObject();
        foreach (var client in Clients) metadata[client] = new JsonObject();
        metadata["DeliveryCount"] = Encoded(JsonValue.Create((int)(message.Header?.DeliveryCount ?? 0) + 1));
        metadata["LockToken"] = Encoded(JsonValue.Create(message.DeliveryTag is { Length: 16 } tag ? $"{new Guid(tag)}" : ""));
        if (Envelope.EnqueuedAt(message) is { } enqueued)
        {
            metadata["EnqueuedTimeUtc"] = enqueued.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
            metadata["EnqueuedTime"] = enqueued.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss+00:00", CultureInfo.InvariantCulture);
        }

        Add(metadata, "MessageId", message.Properties?.GetMessageId()?.ToString());
        Add(metadata, "ContentType", message.Properties?.ContentType?.ToString());
        if (Envelope.Annotation(message, "x-opt-sequence-number") is long sequence) metadata["SequenceNumber"] = Encoded(JsonValue.Create(sequence));
        Add(metadata, "Subject", message.Properties?.Subject);
        Add(metadata, "Label", message.Properties?.Subject);
        Add(metadata, "CorrelationId", message.Properties?.GetCorrelationId()?.ToString());
        metadata["ApplicationProperties"] = Properties(message.ApplicationProperties);
        metadata["UserProperties"] = Properties(message.ApplicationProperties);
        Add(metadata, "SessionId", message.Properties?.GroupId);
        metadata["sys"] = Invoker.Sys(function.Name);
        return new JsonObject
        {
            ["Data"] = new JsonObject { [function.Text("name")] = Convert.ToBase64String(Envelope.Body(message).Span) },
            ["Metadata"] = metadata,
        };
    }

    /// <summary>The host leaves nulls out.</summary>
    private static void Add(JsonObject metadata, string name, string? value)
    {
        if (value is not null) metadata[name] = Encoded(JsonValue.Create(value));
    }

    private static string Encoded(JsonNode value) => value.ToJsonString();

    private static JsonObject Properties(ApplicationProperties? properties)
    {
        var node = new JsonObject();
        if (properties?.Map is not { } map) return node;
        foreach (var (key, value) in map) node[$"{key}"] = value is DateTime time ? time.ToString("O", null) : JsonSerializer.SerializeToNode(value);
        return node;
    }
}
