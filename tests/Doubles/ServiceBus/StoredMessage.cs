using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>A message as a queue or subscription holds it.</summary>
internal sealed class StoredMessage(Message content, long sequence, DateTimeOffset enqueuedAt, DateTimeOffset? expiresAt)
{
    private const int Active = 0;
    private const int Deferred = 1;
    private const int Scheduled = 2;

    public long Sequence => sequence;

    public string? Session => content.Properties?.GroupId;

    public DateTimeOffset? ExpiresAt => expiresAt;

    /// <summary>Deliveries that failed.</summary>
    public int DeliveryCount { get; set; }

    public Guid LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>The link it is at; null when it was received on request or is at none.</summary>
    public OutgoingLink? Holder { get; set; }

    public bool IsDeferred { get; set; }

    public DateTimeOffset? DueAt { get; init; }

    public string? DeadLetterSource { get; set; }

    public Message Content => content;

    /// <summary>The message as it goes to a client.</summary>
    public byte[] Encode(bool isLocked)
    {
        var annotations = new MessageAnnotations();
        if (content.MessageAnnotations is { } own)
        {
            foreach (var (key, value) in own.Map) annotations.Map[key] = value;
        }

        annotations[new Symbol("x-opt-sequence-number")] = sequence;
        annotations[new Symbol("x-opt-enqueued-sequence-number")] = sequence;
        annotations[new Symbol("x-opt-enqueued-time")] = enqueuedAt.UtcDateTime;
        annotations[new Symbol("x-opt-message-state")] = DueAt is not null ? Scheduled : IsDeferred ? Deferred : Active;
        if (isLocked) annotations[new Symbol("x-opt-locked-until")] = LockedUntil.UtcDateTime;
        if (DeadLetterSource is not null) annotations[new Symbol("x-opt-deadletter-source")] = DeadLetterSource;

        var header = new Header { Durable = true, DeliveryCount = (uint)DeliveryCount };
        if (content.Header is { } given && given.HasField(2)) header.Ttl = given.Ttl;
        var copy = new Message
        {
            Header = header,
            MessageAnnotations = annotations,
            Properties = content.Properties,
            ApplicationProperties = content.ApplicationProperties,
            BodySection = content.BodySection,
            Footer = content.Footer,
        };
        var buffer = copy.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    /// <summary>The same message in a dead-letter queue.</summary>
    public StoredMessage DeadLetter(string reason, string? description, long newSequence, string source)
    {
        var properties = new ApplicationProperties();
        if (content.ApplicationProperties is { } own)
        {
            foreach (var (key, value) in own.Map) properties.Map[key] = value;
        }

        properties["DeadLetterReason"] = reason;
        if (description is not null) properties["DeadLetterErrorDescription"] = description;
        var dead = new Message
        {
            Header = content.Header,
            MessageAnnotations = content.MessageAnnotations,
            Properties = content.Properties,
            ApplicationProperties = properties,
            BodySection = content.BodySection,
        };
        return new StoredMessage(dead, newSequence, enqueuedAt, null) { DeliveryCount = DeliveryCount, DeadLetterSource = source };
    }
}
