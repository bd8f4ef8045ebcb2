using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// A finance officer sends back what a case owes, or a fee or part of it. The gateway is asked by message, under the refund's own
/// key; above the limit, only after a second person agreed (<see cref="CheckRefund"/>).
/// </summary>
public sealed class RefundMoney(PaymentBook book, RefundLimits limits)
{
    /// <summary>Sends back what a case owes, whole.</summary>
    /// <returns>
    /// The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-020</c> not open, <c>PAY-021</c> nothing owed, <c>PAY-023</c> no reason,
    /// <c>PAY-029</c> another amount than is owed.
    /// </returns>
    public ValueTask<Result<Payment>> OfCaseAsync(
        RecordId payment, int number, CaseDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken) =>
        HandleAsync(payment, (state, _) => OwedCase(state, number, decision), decision, caller, cause, cancellationToken);

    /// <summary>Sends the fee back, or as much of it as the decision says, whatever the reason.</summary>
    /// <returns>
    /// The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-023</c> no reason, <c>PAY-024</c> not received, or going back already,
    /// <c>PAY-029</c> more than is left of it.
    /// </returns>
    public ValueTask<Result<Payment>> OfFeeAsync(
        RecordId payment, CaseDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken) =>
        HandleAsync(payment, (state, now) => FeeCase(state, decision, now), decision, caller, cause, cancellationToken);

    private async ValueTask<Result<Payment>> HandleAsync(
        RecordId id,
        Func<Payment, DateTimeOffset, Result<(Payment Payment, int Case)>> choose,
        CaseDecision decision,
        Caller caller,
        Cause? cause,
        CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await book.ChangeAsync(id, cause, caller, Decide, cancellationToken);
        return changed.Succeeded(out var after, out var refusal) ? after! : refusal;

        Result<Decision?> Decide(Payment? payment, DateTimeOffset now)
        {
            if (payment is null) return KernelProblems.NotFound;
            if (!choose(payment, now).Succeeded(out var chosen, out var problem)) return problem;
            if (!Ask(chosen.Payment, chosen.Case, caller, now).Succeeded(out var after, out problem)) return problem;
            var refund = after.Refunds[^1];
            var note = $"{refund.Amount}: {decision.Reason}";
            return refund.Status == RefundStatus.Proposed
                ? new Decision(after, Effect.Moved, "refund-proposed", note)
                : new Decision(after, Effect.Moved, "refund-asked", note, new Outgoing(Due(refund.Id, 0, now, payment.Correlation)));
        }
    }

    internal static Message Due(RefundId refund, int step, DateTimeOffset now, string correlation) => PaymentMessages.RefundDue.WriteNamed(
        string.Create(CultureInfo.InvariantCulture, $"{refund}.s{step}"), refund.Payment, now, correlation, new RefundDueV1(refund, step));

    /// <summary>True when this case sends back the fee itself, not money beside it.</summary>
    internal static bool IsOfFee(PaymentCase entry) => entry.Kind is CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer;

    /// <summary>The money begins to go back: the gateway is asked from now on.</summary>
    internal static Payment Begin(Payment payment, PaymentCase entry, Refund refund)
    {
        var begun = payment.With(refund with { Status = RefundStatus.Asking }).With(entry with { Status = CaseStatus.Refunding });
        return RefundBalance.IsWholeFee(begun) ? begun with { Status = PaymentTable.Next(payment.Status, PaymentEvent.RefundAsked).To } : begun;
    }

    private static Result<(Payment Payment, int Case)> OwedCase(Payment payment, int number, CaseDecision decision) =>
        decision.Amount is { } amount && payment.FindCase(number) is { } entry && RefundBalance.Owed(payment, entry) != amount
            ? PaymentProblems.RefundAmountNotPossible
            : (payment, number);

    private static Result<(Payment Payment, int Case)> FeeCase(Payment payment, CaseDecision decision, DateTimeOffset now)
    {
        if (payment.Status != PaymentStatus.Paid || payment.PaidBy is not { } paidBy) return PaymentProblems.NothingToRefund;
        var left = RefundBalance.LeftOfFee(payment);
        if (left.IsZero) return PaymentProblems.NothingToRefund;
        var amount = decision.Amount ?? left;
        if (amount.Currency != left.Currency || amount.MinorUnits <= 0 || amount > left) return PaymentProblems.RefundAmountNotPossible;
        if (payment.Cases.LastOrDefault(entry => IsOfFee(entry) && entry.Status == CaseStatus.Open && entry.Owed == amount) is { } open)
            return (payment, open.Number);

        var source = payment.Find(paidBy)!;
        var entry = new PaymentCase(
            payment.Cases.Count + 1,
            CaseKind.RefundByOfficer,
            source.Gateway,
            source.Reference ?? "",
            amount,
            now,
            CaseStatus.Open,
            source.Id,
            Note: decision.Reason);
        return (GatewayNews.Raise(payment, entry), entry.Number);
    }

    private Result<Payment> Ask(Payment payment, int number, Caller caller, DateTimeOffset now)
    {
        if (payment.FindCase(number) is not { } entry) return KernelProblems.NotFound;
        if (entry.Status != CaseStatus.Open) return PaymentProblems.CaseNotOpen;
        if (entry.Owed.IsZero || entry.Attempt is not { } attempt) return PaymentProblems.NothingOwed;
        if (RefundBalance.IsDisputed(payment, entry)) return PaymentProblems.InDispute;
        if (payment.Refunds.Count >= PaymentLimits.MaxRefunds) return PaymentProblems.TooManyRefunds;
        var amount = RefundBalance.Owed(payment, entry);
        if (amount > RefundBalance.Of(payment, entry)) return PaymentProblems.BeyondCaptured;

        if (amount.IsZero || (IsOfFee(entry) && payment.Status != PaymentStatus.Paid)) return PaymentProblems.NothingToRefund;
        var refund = new Refund(
            new RefundId(payment.Id, payment.Refunds.Count + 1),
            number,
            entry.Gateway,
            entry.Reference,
            amount,
            RefundStatus.Proposed,
            now,
            caller.Id);
        return limits.NeedSecondPerson(refund.Amount)
            ? payment.With(refund).With(entry with { Status = CaseStatus.Proposed })
            : Begin(payment, entry, refund);
    }
}
