using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>A feature wants a person told something, once, and only if it is still true when it goes out.</summary>
/// <param name="Topic">What it is about, for example <c>fee</c>: of one session and topic, a newer version supersedes an unsent older one.</param>
/// <param name="Version">The record's version that made it true.</param>
/// <param name="Template">Template name, for example <c>exam-submitted</c>.</param>
/// <param name="Language"><c>vi</c> or <c>en</c>.</param>
/// <param name="Email">Where to; null for none.</param>
/// <param name="Phone">Where to, E.164 or national form; null for none.</param>
/// <param name="Values">The template's values. Never document numbers.</param>
/// <param name="ExpiresAt">Not worth sending after this.</param>
public sealed record NoticeRequestedV1(
    string Topic,
    long Version,
    string Template,
    string Language,
    string? Email,
    string? Phone,
    IReadOnlyDictionary<string, string> Values,
    DateTimeOffset ExpiresAt);

/// <summary>The contracts of the notices feature. A message's session is the record the notice is about.</summary>
public static class NoticeContracts
{
    public static readonly Contract<NoticeRequestedV1> NoticeRequested = new("ps.notices.notice-requested.v1", () => ContractsJson.Default.NoticeRequestedV1);
}
