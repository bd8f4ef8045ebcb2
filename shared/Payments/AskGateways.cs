using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Asks the gateways of a payment now, because a payer has come back or wants to know where the money is, instead of
/// waiting for the callback or the next sweep.
/// </summary>
public sealed class AskGateways(PaymentBook book, Gateways gateways)
{
    /// <summary>Questions under way at once; beyond it the answer is what is known.</summary>
    public const int MaxQuestions = 32;

    /// <summary>A gateway slower than this is not waited for by a person.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int _underWay;

    /// <summary>The payment after the gateways of its live attempts were asked; null when there is no such payment.</summary>
    public async ValueTask<Payment?> HandleAsync(RecordId id, CancellationToken cancellationToken)
    {
        var payment = (await book.LoadAsync(id, cancellationToken)).State;
        if (payment is null || !payment.HasLiveAttempt) return payment;
        if (Interlocked.Increment(ref _underWay) > MaxQuestions)
        {
            Interlocked.Decrement(ref _underWay);
            return payment;
        }

        try
        {
            foreach (var attempt in payment.Attempts.Where(attempt => attempt is { IsLive: true, GatewayKey: not null }))
                payment = await AskAsync(payment, attempt, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }

        return payment;
    }

    private async ValueTask<Payment> AskAsync(Payment payment, Attempt attempt, CancellationToken cancellationToken)
    {
        if (gateways.Find(attempt.Gateway) is not { } gateway) return payment;
        GatewayOutcome outcome;
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            patience.CancelAfter(Patience);
            try
            {
                outcome = await gateway.QueryAsync(new AskedOrder(attempt.Id, attempt.GatewayKey, attempt.OpenedAt), patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return payment;
            }
        }

        var changed = await book.ChangeAsync(
            payment.Id,
            cause: null,
            Caller.System,
            (latest, now) => GatewayNews.Apply(latest!, attempt.Id, gateway.Name, outcome, now),
            cancellationToken);
        return changed.Value ?? payment;
    }
}
