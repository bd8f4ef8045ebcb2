using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Asks a gateway about an attempt that is still live, at growing intervals: a lost callback heals here, and only here does
/// an attempt expire.
/// </summary>
public sealed class SweepAttempt(IRecordStore store, Gateways gateways, AttemptOpening opening, TimeProvider clock)
{
    private readonly Records<Payment> _payments = new(store, PaymentsJson.Default.Payment);

    /// <summary>Handles <see cref="SweepDueV1"/>. For an attempt that is settled this is one read.</summary>
    /// <exception cref="PermanentFailureException"><c>gateway-not-configured</c>: the attempt's gateway was taken out of the configuration.</exception>
    public async ValueTask HandleAsync(SweepDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var id = due.Attempt;
        if ((await _payments.LoadAsync(id.Payment, cancellationToken)).State?.Find(id) is not { IsLive: true } attempt) return;
        if (gateways.Find(attempt.Gateway) is not { } gateway)
            throw new PermanentFailureException("gateway-not-configured", $"{id} was opened at {attempt.Gateway}.");

        GatewayOutcome outcome;
        if (attempt.GatewayKey is null)
        {
            // Opening was never answered. Opening again under the same key finds out, and gives the payer the address.
            await opening.CompleteAsync(gateway, id, cancellationToken);
            outcome = GatewayOutcome.Pending;
        }
        else
        {
            outcome = await gateway.QueryAsync(new AskedOrder(id, attempt.GatewayKey, attempt.OpenedAt), cancellationToken);
        }

        var now = clock.GetUtcNow();
        await _payments.ChangeAsync(
            id.Payment,
            context.Cause,
            loaded =>
            {
                var payment = loaded.State!;
                var decision = GatewayNews.Apply(payment, id, gateway.Name, outcome, now);
                decision = CallOfficerWhenSilent(decision, id, outcome, now);
                if (decision.Payment.Find(id) is not { IsLive: true })
                    return decision.Effect == Effect.Ignored ? null : decision.Commit(loaded, Caller.System, now);

                var next = new Outgoing(
                    Due(id, due.Step + 1, now, payment.Correlation), now + SweepSchedule.PauseBefore(due.Step + 1));
                return decision.Effect == Effect.Ignored
                    ? new Change<Payment>(null) { Messages = [next] }
                    : decision.Commit(loaded, Caller.System, now, next);
            },
            cancellationToken);
    }

    internal static Message Due(AttemptId attempt, int step, DateTimeOffset now, string correlation) => PaymentMessages.SweepDue.Write(
        string.Create(CultureInfo.InvariantCulture, $"{attempt}.s{step}"), attempt.Payment, now, correlation, new SweepDueV1(attempt, step));

    private static Decision CallOfficerWhenSilent(Decision decision, AttemptId id, GatewayOutcome outcome, DateTimeOffset now)
    {
        var payment = decision.Payment;
        if (payment.Find(id) is not { IsLive: true } attempt || now < attempt.ExpiresAt + SweepSchedule.SilentAfter) return decision;
        if (payment.Cases.Any(entry => entry.Kind == CaseKind.GatewaySilent && entry.Attempt == id)) return decision;
        var note = $"{outcome.Kind} {outcome.Why}".TrimEnd();
        var entry = new PaymentCase(
            payment.Cases.Count + 1, CaseKind.GatewaySilent, attempt.Gateway, "", Money.Vnd(0), now, CaseStatus.Open, id, Note: note);
        return new Decision(GatewayNews.Raise(payment, entry), Effect.Moved, "gateway-silent", note);
    }
}
