using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PublicServices.Kernel;

/// <summary>A fact or a request that one feature tells the others: a CloudEvents 1.0 event.</summary>
/// <param name="Id">Unique; the key consumers deduplicate by. Time-ordered, see <see cref="IdSource"/>.</param>
/// <param name="Type">Type with a version, for example <c>ps.payments.fee-paid.v1</c>.</param>
/// <param name="Session">
/// The record it is about (CloudEvents <c>subject</c>): messages of one session are delivered to a consumer one at a time, in order.
/// </param>
/// <param name="Time">When it happened.</param>
/// <param name="Correlation">Follows one submission through every message and log line.</param>
/// <param name="Data">UTF-8 JSON of the contract named by <paramref name="Type"/>; at most <see cref="MaxDataBytes"/>.</param>
public sealed record Message(
    string Id,
    string Type,
    RecordId Session,
    DateTimeOffset Time,
    string Correlation,
    ReadOnlyMemory<byte> Data)
{
    /// <summary>Largest payload: under Service Bus Standard's 256 KB with room for the envelope.</summary>
    public const int MaxDataBytes = 192 * 1024;

    /// <summary>Where every event of this system comes from (CloudEvents <c>source</c>).</summary>
    public const string Source = "/public-services";

    /// <summary>What <see cref="Data"/> says, once it was written or read in this process: its consumers share it, and none changes it.</summary>
    internal object? Payload { get; set; }

    /// <summary>The message as it comes out of a store: <see cref="Data"/> is all there is, and whoever wants to know what it says reads it.</summary>
    public Message AsStored() => this with { Payload = null };
}

/// <summary>A message on its way out.</summary>
/// <param name="Message">What to deliver.</param>
/// <param name="NotBefore">Deliver no earlier than this; null for at once.</param>
/// <param name="ExpiresAt">Park it unread after this; null for never.</param>
public readonly record struct Outgoing(Message Message, DateTimeOffset? NotBefore = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A message type and how its payload is written.</summary>
public sealed class Contract<T>
{
    private readonly Lazy<JsonTypeInfo<T>> _json;

    /// <summary>A contract whose JSON is only prepared when the first message is read or written: a start declares them all and needs few.</summary>
    /// <param name="type"><inheritdoc cref="Type" path="/summary"/></param>
    /// <param name="json">Source-generated JSON of the payload.</param>
    public Contract(string type, Func<JsonTypeInfo<T>> json) => (Type, _json) = (type, new Lazy<JsonTypeInfo<T>>(json));

    /// <summary>A contract whose JSON is prepared already.</summary>
    /// <param name="type"><inheritdoc cref="Type" path="/summary"/></param>
    /// <param name="json">Source-generated JSON of the payload.</param>
    public Contract(string type, JsonTypeInfo<T> json)
        : this(type, () => json)
    {
    }

    /// <summary>Type with a version, for example <c>ps.payments.fee-paid.v1</c>.</summary>
    public string Type { get; }

    /// <summary>Source-generated JSON of the payload.</summary>
    public JsonTypeInfo<T> Json => _json.Value;

    /// <summary>The payload of a message of this type.</summary>
    /// <exception cref="PermanentFailureException">The payload is not JSON of this contract: <c>message-malformed</c>.</exception>
    public T Read(Message message)
    {
        if (message.Payload is T known) return known;
        try
        {
            var payload = JsonSerializer.Deserialize(message.Data.Span, Json)
                ?? throw new PermanentFailureException("message-malformed", $"{Type} {message.Id} is null.");
            message.Payload = payload;
            return payload;
        }
        catch (JsonException e)
        {
            throw new PermanentFailureException("message-malformed", $"{Type} {message.Id}: {e.Message}", e);
        }
    }

    /// <summary>A new message of this type whose id says what it is: the time, then the name.</summary>
    /// <param name="name">Unique among what happens at that time, for example the record, its version and the effect.</param>
    /// <param name="session"><inheritdoc cref="Message" path="/param[@name='Session']"/></param>
    /// <param name="time">When it happened; ids begin with it, so that every engine keeps them beside others of their time.</param>
    /// <param name="correlation"><inheritdoc cref="Message" path="/param[@name='Correlation']"/></param>
    /// <param name="payload">What it says.</param>
    public Message WriteNamed(string name, RecordId session, DateTimeOffset time, string correlation, T payload) =>
        Write($"{IdSource.StampOf(time)}-{name}", session, time, correlation, payload);

    /// <summary>A new message of this type.</summary>
    public Message Write(string id, RecordId session, DateTimeOffset time, string correlation, T payload) =>
        new(id, Type, session, time, correlation, JsonSerializer.SerializeToUtf8Bytes(payload, Json)) { Payload = payload };
}

/// <summary>What a handler knows about the delivery it is handling.</summary>
/// <param name="Message">The message.</param>
/// <param name="Cause">Give this to the one commit the handler makes: it marks the message handled in the same transaction.</param>
/// <param name="Attempt">1 on the first delivery.</param>
public sealed record MessageContext(Message Message, Cause Cause, int Attempt);

/// <summary>Handling this message can never succeed; it is parked with the reason for an operator to look at.</summary>
/// <param name="reason">Stable reason code, lower case with dashes.</param>
public sealed class PermanentFailureException(string reason, string detail, Exception? inner = null) : Exception(detail, inner)
{
    /// <summary>Stable reason code, lower case with dashes.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Nothing is wrong, it is only too early: deliver again after a pause, without counting an attempt.</summary>
public sealed class DeliverLaterException(TimeSpan pause, string why) : Exception(why)
{
    /// <summary>How long to wait.</summary>
    public TimeSpan Pause { get; } = pause;
}
