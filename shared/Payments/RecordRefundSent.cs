using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What a finance officer sent back through the bank.</summary>
/// <param name="BankReference">The bank's reference of the outgoing transfer, 1 to 100 characters.</param>
/// <param name="Reason">1 to 500 characters; kept in the history, so never personal data.</param>
public sealed record SentRefund(string BankReference, string Reason);

/// <summary>Where a gateway cannot send money back, a finance officer sends it through the bank or the operator and records it here.</summary>
public sealed class RecordRefundSent(PaymentBook book, Gateways gateways)
{
    /// <returns>
    /// The payment; or <c>PS-004</c>, <c>PS-003</c>, <c>PAY-023</c> no reason, <c>PAY-040</c> no usable reference, <c>PAY-042</c> no
    /// refund of that case waits for the bank.
    /// </returns>
    public async ValueTask<Result<Payment>> HandleAsync(
        RecordId payment, int number, SentRefund sent, Caller caller, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceDesk.Refuse(caller, sent.Reason) is { } refused) return refused;
        var reference = sent.BankReference?.Trim() ?? "";
        if (reference.Length is 0 or > CreditTransfer.MaxBankReferenceLength) return PaymentProblems.TransferInvalid;
        var changed = await book.ChangeAsync(payment, cause, caller, (state, now) => Decide(state, number, reference, now), cancellationToken);
        return changed.Succeeded(out var after, out var problem) ? after! : problem;
    }

    private Result<Decision?> Decide(Payment? payment, int number, string reference, DateTimeOffset now)
    {
        if (payment?.FindCase(number) is null) return KernelProblems.NotFound;
        var refund = payment.Refunds.LastOrDefault(one => one.Case == number && one.Status == RefundStatus.Asking);
        if (refund is null || gateways.Find(refund.Gateway)?.RefundsByHand != true) return PaymentProblems.NoRefundAtTheBank;
        return SweepRefund.Decide(payment, refund, new RefundOutcome(OutcomeKind.Succeeded, reference), now);
    }
}
