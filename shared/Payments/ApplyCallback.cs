using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Decides what a stored callback changes. The amount is compared with the stored one; where a callback is not proof, or
/// contradicts what is known, the gateway is asked and its answer counts instead.
/// </summary>
public sealed class ApplyCallback(PaymentBook book, IRecordStore store, Gateways gateways)
{
    private enum Verdict
    {
        Decided,
        AskGateway,
        NoSuchPayment,
    }

    /// <summary>Handles <see cref="CallbackReceivedV1"/>.</summary>
    /// <exception cref="GatewaySilentException">The gateway must be asked and does not answer: deliver again.</exception>
    /// <exception cref="PermanentFailureException"><c>gateway-not-configured</c>, <c>too-many-cases</c>.</exception>
    public async ValueTask HandleAsync(CallbackReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        if (gateways.Find(received.Gateway) is not { } gateway)
            throw new PermanentFailureException("gateway-not-configured", $"{received.Attempt} was called back by {received.Gateway}.");

        var (verdict, attempt) = await DecideAsync(
            received,
            received.Outcome,
            payment => gateway.CallbackIsProof && !GatewayNews.Contradicts(payment, received.Attempt, received.Outcome),
            context.Cause,
            cancellationToken);
        switch (verdict)
        {
            case Verdict.NoSuchPayment:
                await KeepStrayAsync(received, context, cancellationToken);
                break;
            case Verdict.AskGateway:
                var answer = await gateway.QueryAsync(new AskedOrder(received.Attempt, attempt?.GatewayKey, attempt?.OpenedAt ?? received.ReceivedAt), cancellationToken);
                if (answer.Kind == OutcomeKind.Unknown) throw new GatewaySilentException(gateway.Name, answer.Why);
                await DecideAsync(received, answer, _ => true, context.Cause, cancellationToken);
                break;
        }
    }

    private async ValueTask<(Verdict Verdict, Attempt? Attempt)> DecideAsync(
        CallbackReceivedV1 received, GatewayOutcome outcome, Func<Payment, bool> believe, Cause cause, CancellationToken cancellationToken)
    {
        var verdict = Verdict.Decided;
        Attempt? attempt = null;
        await book.ChangeAsync(received.Attempt.Payment, cause, Caller.System, (payment, now) => Decide(payment, now), cancellationToken);
        return (verdict, attempt);

        Decision? Decide(Payment? payment, DateTimeOffset now)
        {
            verdict = payment is null ? Verdict.NoSuchPayment : Verdict.Decided;
            if (payment is null) return null;

            attempt = payment.Find(received.Attempt);
            var decision = GatewayNews.Apply(payment, received.Attempt, received.Gateway, outcome, now);
            if (decision.Effect == Effect.Ignored || believe(payment)) return decision;
            verdict = Verdict.AskGateway;
            return null;
        }
    }

    private async ValueTask KeepStrayAsync(CallbackReceivedV1 received, MessageContext context, CancellationToken cancellationToken)
    {
        // Only money needs an owner: a failure of an order nobody has is nothing.
        if (StrayCallbacks.ReasonFor(received.Outcome) is not { } reason) return;
        var eventId = received.DocumentId[(received.DocumentId.LastIndexOf('/') + 1)..];
        var stored = new StoredCallback(received.Gateway, eventId, received.ReceivedAt, "", "");
        await store.CommitAsync(
            StrayCallbacks.Keep(
                stored,
                received.Attempt.ToString(),
                received.Outcome,
                reason,
                book.Now,
                context.Message.Correlation,
                context.Cause),
            cancellationToken);
    }
}

/// <summary>A gateway must be asked and does not answer; nothing was changed.</summary>
public sealed class GatewaySilentException(string gateway, string? why) : Exception($"{gateway} does not answer: {why}");
