using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Asks the gateway for a refund until it answers for certain; always under the same key, so asking again gives nothing twice.</summary>
public sealed class SweepRefund(PaymentBook book, Gateways gateways, SweepSchedule schedule)
{
    /// <summary>Handles <see cref="RefundDueV1"/>.</summary>
    /// <exception cref="PermanentFailureException"><c>gateway-not-configured</c>.</exception>
    /// <exception cref="DeliverLaterException">The gateway prompted about a refund that is done, and does not say what became of it.</exception>
    public async ValueTask HandleAsync(RefundDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var id = due.Refund;
        if ((await book.LoadAsync(id.Payment, cancellationToken)).State is not { } asked) return;
        if (asked.Find(id) is not { } refund || refund.Status is RefundStatus.Failed or RefundStatus.Proposed or RefundStatus.Declined) return;
        // A gateway may take a refund back after it was done, which only its own prompt tells.
        if (refund.Status == RefundStatus.Done && due.Step >= 0) return;
        if (gateways.Find(refund.Gateway) is not { } gateway)
            throw new PermanentFailureException("gateway-not-configured", $"{id} is due from {refund.Gateway}.");

        var attempt = asked.FindCase(refund.Case)!.Attempt!.Value;
        var outcome = await gateway.RefundAsync(
            new RefundOrder(
                id, attempt, asked.Find(attempt)?.GatewayKey, refund.Reference, refund.Amount, "fee refund", refund.AskedAt),
            cancellationToken);
        // Nothing else would ask again.
        if (refund.Status == RefundStatus.Done && outcome.Kind == OutcomeKind.Unknown)
            throw new DeliverLaterException(schedule.PauseBefore(0), $"{refund.Gateway} prompts about {id} and does not answer.");

        await book.ChangeAsync(
            id.Payment, context.Cause, Caller.System, (payment, now) => Decide(payment!, due, outcome, now), cancellationToken);
    }

    private Decision? Decide(Payment payment, RefundDueV1 due, RefundOutcome outcome, DateTimeOffset now)
    {
        if (payment.Find(due.Refund) is not { } refund) return null;
        if (Decide(payment, refund, outcome, now) is { } decision) return decision;
        if (refund.Status != RefundStatus.Asking || due.Step < 0) return null;
        var next = RefundMoney.Due(refund.Id, due.Step + 1, now, payment.Correlation);
        return Decision.Ignored(payment) with { Also = new Outgoing(next, now + schedule.PauseBefore(due.Step)) };
    }

    /// <summary>What a refund's outcome makes of its payment; null when it says nothing new.</summary>
    internal static Decision? Decide(Payment payment, Refund refund, RefundOutcome outcome, DateTimeOffset now)
    {
        var entry = payment.FindCase(refund.Case)!;
        switch (outcome.Kind)
        {
            case OutcomeKind.Succeeded when refund.Status == RefundStatus.Asking:
                var done = payment
                    .With(refund with { Status = RefundStatus.Done, DoneAt = now, GatewayReference = outcome.Reference })
                    .With(entry with { Status = CaseStatus.Closed, ClosedBy = refund.AskedBy });
                if (RefundMoney.IsOfFee(entry) && RefundBalance.IsWholeFeeBack(done))
                    done = done with { Status = PaymentTable.Next(payment.Status, PaymentEvent.RefundDone).To };
                return new Decision(done, Effect.Moved, "refund-done", $"{refund.Amount} {outcome.Reference}");

            // The money stays owed: the case opens again, and so does the fee's own state when it was the fee.
            case OutcomeKind.Failed or OutcomeKind.NotFound or OutcomeKind.Cancelled or OutcomeKind.Expired:
                var failed = payment
                    .With(refund with { Status = RefundStatus.Failed })
                    .With(entry with { Status = CaseStatus.Open, ClosedBy = null, Note = $"refund failed: {outcome.Why}" });
                if (RefundMoney.IsOfFee(entry) && RefundBalance.IsWholeFee(payment))
                    failed = failed with { Status = PaymentTable.Next(payment.Status, PaymentEvent.RefundFailed).To };
                return new Decision(failed, Effect.Forced, "refund-failed", outcome.Why);

            default:
                return null;
        }
    }
}
