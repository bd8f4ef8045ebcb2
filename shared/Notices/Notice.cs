using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>What became of a notice.</summary>
public enum NoticeStatus
{
    /// <summary>A channel was not reachable; tried again.</summary>
    Waiting,

    /// <summary>Handed to a channel.</summary>
    Sent,

    /// <summary>No channel takes it.</summary>
    Failed,

    /// <summary>No longer worth sending when its turn came.</summary>
    Expired,
}

/// <summary>The newest notice of one record and topic. A newer one takes its place, sent or not.</summary>
/// <param name="Version">Version of the record that made it true.</param>
/// <param name="LetterId">The same on every attempt.</param>
/// <param name="Template">What it says.</param>
/// <param name="Status">What became of it.</param>
/// <param name="At">When that was.</param>
public sealed record Notice(long Version, string LetterId, string Template, NoticeStatus Status, DateTimeOffset At)
{
    /// <summary>What record ids of notices start with.</summary>
    public const string Kind = "ntc";

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>The channel that took it.</summary>
    public NoticeChannelKind? Channel { get; init; }

    /// <summary>Why it is not sent; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>What was asked for; kept only while it waits, for it names a person.</summary>
    public NoticeRequestedV1? Request { get; init; }

    /// <summary>When it was asked for; kept while it waits.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>The record of one topic of one record.</summary>
    /// <exception cref="PermanentFailureException">Together they make no record id: <c>notice-topic-malformed</c>.</exception>
    public static RecordId IdOf(RecordId about, string topic) => RecordId.TryParse($"{Kind}-{about}.{topic}", Kind, out var id)
        ? id
        : throw new PermanentFailureException("notice-topic-malformed", $"{about} asked for a notice about '{topic}'.");
}
