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
        // Whoever gave it up is not told that it is paid; what an officer sends back, or a part of it, changes nothing before it is back.
        if (payment.Status == PaymentStatus.Refunded || payment.Cases.All(entry => entry.Kind != CaseKind.WithdrawnAfterPaid))
        {
            if (Consequences.Told(payment, loaded.Version, now) is { } told) yield return new Outgoing(told);
        }

        if (Consequences.PartBack(payment, loaded.Version, now) is { } part) yield return new Outgoing(part);
    }
}
