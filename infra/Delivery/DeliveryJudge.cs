using PublicServices.Kernel;

namespace PublicServices.Infra.Delivery;

/// <summary>What becomes of a delivery.</summary>
public abstract record Verdict
{
    /// <summary>Its effect is durable: the broker may forget it.</summary>
    public sealed record Complete : Verdict;

    /// <summary>Nothing is wrong, it is only too early: again after the pause, and no attempt is counted.</summary>
    /// <param name="Pause">How long to wait.</param>
    public sealed record Later(TimeSpan Pause) : Verdict;

    /// <summary>It failed and may succeed: again after the pause, as the next attempt.</summary>
    /// <param name="Pause">How long to wait.</param>
    public sealed record Retry(TimeSpan Pause) : Verdict;

    /// <summary>It is given up.</summary>
    /// <param name="Reason">Stable reason code.</param>
    /// <param name="Detail">What the handler said last.</param>
    public sealed record Park(string Reason, string Detail) : Verdict;
}

/// <summary>Decides what becomes of a delivery, the same way for every broker and host.</summary>
public static class DeliveryJudge
{
    private const int MostDoublings = 20;

    /// <summary>Reason of a message nobody needs any more.</summary>
    public const string Expired = "expired";

    /// <summary>Reason of a message of a type its consumer has no handler for.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>Reason of a message that failed as often as its subscription allows.</summary>
    public const string AttemptsExhausted = "attempts-exhausted";

    /// <summary>Judges a handler's failure.</summary>
    /// <param name="subscription">How hard the consumer tries.</param>
    /// <param name="cause">The cause the handler was given.</param>
    /// <param name="attempt">The delivery that failed; 1 for the first.</param>
    /// <param name="failure">What the handler threw.</param>
    /// <param name="jitter">0 to 1: spreads what failed together by a fifth either way.</param>
    public static Verdict Of(Subscription subscription, TrackedCause cause, int attempt, Exception failure, double jitter) => failure switch
    {
        // What failed came after the effect.
        _ when cause.IsSettled => new Verdict.Complete(),
        PermanentFailureException permanent => new Verdict.Park(permanent.Reason, permanent.Message),
        DeliverLaterException later => new Verdict.Later(later.Pause),
        EngineBusyException busy => new Verdict.Later(busy.RetryAfter),
        _ when attempt >= subscription.MaxAttempts => new Verdict.Park(AttemptsExhausted, $"{failure.GetType().Name}: {failure.Message}"),
        _ => new Verdict.Retry(Pause(subscription, attempt) * (0.8 + 0.4 * jitter)),
    };

    private static TimeSpan Pause(Subscription subscription, int attempt)
    {
        var pause = subscription.FirstPause * Math.Pow(2, Math.Min(attempt - 1, MostDoublings));
        return pause < subscription.LongestPause ? pause : subscription.LongestPause;
    }
}
