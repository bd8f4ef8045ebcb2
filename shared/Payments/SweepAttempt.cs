using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Asks a gateway about an attempt that is still live, at growing intervals: a lost callback heals here, and only here does
/// an attempt expire.
/// </summary>
public sealed class SweepAttempt(PaymentBook book, Gateways gateways, AttemptOpening opening, SweepSchedule schedule)
{
    /// <summary>Handles <see cref="SweepDueV1"/>. For an attempt that is settled this is one read.</summary>
    /// <exception cref="PermanentFailureException"><c>gateway-not-configured</c>: the attempt's gateway was taken out of the configuration.</exception>
    public async ValueTask HandleAsync(SweepDueV1 due, MessageContext context, CancellationToken cancellationToken)
    {
        var id = due.Attempt;
        if ((await book.LoadAsync(id.Payment, cancellationToken)).State?.Find(id) is not { IsLive: true } attempt) return;
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

        await book.ChangeAsync(
            id.Payment,
            context.Cause,
            Caller.System,
            (payment, now) => Decide(payment!, due, gateway.Name, outcome, now),
            cancellationToken);
    }

    private Decision Decide(Payment payment, SweepDueV1 due, string gateway, GatewayOutcome outcome, DateTimeOffset now)
    {
        var decision = GatewayNews.Apply(payment, due.Attempt, gateway, outcome, now);
        decision = CallOfficerWhenSilent(decision, due.Attempt, outcome, now);
        if (decision.Payment.Find(due.Attempt) is not { IsLive: true }) return decision;
        var next = Due(due.Attempt, due.Step + 1, now, payment.Correlation);
        return decision with { Also = new Outgoing(next, now + schedule.PauseBefore(due.Step + 1)) };
    }

    internal static Message Due(AttemptId attempt, int step, DateTimeOffset now, string correlation) => PaymentMessages.SweepDue.WriteNamed(
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
