using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A service asks for a fee: the obligation begins, or, when nothing is owed, is met at once.</summary>
public sealed class RequestFee(PaymentBook book)
{
    /// <summary>Handles <see cref="FeeRequestedV1"/>. The same request twice is one payment.</summary>
    /// <exception cref="PermanentFailureException">
    /// <c>fee-request-invalid</c>: the id or the amount cannot be; <c>fee-request-differs</c>: the payment exists with other terms.
    /// </exception>
    public async ValueTask HandleAsync(FeeRequestedV1 asked, MessageContext context, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(asked.Payment.Value, PaymentLimits.Kind, out _) || asked.Amount.MinorUnits < 0)
            throw new PermanentFailureException("fee-request-invalid", $"{asked.Payment} asks for {asked.Amount}.");

        // The record is new in all but the rarest cases, so it is written without looking; a conflict means it exists.
        var now = book.Now;
        var decision = Decide(asked, context.Message.Correlation, now);
        var result = await book.CommitAsync(new Loaded<Payment>(asked.Payment, 0, null), decision, context.Cause, now, cancellationToken);
        if (result.Outcome != CommitOutcome.Conflict) return;

        var existing = (await book.LoadAsync(asked.Payment, cancellationToken)).State;
        if (existing is null || existing.Payable != asked.Payable || existing.Amount != asked.Amount)
            throw new PermanentFailureException("fee-request-differs", $"{asked.Payment} exists with other terms.");
    }

    private static Decision Decide(FeeRequestedV1 asked, string correlation, DateTimeOffset now)
    {
        var waived = asked.Amount.IsZero;
        var payment = new Payment
        {
            Id = asked.Payment,
            Payable = asked.Payable,
            Service = asked.Service,
            Amount = asked.Amount,
            Purpose = asked.Purpose,
            DossierCode = asked.DossierCode,
            PayerName = asked.PayerName,
            FeeRule = asked.FeeRule,
            Unit = asked.Unit,
            KeepsCredit = asked.KeepsCredit,
            RequestedAt = now,
            ExpiresAt = asked.ExpiresAt,
            Correlation = correlation,
            Status = waived ? PaymentStatus.Waived : PaymentStatus.Due,
            SettledAt = waived ? now : null,
        };
        if (waived) return new Decision(payment, Effect.Moved, "waive");
        return new Decision(payment, Effect.Moved, "request", Also: LapseDue(payment, now));
    }

    /// <summary>Lapses an obligation at its end.</summary>
    internal static Outgoing LapseDue(Payment payment, DateTimeOffset now) => new(
        PaymentMessages.LapseDue.WriteNamed($"{payment.Id.Value}.lapse", payment.Id, now, payment.Correlation, new LapseDueV1(payment.Id)),
        payment.ExpiresAt);
}
