using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A second finance officer agrees to a proposed refund, or does not.</summary>
public sealed class CheckRefund(PaymentBook book)
{
    /// <summary>Agrees: the gateway is asked, by message.</summary>
    /// <returns>
    /// The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-023</c> no reason, <c>PAY-025</c> a dispute took the money meanwhile, <c>PAY-027</c>
    /// the same person, <c>PAY-028</c> nothing proposed, <c>PAY-043</c> in dispute.
    /// </returns>
    public ValueTask<Result<Payment>> ApproveAsync(
        RecordId payment, int number, CaseDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken) =>
        HandleAsync(payment, number, decision, caller, cause, Approve, cancellationToken);

    /// <summary>Does not agree: what is owed stays owed, and the case waits for another decision.</summary>
    /// <returns>The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-023</c> no reason, <c>PAY-027</c> the same person, <c>PAY-028</c> nothing proposed.</returns>
    public ValueTask<Result<Payment>> DeclineAsync(
        RecordId payment, int number, CaseDecision decision, Caller caller, Cause? cause, CancellationToken cancellationToken) =>
        HandleAsync(payment, number, decision, caller, cause, Decline, cancellationToken);

    private async ValueTask<Result<Payment>> HandleAsync(
        RecordId id,
        int number,
        CaseDecision decision,
        Caller caller,
        Cause? cause,
        Func<Payment, PaymentCase, Refund, CaseDecision, Caller, DateTimeOffset, Result<Decision?>> decide,
        CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await book.ChangeAsync(id, cause, caller, Check, cancellationToken);
        return changed.Succeeded(out var after, out var refusal) ? after! : refusal;

        Result<Decision?> Check(Payment? payment, DateTimeOffset now)
        {
            if (payment?.FindCase(number) is not { } entry) return KernelProblems.NotFound;
            if (entry.Status != CaseStatus.Proposed) return PaymentProblems.NothingProposed;
            var refund = payment.Refunds.Last(one => one.Case == number && one.Status == RefundStatus.Proposed);
            return refund.AskedBy == caller.Id ? PaymentProblems.SecondPersonNeeded : decide(payment, entry, refund, decision, caller, now);
        }
    }

    private static Result<Decision?> Approve(
        Payment payment, PaymentCase entry, Refund refund, CaseDecision decision, Caller caller, DateTimeOffset now)
    {
        // A dispute may have come since it was proposed. The balance counts the proposal already.
        if (RefundBalance.IsDisputed(payment, entry)) return PaymentProblems.InDispute;
        if (RefundBalance.Of(payment, entry).MinorUnits < 0) return PaymentProblems.BeyondCaptured;
        return new Decision(
            RefundMoney.Begin(payment, entry, refund with { CheckedBy = caller.Id }),
            Effect.Moved,
            "refund-approved",
            $"{refund.Amount}: {decision.Reason}",
            new Outgoing(RefundMoney.Due(refund.Id, 0, now, payment.Correlation)));
    }

    private static Result<Decision?> Decline(
        Payment payment, PaymentCase entry, Refund refund, CaseDecision decision, Caller caller, DateTimeOffset now)
    {
        var declined = payment
            .With(refund with { Status = RefundStatus.Declined, CheckedBy = caller.Id })
            // A case that only the proposal made goes with it; what is owed for another reason stays owed.
            .With(entry.Kind == CaseKind.RefundByOfficer
                ? entry with { Status = CaseStatus.Closed, ClosedBy = caller.Id, Note = decision.Reason }
                : entry with { Status = CaseStatus.Open });
        return new Decision(declined, Effect.Moved, "refund-declined", $"{refund.Amount}: {decision.Reason}");
    }
}
