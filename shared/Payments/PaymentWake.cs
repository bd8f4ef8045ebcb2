using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// What keeps a payment moving, for a store that has its records and not the messages that were under way: its end, the
/// questions to gateways, and what the service may not have heard.
/// </summary>
public static class PaymentWake
{
    public static IEnumerable<Outgoing> Of(Loaded<Payment> loaded, DateTimeOffset now)
    {
        var payment = loaded.State!;
        if (payment.IsOwed) yield return RequestFee.LapseDue(payment, now);
        foreach (var attempt in payment.Attempts.Where(attempt => attempt.IsLive))
            yield return new Outgoing(SweepAttempt.Due(attempt.Id, 0, now, payment.Correlation));
        foreach (var refund in payment.Refunds.Where(refund => refund.Status == RefundStatus.Asking))
            yield return new Outgoing(RefundMoney.Due(refund.Id, 0, now, payment.Correlation));
        foreach (var entry in payment.Cases.Where(Consequences.IsKept)) yield return new Outgoing(Consequences.Kept(payment, entry, loaded.Version, now));
        if (Consequences.PartBack(payment, loaded.Version, now) is { } part) yield return new Outgoing(part);
        // A fee that is on its way back is no longer news.
        if (!payment.Cases.Any(RefundMoney.IsOfFee) || payment.Status == PaymentStatus.Refunded)
        {
            if (Consequences.Told(payment, loaded.Version, now) is { } told) yield return new Outgoing(told);
        }
    }
}
