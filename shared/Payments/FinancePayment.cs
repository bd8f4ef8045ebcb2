using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A payment as the finance desk sees it: money, not forms.</summary>
public sealed record FinancePayment(
    RecordId Id,
    PaymentStatus Status,
    Money Amount,
    string DossierCode,
    DateTimeOffset? SettledAt,
    IReadOnlyList<PaymentCase> Cases,
    IReadOnlyList<Refund> Refunds,
    IReadOnlyList<Dispute> Disputes)
{
    public static FinancePayment Of(Payment payment) =>
        new(payment.Id, payment.Status, payment.Amount, payment.DossierCode, payment.SettledAt, payment.Cases, payment.Refunds, payment.Disputes);
}
