using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amqp.Framing;
using PublicServices.Kernel;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>A message as it travels: CloudEvents 1.0 over AMQP in binary mode, the data as the body.</summary>
/// <remarks>Source: CloudEvents AMQP protocol binding 1.0.2.</remarks>
public static class Envelope
{
    /// <summary>Application property that names the one consumer a message is for; absent: it is for all.</summary>
    public const string To = "to";

    /// <summary>Longest message id and session id a broker takes.</summary>
    public const int MaxIdLength = 128;

    internal const string ScheduledFor = "x-opt-scheduled-enqueue-time";

    private const string Prefix = "cloudEvents:";

    /// <summary>Reads what arrived.</summary>
    /// <param name="property">An application property by its name; null when it is not there.</param>
    /// <param name="arrived">What the broker itself says, for what is not one of our messages.</param>
    /// <param name="data">The body.</param>
    public static Arrival Read(Func<string, string?> property, BrokerProperties arrived, ReadOnlyMemory<byte> data)
    {
        var id = property(Prefix + "id");
        var type = property(Prefix + "type");
        var session = property(Prefix + "subject");
        var time = property(Prefix + "time");
        if (id is null || type is null || session is null || !TryTime(time, out var happened))
        {
            // Whoever sent it, somebody must be able to look at it.
            var stranger = new Message(
                id ?? arrived.MessageId ?? $"unnamed-{Convert.ToHexStringLower(SHA256.HashData(data.Span))[..32]}",
                type ?? arrived.Subject ?? "unknown",
                new RecordId(session ?? arrived.SessionId ?? "unknown"),
                arrived.EnqueuedAt,
                property(Prefix + "correlation") ?? "",
                data);
            return new Arrival(stranger, null, "It is not a CloudEvents message of this system: id, type, subject or time is missing.");
        }

        DateTimeOffset? expires = TryTime(property(Prefix + "expiresat"), out var at) ? at : null;
        return new Arrival(
            new Message(id, type, new RecordId(session), happened, property(Prefix + "correlation") ?? "", data), expires, null);
    }

    internal static AmqpMessage Write(Outgoing outgoing, string deliveryId, string? onlyConsumer, bool schedule)
    {
        var message = outgoing.Message;
        var properties = new ApplicationProperties
        {
            [Prefix + "specversion"] = "1.0",
            [Prefix + "id"] = message.Id,
            [Prefix + "source"] = Message.Source,
            [Prefix + "type"] = message.Type,
            [Prefix + "subject"] = message.Session.Value,
            [Prefix + "time"] = Text(message.Time),
            [Prefix + "correlation"] = message.Correlation,
        };
        if (outgoing.ExpiresAt is { } expires) properties[Prefix + "expiresat"] = Text(expires);
        if (onlyConsumer is not null) properties[To] = onlyConsumer;

        var written = new AmqpMessage
        {
            Header = new Header { Durable = true },
            Properties = new Properties
            {
                MessageId = Shorten(deliveryId),
                GroupId = message.Session.Value,
                Subject = message.Type,
                ContentType = "application/json",
            },
            ApplicationProperties = properties,
            BodySection = new Data { Binary = message.Data.ToArray() },
        };
        if (schedule && outgoing.NotBefore is { } due)
            written.MessageAnnotations = new MessageAnnotations { [new Amqp.Types.Symbol(ScheduledFor)] = due.UtcDateTime };
        return written;
    }

    internal static Arrival Read(AmqpMessage message, DateTimeOffset now)
    {
        var properties = message.ApplicationProperties?.Map;
        var broker = new BrokerProperties(
            message.Properties?.GetMessageId()?.ToString(), message.Properties?.Subject, message.Properties?.GroupId, EnqueuedAt(message) ?? now);
        return Read(name => properties is not null && properties.TryGetValue(name, out var value) ? value?.ToString() : null, broker, Body(message));
    }

    /// <summary>When the broker took it; null when it does not say.</summary>
    internal static DateTimeOffset? EnqueuedAt(AmqpMessage message) => Annotation(message, "x-opt-enqueued-time") switch
    {
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => null,
    };

    internal static object? Annotation(AmqpMessage message, string name) =>
        message.MessageAnnotations?.Map is { } map && map.TryGetValue(new Amqp.Types.Symbol(name), out var value) ? value : null;

    internal static ReadOnlyMemory<byte> Body(AmqpMessage message) => message.BodySection switch
    {
        DataList list => ((byte[][])[.. Enumerable.Range(0, list.Count).Select(i => list[i].Binary)]).SelectMany(part => part).ToArray(),
        Data data => data.Binary,
        _ => message.Body switch
        {
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            _ => ReadOnlyMemory<byte>.Empty,
        },
    };

    private static string Shorten(string id) => id.Length <= MaxIdLength
        ? id
        : $"sha256-{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static bool TryTime(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}

/// <summary>A message that arrived.</summary>
/// <param name="Message">The message; of a stranger's, as much as can be told.</param>
/// <param name="ExpiresAt">Nobody needs it after this; null: it does not expire.</param>
/// <param name="Fault">Why it can be no message of this system; null when it is one.</param>
public sealed record Arrival(Message Message, DateTimeOffset? ExpiresAt, string? Fault);

/// <summary>What a broker says about a message it delivers.</summary>
/// <param name="MessageId">The broker's message id.</param>
/// <param name="Subject">The subject or label.</param>
/// <param name="SessionId">The session.</param>
/// <param name="EnqueuedAt">When it was taken.</param>
public sealed record BrokerProperties(string? MessageId, string? Subject, string? SessionId, DateTimeOffset EnqueuedAt);
