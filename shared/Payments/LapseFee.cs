using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>The day a fee lapses on has come. While an attempt may still bring money, its sweep decides instead.</summary>
public sealed class LapseFee(IRecordStore store, TimeProvider clock)
{
    private readonly Records<Payment> _payments = new(store, PaymentsJson.Default.Payment);

    /// <summary>Handles <see cref="LapseDueV1"/>.</summary>
    /// <exception cref="DeliverLaterException">The clock says it is too early.</exception>
    public async ValueTask HandleAsync(LapseDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await _payments.ChangeAsync(
            due.Payment,
            context.Cause,
            loaded =>
            {
                if (loaded.State is not { IsOwed: true } payment) return (Change<Payment>?)null;
                if (now < payment.ExpiresAt) throw new DeliverLaterException(payment.ExpiresAt - now, $"{due.Payment} may still be paid.");
                var rested = GatewayNews.Rest(payment, now);
                return rested.Status == payment.Status
                    ? null
                    : new Decision(rested, Effect.Moved, "lapse").Commit(loaded, Caller.System, now);
            },
            cancellationToken);
    }
}
