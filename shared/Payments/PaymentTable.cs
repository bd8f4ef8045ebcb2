namespace PublicServices.Payments;

/// <summary>What happens to one obligation.</summary>
public enum PaymentEvent
{
    /// <summary>An attempt was opened, or is meant to be.</summary>
    AttemptOpened,

    /// <summary>No attempt may bring money any more.</summary>
    NoAttemptLeft,

    /// <summary>At least the fee came, within the time its attempt was given.</summary>
    PaidInTime,

    /// <summary>At least the fee came, after the time its attempt was given.</summary>
    PaidLate,

    /// <summary>Less than the fee came.</summary>
    PaidShort,

    /// <summary>Money of another currency came.</summary>
    PaidInOtherCurrency,

    /// <summary>The day the fee lapses on has come, and no attempt may bring money any more.</summary>
    TimePassed,

    /// <summary>The service no longer wants it.</summary>
    Withdrawn,

    /// <summary>An officer sends the fee back.</summary>
    RefundAsked,

    /// <summary>The gateway sent the fee back.</summary>
    RefundDone,

    /// <summary>The gateway will not send the fee back.</summary>
    RefundFailed,
}

/// <summary>Where an event takes an obligation.</summary>
/// <param name="Effect">The sort of change; <see cref="Effect.Ignored"/> leaves everything as it is.</param>
/// <param name="To">The status after it.</param>
/// <param name="Case">The officer's case it raises; null for none.</param>
/// <param name="OwesAll">True when all the money that came is owed back; otherwise only what exceeds the fee.</param>
public readonly record struct PaymentMove(Effect Effect, PaymentStatus To, CaseKind? Case = null, bool OwesAll = false);

/// <summary>
/// Where events take an obligation: the whole table of status and event.
/// </summary>
/// <remarks>
/// The rule for late money: while the fee is still wanted and not met, money that covers it meets it, whenever it was
/// taken, because turning it away would only make the family pay again. After the fee has lapsed it still meets it when it
/// was taken within the time its attempt was given, because then only the news was late. Everything else that comes is
/// credited to nobody and goes back whole.
/// </remarks>
public static class PaymentTable
{
    /// <summary>What the event does, and the status after it.</summary>
    public static PaymentMove Next(PaymentStatus status, PaymentEvent happening) => (status, happening) switch
    {
        (PaymentStatus.Due, PaymentEvent.AttemptOpened) => Moved(PaymentStatus.Pending),
        (PaymentStatus.Pending, PaymentEvent.NoAttemptLeft) => Moved(PaymentStatus.Due),
        (PaymentStatus.Due, PaymentEvent.TimePassed) => Moved(PaymentStatus.Lapsed),

        (PaymentStatus.Due or PaymentStatus.Pending, PaymentEvent.PaidInTime) => Moved(PaymentStatus.Paid),
        (PaymentStatus.Due or PaymentStatus.Pending, PaymentEvent.PaidLate) => Forced(PaymentStatus.Paid, CaseKind.LateSuccess),
        (PaymentStatus.Due or PaymentStatus.Pending, PaymentEvent.PaidShort) => OwedBack(status, CaseKind.Underpaid),

        (PaymentStatus.Lapsed, PaymentEvent.PaidInTime) => Forced(PaymentStatus.Paid, CaseKind.LateSuccess),
        (PaymentStatus.Lapsed, PaymentEvent.PaidLate) => OwedBack(status, CaseKind.LateSuccess),
        (PaymentStatus.Lapsed, PaymentEvent.PaidShort) => OwedBack(status, CaseKind.Underpaid),

        (_, PaymentEvent.PaidInOtherCurrency) => OwedBack(status, CaseKind.WrongCurrency),
        (PaymentStatus.Withdrawn, PaymentEvent.PaidInTime or PaymentEvent.PaidLate or PaymentEvent.PaidShort) =>
            OwedBack(status, CaseKind.PaidAfterWithdrawal),
        (PaymentStatus.Paid or PaymentStatus.Waived or PaymentStatus.Refunding or PaymentStatus.Refunded,
            PaymentEvent.PaidInTime or PaymentEvent.PaidLate or PaymentEvent.PaidShort) => OwedBack(status, CaseKind.PaidTwice),

        (PaymentStatus.Due or PaymentStatus.Pending or PaymentStatus.Waived or PaymentStatus.Lapsed, PaymentEvent.Withdrawn) =>
            Moved(PaymentStatus.Withdrawn),
        (PaymentStatus.Paid, PaymentEvent.Withdrawn) => new(Effect.Moved, status, CaseKind.WithdrawnAfterPaid, OwesAll: true),

        (PaymentStatus.Paid, PaymentEvent.RefundAsked) => Moved(PaymentStatus.Refunding),
        (PaymentStatus.Refunding, PaymentEvent.RefundDone) => Moved(PaymentStatus.Refunded),
        // A gateway may take back a refund it had made; the fee is then still here.
        (PaymentStatus.Refunding or PaymentStatus.Refunded, PaymentEvent.RefundFailed) => Forced(PaymentStatus.Paid, null),

        _ => new(Effect.Ignored, status),
    };

    private static PaymentMove Moved(PaymentStatus to) => new(Effect.Moved, to);

    private static PaymentMove Forced(PaymentStatus to, CaseKind? entry) => new(Effect.Forced, to, entry);

    private static PaymentMove OwedBack(PaymentStatus status, CaseKind entry) => new(Effect.Forced, status, entry, OwesAll: true);
}
