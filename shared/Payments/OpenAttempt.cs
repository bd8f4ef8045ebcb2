using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>A payer chooses a gateway.</summary>
/// <param name="Gateway">The gateway's name.</param>
/// <param name="Language"><c>vi</c> or <c>en</c>; null reads Vietnamese.</param>
public sealed record OpenAttemptRequest(string Gateway, string? Language = null);

/// <summary>Where to send the payer.</summary>
/// <param name="Attempt">The order number.</param>
/// <param name="RedirectUrl">The gateway's page.</param>
/// <param name="ExpiresAt">Pay by then.</param>
public sealed record OpenedAttempt(AttemptId Attempt, string RedirectUrl, DateTimeOffset ExpiresAt);

/// <summary>
/// Opens an attempt, or finds the one that is open at that gateway: pressing twice, or on two devices, opens one order.
/// Where opening needs the gateway, the intent is durable before the gateway hears of it.
/// </summary>
public sealed class OpenAttempt(PaymentBook book, Gateways gateways, AttemptOpening opening, SweepSchedule schedule)
{
    /// <summary>An open attempt with less time left than this is left alone and a new one is opened.</summary>
    public static readonly TimeSpan MinTimeLeft = TimeSpan.FromMinutes(2);

    /// <returns>
    /// The open attempt; or <c>PS-003</c> no such payment, <c>PAY-001</c> no such gateway, <c>PAY-002</c> nothing to pay,
    /// <c>PAY-003</c> too late, <c>PAY-004</c> too many attempts, <c>PAY-005</c> the gateway is silent, <c>PAY-006</c> or
    /// <c>PAY-007</c> it refuses.
    /// </returns>
    public async ValueTask<Result<OpenedAttempt>> HandleAsync(
        RecordId payment, OpenAttemptRequest request, CancellationToken cancellationToken)
    {
        if (gateways.Find(request.Gateway) is not { } gateway) return PaymentProblems.UnknownGateway;
        for (var round = 0; round < Records<Payment>.MaxConflicts; round++)
        {
            var loaded = await book.LoadAsync(payment, cancellationToken);
            var now = book.Now;
            if (Refuse(loaded.State, now) is { } problem) return problem;

            var state = loaded.State!;
            var attempt = Reusable(state, gateway, now);
            if (attempt is { Status: AttemptStatus.Open, RedirectUrl: { } url }) return new OpenedAttempt(attempt.Id, url, attempt.ExpiresAt);
            if (attempt is not null) return await opening.CompleteAsync(gateway, attempt.Id, cancellationToken);
            if (state.Attempts.Count >= PaymentLimits.MaxAttempts) return PaymentProblems.TooManyAttempts;

            attempt = new Attempt
            {
                Id = new AttemptId(payment, state.Attempts.Count + 1),
                Gateway = gateway.Name,
                Status = AttemptStatus.Opening,
                OpenedAt = now,
                ExpiresAt = now + gateway.AttemptLifetime,
                Language = request.Language == "en" ? "en" : "vi",
            };
            if (gateway.OpensLocally)
            {
                var opened = await gateway.OpenAsync(AttemptOpening.OrderOf(state, attempt), cancellationToken);
                if (opened.Refusal is { } refusal) return refusal;
                attempt = attempt with { Status = AttemptStatus.Open, GatewayKey = opened.GatewayKey, RedirectUrl = opened.RedirectUrl, Transfer = opened.Transfer };
            }

            var sweep = new Outgoing(
                SweepAttempt.Due(attempt.Id, 0, now, state.Correlation), now + schedule.PauseBefore(0));
            var after = state.With(attempt) with { Status = PaymentTable.Next(state.Status, PaymentEvent.AttemptOpened).To };
            var decision = new Decision(after, Effect.Moved, "attempt-opened", gateway.Name, sweep);
            var result = await book.CommitAsync(loaded, decision, cause: null, now, cancellationToken);
            if (result.Outcome != CommitOutcome.Done) continue;

            return attempt.RedirectUrl is { } address
                ? new OpenedAttempt(attempt.Id, address, attempt.ExpiresAt)
                : await opening.CompleteAsync(gateway, attempt.Id, cancellationToken);
        }

        throw new EngineBusyException($"{payment} kept changing.", TimeSpan.FromSeconds(1));
    }

    private static Problem? Refuse(Payment? payment, DateTimeOffset now) => payment switch
    {
        null => KernelProblems.NotFound,
        { Status: PaymentStatus.Lapsed } => PaymentProblems.TooLate(payment.ExpiresAt),
        { IsOwed: false } => PaymentProblems.NothingToPay,
        _ when now >= payment.ExpiresAt => PaymentProblems.TooLate(payment.ExpiresAt),
        _ => null,
    };

    private static Attempt? Reusable(Payment payment, IPaymentGateway gateway, DateTimeOffset now) =>
        payment.Attempts.LastOrDefault(attempt => attempt.IsLive && attempt.Gateway == gateway.Name && now < attempt.ExpiresAt - MinTimeLeft);
}
