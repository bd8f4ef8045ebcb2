using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Decides what a gateway's word about one attempt makes of its payment. Pure.</summary>
internal static class GatewayNews
{
    /// <summary>The payment after the news.</summary>
    /// <param name="payment">As it is.</param>
    /// <param name="id">The attempt the gateway speaks of; it may not exist.</param>
    /// <param name="gateway">Who speaks.</param>
    /// <param name="outcome">What it says.</param>
    /// <param name="now">When we learn it.</param>
    /// <exception cref="PermanentFailureException">The payment has as many officer's cases as it may: <c>too-many-cases</c>.</exception>
    public static Decision Apply(Payment payment, AttemptId id, string gateway, GatewayOutcome outcome, DateTimeOffset now)
    {
        if (payment.Find(id) is not { } attempt || attempt.Gateway != gateway) return OfUnknownAttempt(payment, gateway, outcome, now);
        if (outcome.Kind == OutcomeKind.Suspicious) return HeldBack(payment, attempt, outcome, now);
        if (EventOf(attempt, outcome, now) is not { } happening) return Decision.Ignored(payment);

        var (effect, status) = AttemptTable.Next(attempt.Status, happening);
        if (effect == Effect.Ignored) return Decision.Ignored(payment);
        if (attempt.Status == AttemptStatus.Captured)
        {
            if (happening != AttemptEvent.CapturedAgain) return Contradicted(payment, attempt, outcome, now);
            return IsKnown(payment, gateway, outcome.Reference) ? Decision.Ignored(payment) : OfMoney(payment, attempt, outcome, effect, now);
        }

        if (status != AttemptStatus.Captured)
        {
            var moved = payment.With(attempt with { Status = status, RedirectUrl = status == AttemptStatus.Open ? attempt.RedirectUrl : null });
            return new Decision(Rest(moved, now), effect, $"attempt-{status.ToString().ToLowerInvariant()}", outcome.Why);
        }

        var captured = attempt with
        {
            Status = AttemptStatus.Captured,
            RedirectUrl = null,
            Captured = outcome.Amount,
            CapturedAt = Within(attempt, outcome.At, now),
            Reference = outcome.Reference,
        };
        return OfMoney(payment.With(captured), captured, outcome, effect, now);
    }

    /// <summary>True when the news would undo what is known, so that the gateway is asked before it is believed.</summary>
    public static bool Contradicts(Payment payment, AttemptId id, GatewayOutcome outcome) =>
        payment.Find(id) is { Status: AttemptStatus.Captured } attempt
        && (outcome.Kind is OutcomeKind.Failed or OutcomeKind.Cancelled or OutcomeKind.Expired
            || (outcome.Kind == OutcomeKind.Succeeded && outcome.Reference == attempt.Reference && outcome.Amount != attempt.Captured));

    /// <summary>Where a payment stands once no attempt may bring money any more, and its time may have passed.</summary>
    public static Payment Rest(Payment payment, DateTimeOffset now)
    {
        if (payment.HasLiveAttempt) return payment;
        payment = payment with { Status = PaymentTable.Next(payment.Status, PaymentEvent.NoAttemptLeft).To };
        return now < payment.ExpiresAt
            ? payment
            : payment with { Status = PaymentTable.Next(payment.Status, PaymentEvent.TimePassed).To };
    }

    private static AttemptEvent? EventOf(Attempt attempt, GatewayOutcome outcome, DateTimeOffset now) => outcome.Kind switch
    {
        OutcomeKind.Succeeded when attempt.Status != AttemptStatus.Captured => AttemptEvent.Captured,
        OutcomeKind.Succeeded when outcome.Reference != attempt.Reference => AttemptEvent.CapturedAgain,
        OutcomeKind.Succeeded => outcome.Amount == attempt.Captured ? AttemptEvent.Captured : AttemptEvent.CaptureChanged,
        OutcomeKind.Pending => AttemptEvent.StillPending,
        OutcomeKind.Failed => AttemptEvent.Failed,
        OutcomeKind.Cancelled => AttemptEvent.Cancelled,
        OutcomeKind.Expired => AttemptEvent.Expired,
        // A payer who has not come yet is unknown to a gateway that is only told by the payer's coming.
        OutcomeKind.NotFound => attempt.Status != AttemptStatus.Captured && now >= attempt.ExpiresAt + SweepSchedule.ExpiryGrace ? AttemptEvent.Expired : null,
        OutcomeKind.Unknown => AttemptEvent.Unanswered,
        _ => throw new InvalidOperationException($"No event for {outcome.Kind}."),
    };

    private static Decision OfMoney(Payment payment, Attempt attempt, GatewayOutcome outcome, Effect effect, DateTimeOffset now)
    {
        var money = outcome.Amount ?? throw new InvalidOperationException("Money without an amount.");
        if (money.MinorUnits <= 0) throw new InvalidOperationException("An adapter let an impossible amount through.");

        var move = PaymentTable.Next(payment.Status, EventOf(payment, attempt, money, Within(attempt, outcome.At, now)));
        var credits = move.To == PaymentStatus.Paid && payment.Status != PaymentStatus.Paid;
        var after = payment with { Status = move.To };
        if (credits)
        {
            // The attempt names the capture the fee was credited from; an earlier one that did not cover it is named by its case.
            var at = Within(attempt, outcome.At, now);
            after = after.With(attempt with { Captured = money, CapturedAt = at, Reference = outcome.Reference });
            after = after with { PaidBy = attempt.Id, SettledAt = at };
        }

        if (move.Case is { } kind)
            after = Raise(after, kind, attempt, outcome.Reference, move.OwesAll ? money : Money.Vnd(0), now);
        else if (effect == Effect.Forced)
            after = Raise(after, CaseKind.LateSuccess, attempt, outcome.Reference, Money.Vnd(0), now);
        if (credits && money > payment.Amount)
            after = Raise(after, CaseKind.Overpaid, attempt, outcome.Reference, money - payment.Amount, now);

        var forced = effect == Effect.Forced || move.Effect == Effect.Forced || after.Cases.Count > payment.Cases.Count;
        return new Decision(
            Rest(after, now),
            forced ? Effect.Forced : Effect.Moved,
            credits ? "pay" : "money-owed-back",
            $"{attempt.Gateway} {outcome.Reference} {money}");
    }

    private static PaymentEvent EventOf(Payment payment, Attempt attempt, Money money, DateTimeOffset at)
    {
        if (money.Currency != payment.Amount.Currency) return PaymentEvent.PaidInOtherCurrency;
        if (money < payment.Amount) return PaymentEvent.PaidShort;
        return at <= attempt.ExpiresAt ? PaymentEvent.PaidInTime : PaymentEvent.PaidLate;
    }

    private static Decision Contradicted(Payment payment, Attempt attempt, GatewayOutcome outcome, DateTimeOffset now)
    {
        if (payment.Cases.Any(entry => entry.Kind == CaseKind.Contradicted && entry.Attempt == attempt.Id && entry.Status != CaseStatus.Closed))
            return Decision.Ignored(payment);
        var note = outcome.Amount is { } money ? $"{outcome.Kind}: {money}" : $"{outcome.Kind}: {outcome.Why}";
        var after = Raise(payment, CaseKind.Contradicted, attempt, attempt.Reference ?? "", Money.Vnd(0), now, note);
        return new Decision(after, Effect.Forced, "contradicted", note);
    }

    /// <summary>The attempt stays as it is, and is asked about again: only the gateway can let the money go or give it back.</summary>
    private static Decision HeldBack(Payment payment, Attempt attempt, GatewayOutcome outcome, DateTimeOffset now)
    {
        if (payment.Cases.Any(entry => entry.Kind == CaseKind.Suspicious && entry.Attempt == attempt.Id && entry.Status != CaseStatus.Closed))
            return Decision.Ignored(payment);
        var note = $"{outcome.Amount}: {outcome.Why}";
        return new Decision(
            Raise(payment, CaseKind.Suspicious, attempt, outcome.Reference, Money.Vnd(0), now, note), Effect.Forced, "held-back", note);
    }

    /// <summary>Money for an order this payment never opened is owed back by somebody; only an officer can find out to whom.</summary>
    private static Decision OfUnknownAttempt(Payment payment, string gateway, GatewayOutcome outcome, DateTimeOffset now)
    {
        if (outcome.Kind is not (OutcomeKind.Succeeded or OutcomeKind.Suspicious)) return Decision.Ignored(payment);
        if (IsKnown(payment, gateway, outcome.Reference)) return Decision.Ignored(payment);
        var entry = outcome.Kind == OutcomeKind.Succeeded
            ? new PaymentCase(payment.Cases.Count + 1, CaseKind.UnknownReference, gateway, outcome.Reference, outcome.Amount!.Value, now)
            : new PaymentCase(payment.Cases.Count + 1, CaseKind.Suspicious, gateway, outcome.Reference, Money.Vnd(0), now, Note: outcome.Why);
        return new Decision(Raise(payment, entry), Effect.Forced, outcome.Kind == OutcomeKind.Succeeded ? "money-owed-back" : "held-back", $"{gateway} {outcome.Reference} {outcome.Amount}");
    }

    private static bool IsKnown(Payment payment, string gateway, string reference) =>
        payment.Cases.Any(entry => entry.Reference == reference && entry.Gateway == gateway)
        || payment.Attempts.Any(attempt => attempt.Reference == reference && attempt.Gateway == gateway);

    private static Payment Raise(
        Payment payment, CaseKind kind, Attempt attempt, string reference, Money owed, DateTimeOffset now, string? note = null) =>
        Raise(payment, new PaymentCase(payment.Cases.Count + 1, kind, attempt.Gateway, reference, owed, now, CaseStatus.Open, attempt.Id, Note: note));

    /// <summary>Adds a case.</summary>
    /// <exception cref="PermanentFailureException">There are as many as there may be.</exception>
    public static Payment Raise(Payment payment, PaymentCase entry) => payment.Cases.Count < PaymentLimits.MaxCases
        ? payment.With(entry)
        : throw new PermanentFailureException("too-many-cases", $"{payment.Id} has {PaymentLimits.MaxCases} cases.");

    /// <summary>A gateway's clock may be wrong: the money came neither before the attempt nor after now.</summary>
    private static DateTimeOffset Within(Attempt attempt, DateTimeOffset? at, DateTimeOffset now)
    {
        var time = at ?? now;
        return time > now ? now : time < attempt.OpenedAt ? attempt.OpenedAt : time;
    }
}
