namespace PublicServices.Notices;

/// <summary>A way to reach people.</summary>
public enum NoticeChannelKind
{
    Email,
    Sms,
}

/// <summary>One message to one person.</summary>
/// <param name="Id">The same on every attempt: the e-mail's Message-ID, the gateway's idempotency key.</param>
/// <param name="To">E-mail address or phone number, as the family gave it.</param>
/// <param name="Subject">Subject; SMS does without.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Language"><c>vi</c> or <c>en</c>.</param>
/// <param name="AskedAt">When the notice was asked for.</param>
public sealed record NoticeLetter(string Id, string To, string Subject, string Text, string Language, DateTimeOffset AskedAt);

/// <summary>Sends letters of one kind.</summary>
public interface INoticeChannel
{
    /// <summary>What it carries.</summary>
    NoticeChannelKind Kind { get; }

    /// <summary>Hands a letter over once. What the other side does makes this answer, not throw.</summary>
    /// <exception cref="OperationCanceledException">We are stopping; whether it went out is unknown.</exception>
    ValueTask<ChannelAnswer> SendAsync(NoticeLetter letter, CancellationToken cancellationToken);
}

/// <summary>What became of handing a letter over.</summary>
public enum ChannelOutcome
{
    /// <summary>The next station has it.</summary>
    Sent,

    /// <summary>Not now; worth trying again.</summary>
    TryLater,

    /// <summary>Never: the address does not exist, or the letter is refused as it is.</summary>
    Refused,
}

/// <summary>What became of handing a letter over, and why.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Stable reason such as <c>smtp-550</c>, <c>http-400</c>, <c>timeout</c>; null when sent. Never an address.</param>
public readonly record struct ChannelAnswer(ChannelOutcome Outcome, string? Reason = null)
{
    /// <summary>Handed over.</summary>
    public static readonly ChannelAnswer Sent = new(ChannelOutcome.Sent);

    /// <summary>Worth trying again.</summary>
    public static ChannelAnswer TryLater(string reason) => new(ChannelOutcome.TryLater, reason);

    /// <summary>Not worth trying again.</summary>
    public static ChannelAnswer Refused(string reason) => new(ChannelOutcome.Refused, reason);
}
