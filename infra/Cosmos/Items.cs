using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

// One record for each kind of item. Property names are short words: they are stored with every item. "commit" names the commit that
// wrote an item, so that a commit whose outcome was lost can be recognised afterwards.

/// <summary>A record's state. Only states have <c>record</c>, which scans go by.</summary>
internal sealed record StateItem(string Id, string Pk, string Record, string Kind, long Version, string Commit, Body State);

/// <summary>A document beside the state. Those written without a state have <c>blind</c>: the record may have none.</summary>
internal sealed record DocumentItem(string Id, string Pk, string Doc, string Commit, Body Body, string? Blind = null);

/// <summary>The mark of a handled message.</summary>
internal sealed record InboxItem(string Id, string Pk, string Commit, long At, int Ttl);

/// <summary>What a request was answered; void while a claim passes to another record, which closes this record to the key.</summary>
internal sealed record AnswerItem(
    string Id, string Pk, string Commit, long At, int Ttl, string? Fingerprint = null, Body? Answer = null, bool IsVoid = false);

/// <summary>A message on its way out. Only these have <c>sweepAt</c>.</summary>
/// <param name="Place">Its place in the commit.</param>
/// <param name="Version">The record's version the commit made; 0 when it made none.</param>
/// <param name="SweepAt">Unix milliseconds after which a sweep takes it.</param>
/// <param name="NotBefore">Unix milliseconds.</param>
/// <param name="ExpiresAt">Unix milliseconds.</param>
internal sealed record OutboxItem(
    string Id, string Pk, string Commit, int Place, long Version, long SweepAt, MessageItem Message, long? NotBefore = null, long? ExpiresAt = null)
{
    /// <summary>The service's time of the change, in seconds; set when it is read.</summary>
    [JsonPropertyName("_ts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ChangedSeconds { get; init; }

    public Outgoing ToOutgoing() => new(
        Message.ToMessage(),
        NotBefore is { } notBefore ? DateTimeOffset.FromUnixTimeMilliseconds(notBefore) : null,
        ExpiresAt is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null);
}

/// <summary>A message inside an item.</summary>
internal sealed record MessageItem(string Id, string Type, string Session, DateTimeOffset Time, string Correlation, Body Data)
{
    public static MessageItem Of(Message message) =>
        new(message.Id, message.Type, message.Session.Value, message.Time, message.Correlation, new Body(message.Data));

    public Message ToMessage() => new(Id, Type, new RecordId(Session), Time, Correlation, Data.Utf8);
}

/// <summary>Which record a request's key belongs to.</summary>
internal sealed record ClaimItem(string Id, string Pk, string Record, long At, int Ttl);

/// <summary>A view's row. One that was removed has no sort key, so that no range finds it, and expires.</summary>
internal sealed record RowItem(string Id, string Pk, long Version, string? Sort = null, Body? Body = null, int? Ttl = null);

/// <summary>A parked message.</summary>
internal sealed record ParkedItem(
    string Id, string Pk, long Number, string Consumer, string Twin, MessageItem Message, string Reason, string Detail, int Attempts, DateTimeOffset At);

/// <summary>Keeps one consumer's same message from being parked twice.</summary>
internal sealed record ParkedTwinItem(string Id, string Pk, long For);

/// <summary>Who relays a range of the change feed, or sweeps, and how far it came.</summary>
internal sealed record LeaseItem(string Id, string Pk, string Owner, long Until, string? Range = null, string? Continuation = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StateItem))]
[JsonSerializable(typeof(DocumentItem))]
[JsonSerializable(typeof(InboxItem))]
[JsonSerializable(typeof(AnswerItem))]
[JsonSerializable(typeof(OutboxItem))]
[JsonSerializable(typeof(ClaimItem))]
[JsonSerializable(typeof(RowItem))]
[JsonSerializable(typeof(ParkedItem))]
[JsonSerializable(typeof(ParkedTwinItem))]
[JsonSerializable(typeof(LeaseItem))]
[JsonSerializable(typeof(Body))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(int))]
internal sealed partial class ItemJson : JsonSerializerContext
{
    /// <summary>Vietnamese stays readable, and takes half the room.</summary>
    public static readonly ItemJson Stored = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
