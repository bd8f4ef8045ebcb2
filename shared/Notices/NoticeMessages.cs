using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>A notice that could not be handed over is due again. Session: the notice.</summary>
/// <param name="Version">Of this version; a newer notice makes this message harmless.</param>
public sealed record NoticeDueV1(long Version);

/// <summary>A notice did not go out (yet), or did after all; what the operators' list needs to show it. Session: the notice.</summary>
/// <param name="Notice">The notice's record.</param>
/// <param name="RecordVersion">Its version after the change.</param>
/// <param name="LetterId">Which letter.</param>
/// <param name="Template">What it says.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why it did not go out; null when it did.</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="AskedAt">When it was asked for; decides the day it is listed under.</param>
/// <param name="At">When this was.</param>
public sealed record NoticeUnsentV1(
    RecordId Notice,
    long RecordVersion,
    string LetterId,
    string Template,
    NoticeStatus Status,
    string? Reason,
    int Attempts,
    DateTimeOffset AskedAt,
    DateTimeOffset At);

/// <summary>Messages the notices feature sends itself.</summary>
public static class NoticeMessages
{
    public static readonly Contract<NoticeDueV1> NoticeDue = new("ps.notices.notice-due.v1", () => NoticesJson.Default.NoticeDueV1);
    public static readonly Contract<NoticeUnsentV1> NoticeUnsent = new("ps.notices.notice-unsent.v1", () => NoticesJson.Default.NoticeUnsentV1);
}

/// <summary>Source-generated JSON of the notices feature.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Notice))]
[JsonSerializable(typeof(NoticeDueV1))]
[JsonSerializable(typeof(NoticeUnsentV1))]
[JsonSerializable(typeof(NoticeLetter))]
[JsonSerializable(typeof(UnsentNotices))]
public sealed partial class NoticesJson : JsonSerializerContext;
