namespace PublicServices.Kernel;

/// <summary>
/// What caused a commit, so that it happens once: a delivered message, or a request under the caller's own key.
/// </summary>
/// <param name="Scope">Who must not do it twice: a consumer's name, or <c>http:</c> and the account.</param>
/// <param name="Key">The message's id, or the caller's idempotency key (1 to 128 characters).</param>
/// <param name="IsRequest">True for a request, whose answer is kept for <see cref="RequestRetention"/>.</param>
/// <param name="Fingerprint">Hash of the request, so that a key used again for something else is noticed; null for messages.</param>
/// <remarks>An engine that delivers messages derives from it to carry its own delivery, so that one transaction also settles it.</remarks>
public record Cause(string Scope, string Key, bool IsRequest = false, string? Fingerprint = null)
{
    /// <summary>How long a repeated request is answered with the first answer. Longer than any client retries.</summary>
    public static readonly TimeSpan RequestRetention = TimeSpan.FromDays(7);

    /// <summary>How long a handled message is remembered. Longer than the longest retry schedule and any replay without preview.</summary>
    public static readonly TimeSpan MessageRetention = TimeSpan.FromDays(30);

    /// <summary>A request that carries the caller's idempotency key.</summary>
    public static Cause Request(string scope, string key, string? fingerprint = null) => new(scope, key, true, fingerprint);
}

/// <summary>A document that stands beside a record's state in the same partition, written once and never changed.</summary>
/// <param name="Id">Unique in the record, for example <c>h/</c> and a time-ordered id; 1 to 100 characters.</param>
/// <param name="Body">UTF-8 JSON.</param>
public readonly record struct Document(string Id, ReadOnlyMemory<byte> Body)
{
    /// <summary>Prefix of history entries; sorted by id they are in the order they were made.</summary>
    public const string HistoryPrefix = "h/";

    /// <summary>Prefix of every document.</summary>
    public const string AnyPrefix = "";
}

/// <summary>Everything one decision changes. It happens whole or not at all.</summary>
public sealed record Commit
{
    /// <summary>The most messages in one commit; with state, documents and inbox it stays under Cosmos DB's 100 operations a batch.</summary>
    public const int MaxMessages = 64;

    /// <summary>The most documents in one commit.</summary>
    public const int MaxDocuments = 32;

    /// <summary>Largest state document, well under Cosmos DB's 2 MB.</summary>
    public const int MaxStateBytes = 512 * 1024;

    /// <summary>The record that changes.</summary>
    public required RecordId Record { get; init; }

    /// <summary>
    /// The version the decision was based on: 0 when the record must not exist yet. Null only for a commit that adds
    /// documents or messages without touching the state.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The new state, UTF-8 JSON; null when only documents or messages are added.</summary>
    public ReadOnlyMemory<byte>? State { get; init; }

    /// <summary>Documents to add. One whose id is there already makes the whole commit <see cref="CommitOutcome.AlreadyDone"/>.</summary>
    public IReadOnlyList<Document> Documents { get; init; } = [];

    /// <summary>Messages to send, in this order within their sessions.</summary>
    public IReadOnlyList<Outgoing> Messages { get; init; } = [];

    /// <summary>What caused it; null for a commit that may safely happen again.</summary>
    public Cause? Cause { get; init; }

    /// <summary>What the caller is told, kept with a request's key and returned when the key comes again.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>What <see cref="State"/> was written from, for an engine that keeps recent records in memory; null when nobody knows.</summary>
    public object? Written { get; init; }
}

/// <summary>What became of a commit.</summary>
public enum CommitOutcome
{
    /// <summary>It is durable.</summary>
    Done,

    /// <summary>The record is at another version: reload and decide again. Nothing changed.</summary>
    Conflict,

    /// <summary>The cause was handled before, or a document of that id exists. Nothing changed.</summary>
    AlreadyDone,
}

/// <summary>The answer to a commit.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Version">On <see cref="CommitOutcome.Done"/> with state, the record's new version.</param>
/// <param name="Answer">On <see cref="CommitOutcome.AlreadyDone"/> of a request, what was answered then.</param>
/// <param name="Fingerprint">On <see cref="CommitOutcome.AlreadyDone"/> of a request, the fingerprint of the first request.</param>
public readonly record struct CommitResult(
    CommitOutcome Outcome,
    long Version = 0,
    ReadOnlyMemory<byte> Answer = default,
    string? Fingerprint = null);

/// <summary>A record as it is stored.</summary>
/// <param name="Version">1 after the first commit, one more with each further one.</param>
/// <param name="State">UTF-8 JSON.</param>
public sealed record StoredRecord(RecordId Id, long Version, ReadOnlyMemory<byte> State)
{
    /// <summary>The state of a record that was erased. Its version stays and goes on, so that nothing older can come back in its place.</summary>
    public static ReadOnlySpan<byte> Erased => "null"u8;

    /// <summary>True when the record was erased: it counts as one that is not there.</summary>
    public bool IsErased => State.Span.SequenceEqual(Erased);

    /// <summary>False for a record that holds documents only, or was erased.</summary>
    public bool HasState => !State.IsEmpty && !IsErased;

    /// <summary>
    /// What <see cref="State"/> was written from, while the store that wrote it remembers: whoever loads the record shares it, and none changes it.
    /// </summary>
    public object? Known { get; set; }
}
