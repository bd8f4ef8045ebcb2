using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What may still go back, so that nothing ever goes back beyond what was captured, nor the credited fee by mistake.</summary>
internal static class RefundBalance
{
    /// <summary>What may go back for a case: what its capture brought, less what went or is going back, is kept as credit or withheld by a dispute, less what is left of the fee it stands for.</summary>
    public static Money Of(Payment payment, PaymentCase entry)
    {
        var captured = Captured(payment, entry);
        var back = payment.Refunds
            .Where(refund => refund.Counts && refund.Gateway == entry.Gateway && refund.Reference == entry.Reference)
            .Sum(refund => refund.Amount.MinorUnits);
        var credited = payment.PaidBy is { } paidBy
            && payment.Find(paidBy) is { } source
            && source.Gateway == entry.Gateway
            && source.Reference == entry.Reference
            && !RefundMoney.IsOfFee(entry)
            && payment.Status == PaymentStatus.Paid
                ? LeftOfFee(payment).MinorUnits
                : 0;
        var withheld = payment.Disputes
            .Where(dispute => dispute.Gateway == entry.Gateway && dispute.Reference == entry.Reference)
            .Sum(dispute => dispute.Withheld.MinorUnits);
        var kept = payment.Cases
            .Where(other => Consequences.IsKept(other) && other.Gateway == entry.Gateway && other.Reference == entry.Reference)
            .Sum(other => other.Owed.MinorUnits);
        return captured with { MinorUnits = captured.MinorUnits - back - credited - withheld - kept };
    }

    /// <summary>What a case would send back: what it owes, of a fee no more than is left of it.</summary>
    public static Money Owed(Payment payment, PaymentCase entry) =>
        RefundMoney.IsOfFee(entry) && LeftOfFee(payment) is var left && left < entry.Owed ? left : entry.Owed;

    /// <summary>True when what a case owes cannot go back any more, because the payer's bank took it and keeps it.</summary>
    public static bool IsTakenByDispute(Payment payment, PaymentCase entry)
    {
        var own = payment.Disputes.Where(dispute => dispute.Gateway == entry.Gateway && dispute.Reference == entry.Reference).ToList();
        return own.All(dispute => !dispute.IsOpen) && own.Any(dispute => dispute.IsLost && !dispute.Withheld.IsZero) && Owed(payment, entry) > Of(payment, entry);
    }

    /// <summary>True while a dispute of the case's capture is undecided, when nothing of it may begin to go back.</summary>
    public static bool IsDisputed(Payment payment, PaymentCase entry) =>
        payment.Disputes.Any(dispute => dispute.IsOpen && dispute.Gateway == entry.Gateway && dispute.Reference == entry.Reference);

    /// <summary>What of the credited fee neither went back nor is about to.</summary>
    public static Money LeftOfFee(Payment payment) => payment.Amount with { MinorUnits = payment.Amount.MinorUnits - OfFee(payment, _ => true) };

    /// <summary>True when the whole fee went back or is going: what is merely proposed does not count.</summary>
    public static bool IsWholeFee(Payment payment) => OfFee(payment, refund => refund.Status != RefundStatus.Proposed) == payment.Amount.MinorUnits;

    /// <summary>What of the fee is back with its payer.</summary>
    public static Money FeeBack(Payment payment) => payment.Amount with { MinorUnits = OfFee(payment, refund => refund.Status == RefundStatus.Done) };

    /// <summary>True when every đồng of the fee is back with its payer.</summary>
    public static bool IsWholeFeeBack(Payment payment) => FeeBack(payment) == payment.Amount;

    private static long OfFee(Payment payment, Func<Refund, bool> which) => payment.Refunds
        .Where(refund => refund.Counts && which(refund) && RefundMoney.IsOfFee(payment.FindCase(refund.Case)!))
        .Sum(refund => refund.Amount.MinorUnits);

    private static Money Captured(Payment payment, PaymentCase entry)
    {
        foreach (var attempt in payment.Attempts)
        {
            if (attempt.Gateway == entry.Gateway && attempt.Reference == entry.Reference && attempt.Captured is { } captured) return captured;
        }

        // A second capture of the same order is known only by the case it raised.
        return entry.Owed;
    }
}
