namespace PublicServices.Payments;

/// <summary>What sort of change a piece of news makes.</summary>
public enum Effect
{
    /// <summary>None: it was known, or says nothing new.</summary>
    Ignored,

    /// <summary>The change that was expected.</summary>
    Moved,

    /// <summary>
    /// A change the normal course does not allow. The news is true all the same, so it is recorded as forced, under its own
    /// action in the history, and an officer gets a case.
    /// </summary>
    Forced,
}

/// <summary>News about one attempt.</summary>
public enum AttemptEvent
{
    /// <summary>The gateway opened the order.</summary>
    Opened,

    /// <summary>The gateway will not open it.</summary>
    Refused,

    /// <summary>Money was taken; for a captured attempt, the same money once more.</summary>
    Captured,

    /// <summary>Money was taken under another reference than the one known.</summary>
    CapturedAgain,

    /// <summary>The capture that is known is now said to be of another amount.</summary>
    CaptureChanged,

    /// <summary>Money may still come.</summary>
    StillPending,

    Failed,

    Cancelled,

    Expired,

    /// <summary>The gateway did not answer.</summary>
    Unanswered,
}

/// <summary>Where news takes an attempt: the whole table of status and event.</summary>
public static class AttemptTable
{
    /// <summary>What the news does, and the status after it.</summary>
    public static (Effect Effect, AttemptStatus To) Next(AttemptStatus status, AttemptEvent news) => (status, news) switch
    {
        // Only an order whose opening was not confirmed can be opened, refused or left in doubt.
        (AttemptStatus.Opening or AttemptStatus.Unknown, AttemptEvent.Opened) => (Effect.Moved, AttemptStatus.Open),
        (AttemptStatus.Opening or AttemptStatus.Unknown, AttemptEvent.Refused) => (Effect.Moved, AttemptStatus.Failed),
        (AttemptStatus.Opening, AttemptEvent.Unanswered) => (Effect.Moved, AttemptStatus.Unknown),

        // Money is money: it counts as captured whatever was thought before.
        (AttemptStatus.Opening or AttemptStatus.Open or AttemptStatus.Unknown, AttemptEvent.Captured or AttemptEvent.CapturedAgain or AttemptEvent.CaptureChanged) =>
            (Effect.Moved, AttemptStatus.Captured),
        (AttemptStatus.Failed or AttemptStatus.Cancelled or AttemptStatus.Expired, AttemptEvent.Captured or AttemptEvent.CapturedAgain or AttemptEvent.CaptureChanged) =>
            (Effect.Forced, AttemptStatus.Captured),

        (AttemptStatus.Opening or AttemptStatus.Open or AttemptStatus.Unknown, AttemptEvent.Failed) => (Effect.Moved, AttemptStatus.Failed),
        (AttemptStatus.Opening or AttemptStatus.Open or AttemptStatus.Unknown, AttemptEvent.Cancelled) => (Effect.Moved, AttemptStatus.Cancelled),
        (AttemptStatus.Opening or AttemptStatus.Open or AttemptStatus.Unknown, AttemptEvent.Expired) => (Effect.Moved, AttemptStatus.Expired),

        // Money never moves backward silently: what contradicts a capture leaves it standing and calls an officer.
        (AttemptStatus.Captured, AttemptEvent.CapturedAgain or AttemptEvent.CaptureChanged
            or AttemptEvent.Failed or AttemptEvent.Cancelled or AttemptEvent.Expired) => (Effect.Forced, AttemptStatus.Captured),

        _ => (Effect.Ignored, status),
    };
}
