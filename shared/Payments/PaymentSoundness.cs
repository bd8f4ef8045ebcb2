namespace PublicServices.Payments;

/// <summary>What must be true of every stored payment, whatever happened to it.</summary>
public static class PaymentSoundness
{
    /// <summary>What is wrong, in one line each; empty when nothing is.</summary>
    public static IEnumerable<string> Faults(Payment payment)
    {
        for (var i = 0; i < payment.Attempts.Count; i++)
        {
            if (payment.Attempts[i].Id != new AttemptId(payment.Id, i + 1)) yield return $"attempt {i + 1} has another id";
        }

        for (var i = 0; i < payment.Cases.Count; i++)
        {
            if (payment.Cases[i].Number != i + 1) yield return $"case {i + 1} has another number";
        }

        if (payment.IsOwed && payment.HasLiveAttempt != (payment.Status is PaymentStatus.Pending)) yield return "its status does not fit its attempts";
        if (payment.Status is PaymentStatus.Paid or PaymentStatus.Refunding or PaymentStatus.Refunded)
        {
            if (payment.SettledAt is null) yield return "met at no time";
            if (payment.PaidBy is not { } paidBy || payment.Find(paidBy) is not { Captured: { } captured }) yield return "met by no money";
            else if (captured.Currency != payment.Amount.Currency || captured < payment.Amount) yield return "met by less than was owed";
        }

        foreach (var refunds in payment.Refunds.Where(refund => refund.Counts).GroupBy(refund => (refund.Gateway, refund.Reference)))
        {
            var source = payment.Attempts.FirstOrDefault(attempt => (attempt.Gateway, attempt.Reference ?? "") == refunds.Key);
            if (source?.Captured is { } taken && refunds.Sum(refund => refund.Amount.MinorUnits) > taken.MinorUnits)
                yield return $"more went back of {refunds.Key.Reference} than came";
        }
    }
}
