using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>Hands a notice to the first channel that takes it: e-mail where there is an address, else SMS.</summary>
public sealed class Postman(IEnumerable<INoticeChannel> channels, TimeProvider clock)
{
    /// <summary>Attempts before a notice is given up, if it does not expire first.</summary>
    public const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);
    private readonly INoticeChannel[] _channels = [.. channels.OrderBy(channel => channel.Kind)];

    /// <summary>Tries once, and says what the notice is then.</summary>
    /// <exception cref="PermanentFailureException">The template is unknown or lacks a value.</exception>
    public async ValueTask<Notice> TryAsync(
        NoticeRequestedV1 request, string letterId, int attempts, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var notice = new Notice(request.Version, letterId, request.Template, NoticeStatus.Failed, clock.GetUtcNow()) { Attempts = attempts };
        if (notice.At >= request.ExpiresAt) return notice with { Status = NoticeStatus.Expired, Reason = "expired" };

        var text = NoticeTemplates.Find(request.Template).Render(request.Language, request.Values);
        notice = notice with { Attempts = attempts + 1, Reason = "no-channel" };
        foreach (var channel in _channels)
        {
            if (Address(request, channel.Kind) is not { } to) continue;
            var body = channel.Kind == NoticeChannelKind.Sms ? text.Sms : text.Text;
            var answer = await channel.SendAsync(
                new NoticeLetter(letterId, to, text.Subject, body, request.Language, askedAt), cancellationToken).ConfigureAwait(false);
            var at = clock.GetUtcNow();
            switch (answer.Outcome)
            {
                case ChannelOutcome.Sent:
                    return notice with { Status = NoticeStatus.Sent, Channel = channel.Kind, At = at, Reason = null };
                case ChannelOutcome.TryLater when notice.Attempts < MaxAttempts:
                    return notice with { Status = NoticeStatus.Waiting, At = at, Reason = answer.Reason, Request = request };
                default:
                    // What one channel refuses for good, another may still carry.
                    notice = notice with { At = at, Reason = answer.Reason };
                    break;
            }
        }

        return notice;
    }

    /// <summary>How long a waiting notice rests before its next attempt: 30 s, doubling, at most 6 h.</summary>
    public static TimeSpan PauseAfter(int attempts) =>
        attempts >= MaxAttempts ? LongestPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << (attempts - 1)));

    private static string? Address(NoticeRequestedV1 request, NoticeChannelKind kind)
    {
        var address = kind == NoticeChannelKind.Email ? request.Email : request.Phone;
        return string.IsNullOrWhiteSpace(address) ? null : address;
    }
}
