using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// Tells a gateway of an attempt that is meant, and records its answer. Safe to repeat: the gateway knows the order by the
/// attempt's id, so whoever comes second gets the same order.
/// </summary>
public sealed class AttemptOpening(PaymentBook book)
{
    /// <returns>The open attempt, or why there is none: see <see cref="OpenAttempt.HandleAsync"/>.</returns>
    public async ValueTask<Result<OpenedAttempt>> CompleteAsync(
        IPaymentGateway gateway, AttemptId id, CancellationToken cancellationToken)
    {
        var loaded = await book.LoadAsync(id.Payment, cancellationToken);
        if (loaded.State?.Find(id) is not { } meant) return KernelProblems.NotFound;
        var outcome = await gateway.OpenAsync(OrderOf(loaded.State, meant), cancellationToken);

        var changed = await book.ChangeAsync(
            id.Payment, cause: null, Caller.System, (latest, now) => Decide(latest!, id, outcome, now), cancellationToken);
        if (!changed.Succeeded(out var payment, out var problem)) return problem;
        if (outcome.Refusal is { } refusal) return refusal;
        return payment?.Find(id) switch
        {
            { Status: AttemptStatus.Open, RedirectUrl: { } url } attempt => new OpenedAttempt(id, url, attempt.ExpiresAt),
            { IsLive: true } => PaymentProblems.GatewaySilent,
            _ => PaymentProblems.NothingToPay,
        };
    }

    /// <summary>The order of an attempt: the same each time, because gateways refuse a key that comes back with other values.</summary>
    internal static OpenOrder OrderOf(Payment payment, Attempt attempt) =>
        new(attempt.Id, payment.Amount, Ascii(payment.DossierCode), attempt.ExpiresAt, attempt.Language);

    private static Decision? Decide(Payment payment, AttemptId id, OpenOutcome outcome, DateTimeOffset now)
    {
        var attempt = payment.Find(id)!;
        var happening = outcome switch
        {
            { Refusal: not null } => AttemptEvent.Refused,
            { RedirectUrl: not null } => AttemptEvent.Opened,
            _ => AttemptEvent.Unanswered,
        };
        var (effect, status) = AttemptTable.Next(attempt.Status, happening);
        if (effect == Effect.Ignored) return null;

        attempt = attempt with { Status = status, GatewayKey = outcome.GatewayKey, RedirectUrl = outcome.RedirectUrl, Transfer = outcome.Transfer };
        return new Decision(
            GatewayNews.Rest(payment.With(attempt), now),
            effect,
            $"attempt-{status.ToString().ToLowerInvariant()}",
            outcome.Refusal?.Code ?? outcome.Why);
    }

    private static string Ascii(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text) kept.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : ' ');
        return kept.ToString().Trim();
    }
}
