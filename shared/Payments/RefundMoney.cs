using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A finance officer sends back what a case owes, or the whole fee. The gateway is asked by message, under the refund's own key.</summary>
public sealed class RefundMoney(PaymentBook book)
{
    /// <summary>Sends back what a case owes.</summary>
    /// <returns>The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-020</c> not open, <c>PAY-021</c> nothing owed, <c>PAY-023</c> no reason.</returns>
    public ValueTask<Result<Payment>> OfCaseAsync(
        RecordId payment, int number, CaseDecision decision, Caller caller, CancellationToken cancellationToken) =>
        HandleAsync(payment, (state, _) => (state, number), decision, caller, cancellationToken);

    /// <summary>Sends the whole fee back, whatever the reason.</summary>
    /// <returns>The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-023</c> no reason, <c>PAY-024</c> not received, or going back already.</returns>
    public ValueTask<Result<Payment>> OfFeeAsync(
        RecordId payment, CaseDecision decision, Caller caller, CancellationToken cancellationToken) =>
        HandleAsync(payment, (state, now) => FeeCase(state, decision.Reason, now), decision, caller, cancellationToken);

    private async ValueTask<Result<Payment>> HandleAsync(
        RecordId id,
        Func<Payment, DateTimeOffset, Result<(Payment Payment, int Case)>> choose,
        CaseDecision decision,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await book.ChangeAsync(id, cause: null, caller, Decide, cancellationToken);
        return changed.Succeeded(out var after, out var refusal) ? after! : refusal;

        Result<Decision?> Decide(Payment? payment, DateTimeOffset now)
        {
            if (payment is null) return KernelProblems.NotFound;
            if (!choose(payment, now).Succeeded(out var chosen, out var problem)) return problem;
            if (!Ask(chosen.Payment, chosen.Case, caller, now).Succeeded(out var after, out problem)) return problem;
            var refund = after.Refunds[^1];
            return new Decision(
                after,
                Effect.Moved,
                "refund-asked",
                $"{refund.Amount}: {decision.Reason}",
                new Outgoing(Due(refund.Id, 0, now, payment.Correlation)));
        }
    }

    internal static Message Due(RefundId refund, int step, DateTimeOffset now, string correlation) => PaymentMessages.RefundDue.WriteNamed(
        string.Create(CultureInfo.InvariantCulture, $"{refund}.s{step}"), refund.Payment, now, correlation, new RefundDueV1(refund, step));

    /// <summary>True when this case sends back the fee itself, not money beside it.</summary>
    internal static bool IsOfFee(PaymentCase entry) => entry.Kind is CaseKind.WithdrawnAfterPaid or CaseKind.RefundByOfficer;

    private static Result<(Payment Payment, int Case)> FeeCase(Payment payment, string reason, DateTimeOffset now)
    {
        if (payment.Status != PaymentStatus.Paid || payment.PaidBy is not { } paidBy) return PaymentProblems.NothingToRefund;
        if (payment.Cases.LastOrDefault(entry => IsOfFee(entry) && entry.Status == CaseStatus.Open) is { } open) return (payment, open.Number);

        var source = payment.Find(paidBy)!;
        var entry = new PaymentCase(
            payment.Cases.Count + 1,
            CaseKind.RefundByOfficer,
            source.Gateway,
            source.Reference ?? "",
            payment.Amount,
            now,
            CaseStatus.Open,
            source.Id,
            Note: reason);
        return (GatewayNews.Raise(payment, entry), entry.Number);
    }

    private static Result<Payment> Ask(Payment payment, int number, Caller caller, DateTimeOffset now)
    {
        if (payment.FindCase(number) is not { } entry) return KernelProblems.NotFound;
        if (entry.Status != CaseStatus.Open) return PaymentProblems.CaseNotOpen;
        if (entry.Owed.IsZero || entry.Attempt is not { } attempt) return PaymentProblems.NothingOwed;
        if (payment.Disputes.Any(dispute => dispute.IsOpen && dispute.Gateway == entry.Gateway && dispute.Reference == entry.Reference))
            return PaymentProblems.InDispute;
        if (payment.Refunds.Count >= PaymentLimits.MaxRefunds) return PaymentProblems.TooManyRefunds;
        if (entry.Owed > RefundBalance.Of(payment, entry)) return PaymentProblems.BeyondCaptured;

        if (IsOfFee(entry))
        {
            var move = PaymentTable.Next(payment.Status, PaymentEvent.RefundAsked);
            if (move.Effect == Effect.Ignored) return PaymentProblems.NothingToRefund;
            payment = payment with { Status = move.To };
        }

        var refund = new Refund(
            new RefundId(payment.Id, payment.Refunds.Count + 1),
            number,
            entry.Gateway,
            entry.Reference,
            entry.Owed,
            RefundStatus.Asking,
            now,
            caller.Id);
        return payment.With(refund).With(entry with { Status = CaseStatus.Refunding });
    }
}
