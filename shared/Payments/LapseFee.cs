using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>The day a fee lapses on has come. While an attempt may still bring money, its sweep decides instead.</summary>
public sealed class LapseFee(PaymentBook book)
{
    /// <summary>Handles <see cref="LapseDueV1"/>.</summary>
    /// <exception cref="DeliverLaterException">The clock says it is too early.</exception>
    public async ValueTask HandleAsync(LapseDueV1 due, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(due.Payment, context.Cause, Caller.System, (payment, now) => Decide(payment, now), cancellationToken);

    private static Decision? Decide(Payment? payment, DateTimeOffset now)
    {
        if (payment is not { IsOwed: true }) return null;
        if (now < payment.ExpiresAt) throw new DeliverLaterException(payment.ExpiresAt - now, $"{payment.Id} may still be paid.");
        var rested = GatewayNews.Rest(payment, now);
        return rested.Status == payment.Status ? null : new Decision(rested, Effect.Moved, "lapse");
    }
}
