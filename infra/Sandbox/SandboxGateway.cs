using System.Globalization;
using System.Text;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.Sandbox;

/// <summary>A gateway of our own that takes no real money and can do everything wrong that real ones do.</summary>
public sealed class SandboxGateway(IRecordStore store, SandboxOptions options, TimeProvider clock) : IPaymentGateway
{
    private readonly Records<SandboxCharge> _charges = new(store, () => SandboxJson.Default.SandboxCharge);

    public string Name => "sandbox";

    public LocalText Title { get; } = new("Cổng thử nghiệm (không trừ tiền thật)", "Sandbox (no real money)");

    public bool OpensLocally => true;

    public bool CallbackIsProof => options.CallbackIsProof;

    public TimeSpan AttemptLifetime => options.AttemptLifetime;

    public ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        var signed = new SandboxOrder(order.Attempt, order.Amount, order.Description, order.ExpiresAt, order.Language);
        return ValueTask.FromResult(OpenOutcome.Opened(order.Attempt.ToString(), signed.Link(options.Secret)));
    }

    public async ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken) =>
        (await _charges.LoadAsync(SandboxCharge.IdOf(order.Attempt), cancellationToken)).State?.OutcomeAt(clock.GetUtcNow())
        ?? GatewayOutcome.NotFound;

    public async ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken)
    {
        RefundOutcome outcome = new(OutcomeKind.NotFound);
        await _charges.ChangeAsync(
            SandboxCharge.IdOf(order.Attempt),
            cause: null,
            loaded =>
            {
                (outcome, var after) = Give(loaded.State, order, clock.GetUtcNow());
                return after is null ? (Result<Change<SandboxCharge>?>)(Change<SandboxCharge>?)null : new Change<SandboxCharge>(after);
            },
            cancellationToken);
        return outcome;
    }

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now)
    {
        var text = raw.Body.Length > 0 ? Encoding.UTF8.GetString(raw.Body.Span) : raw.Query;
        if (!SignedValues.TryVerify(text, options.Secret, out var values, out var isReadable))
            return isReadable ? PaymentProblems.CallbackSignature : PaymentProblems.CallbackUnreadable;
        if (values.Number("timestamp") is not { } timestamp || values["event"] is not { Length: > 0 } eventId)
            return PaymentProblems.CallbackUnreadable;
        if (Math.Abs(now.ToUnixTimeSeconds() - timestamp) > (long)options.ReplayWindow.TotalSeconds) return PaymentProblems.CallbackOutsideWindow;
        return OutcomeOf(values) is { } outcome
            ? new GatewayCallback(eventId, values["attempt"], outcome)
            : PaymentProblems.CallbackUnreadable;
    }

    /// <summary>The callback as it is sent, signed now.</summary>
    internal string Write(SandboxCallbackDueV1 due)
    {
        var values = new SignedValues
        {
            ["attempt"] = due.Attempt.ToString(),
            ["event"] = due.EventId,
            ["outcome"] = due.Outcome.Kind.ToString(),
            ["amount"] = due.Outcome.Amount?.MinorUnits.ToString(CultureInfo.InvariantCulture),
            ["currency"] = due.Outcome.Amount?.Currency,
            ["reference"] = due.Outcome.Amount is null ? null : due.Outcome.Reference,
            ["taken"] = due.Outcome.At?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["timestamp"] = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        return values.Sign(options.Secret);
    }

    private static GatewayOutcome? OutcomeOf(SignedValues values) => values["outcome"] switch
    {
        nameof(OutcomeKind.Succeeded) when values.Number("amount") is { } amount
            && values["currency"] is { Length: 3 } currency
            && values.Number("taken") is { } taken and > 0 =>
            GatewayOutcome.Succeeded(new Money(amount, currency), values["reference"] ?? "", DateTimeOffset.FromUnixTimeMilliseconds(taken)),
        nameof(OutcomeKind.Pending) => GatewayOutcome.Pending,
        nameof(OutcomeKind.Failed) => GatewayOutcome.Failed("declined"),
        nameof(OutcomeKind.Cancelled) => GatewayOutcome.Cancelled,
        nameof(OutcomeKind.Expired) => GatewayOutcome.Expired,
        _ => null,
    };

    private static (RefundOutcome Outcome, SandboxCharge? After) Give(SandboxCharge? charge, RefundOrder order, DateTimeOffset now)
    {
        if (charge?.Refunds.FirstOrDefault(refund => refund.Key == order.Refund) is { } before)
            return (new RefundOutcome(OutcomeKind.Succeeded, "R" + before.Key), null);
        if (charge?.Captures.FirstOrDefault(capture => capture.Reference == order.Reference) is not { } source)
            return (new RefundOutcome(OutcomeKind.Failed, Why: "no such capture"), null);

        var given = charge.Refunds.Where(refund => refund.Reference == order.Reference).Sum(refund => refund.Amount.MinorUnits);
        if (order.Amount.Currency != source.Amount.Currency || given + order.Amount.MinorUnits > source.Amount.MinorUnits)
            return (new RefundOutcome(OutcomeKind.Failed, Why: "beyond the capture"), null);
        return (
            new RefundOutcome(OutcomeKind.Succeeded, "R" + order.Refund),
            charge with { Refunds = [.. charge.Refunds, new SandboxRefund(order.Refund, order.Reference, order.Amount, now)] });
    }
}
