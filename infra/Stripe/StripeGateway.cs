using System.Net;
using PublicServices.Kernel;
using PublicServices.Payments;
using Stripe;
using Stripe.Checkout;

namespace PublicServices.Infra.Stripe;

/// <summary>Stripe Checkout: cards on a page of Stripe's own.</summary>
/// <remarks>
/// A webhook is never proof here: events come in no order and more than once, so the session is fetched again before
/// anything is credited. Sources: docs.stripe.com/api/checkout/sessions, /refunds, /webhooks.
/// </remarks>
public sealed class StripeGateway : IPaymentGateway, IDisposable
{
    /// <summary>Most a charge in đồng may be: eight digits.</summary>
    public static readonly Money MaxCharge = Money.Vnd(99_999_999);

    internal const string AttemptKey = "attempt";
    internal const string RefundKey = "refund";
    private const int MaxRefundsListed = 100;

    private readonly StripeOptions _options;
    private readonly HttpClient _http;
    private readonly StripeClient _client;

    public StripeGateway(StripeOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.Timeout,
        };
        _client = new StripeClient(new StripeClientOptions
        {
            ApiKey = options.ApiKey,
            ApiBase = options.ApiBase,
            HttpClient = new SystemNetHttpClient(_http, options.MaxNetworkRetries, enableTelemetry: false),
        });
    }

    public string Name => "stripe";

    public LocalText Title { get; } = new("Thẻ quốc tế (Stripe)", "Card (Stripe)");

    public bool OpensLocally => false;

    public bool CallbackIsProof => false;

    /// <summary>Stripe takes 30 minutes to 24 hours from the moment it hears of the session; the rest is room for retries.</summary>
    public TimeSpan AttemptLifetime => TimeSpan.FromMinutes(60);

    public async ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        if (order.Amount.Currency == Money.Dong && order.Amount > MaxCharge) return OpenOutcome.Refused(PaymentProblems.AboveGatewayLimit(MaxCharge));
        var attempt = order.Attempt.ToString();
        var answer = await StripeAnswers.CallAsync(
            () => _client.V1.Checkout.Sessions.CreateAsync(SessionOf(order, attempt), new RequestOptions { IdempotencyKey = attempt }, cancellationToken),
            cancellationToken);
        if (answer.Refusal is not null) return OpenOutcome.Refused(PaymentProblems.GatewayRefused);
        return answer.Value is { Id: { Length: > 0 } id, Url: { Length: > 0 } url } session && session.ClientReferenceId == attempt
            ? OpenOutcome.Opened(id, url)
            : OpenOutcome.Unknown(answer.Why ?? "a session without an address");
    }

    public async ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken)
    {
        if (order.GatewayKey is not { } key) return GatewayOutcome.Unknown("the session's id is not known yet");
        var answer = await StripeAnswers.CallAsync(
            () => _client.V1.Checkout.Sessions.GetAsync(key, new SessionGetOptions { Expand = ["payment_intent.latest_charge"] }, cancellationToken: cancellationToken),
            cancellationToken);
        if (answer.Refusal is { HttpStatusCode: HttpStatusCode.NotFound }) return GatewayOutcome.NotFound;
        if (answer.Value is not { } session) return GatewayOutcome.Unknown(answer.Why ?? "no answer");
        return session.ClientReferenceId == order.Attempt.ToString()
            ? OutcomeOf(session)
            : GatewayOutcome.Unknown("the session belongs to another order");
    }

    public async ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken)
    {
        // Stripe forgets idempotency keys after a day, so what was asked before is looked up before it is asked again.
        var listed = await StripeAnswers.CallAsync(
            () => _client.V1.Refunds.ListAsync(
                new RefundListOptions { PaymentIntent = order.Reference, Limit = MaxRefundsListed }, cancellationToken: cancellationToken),
            cancellationToken);
        if (listed.Refusal is not null) return new RefundOutcome(OutcomeKind.Failed, Why: listed.Why);
        if (listed.Value is not { } refunds) return new RefundOutcome(OutcomeKind.Unknown, Why: listed.Why);
        var key = order.Refund.ToString();
        if (refunds.Data.FirstOrDefault(refund => refund.Metadata?.GetValueOrDefault(RefundKey) == key) is { } before) return OutcomeOf(before);

        var answer = await StripeAnswers.CallAsync(
            () => _client.V1.Refunds.CreateAsync(
                new RefundCreateOptions
                {
                    PaymentIntent = order.Reference,
                    Amount = order.Amount.MinorUnits,
                    Metadata = new() { [RefundKey] = key, [AttemptKey] = order.Attempt.ToString() },
                },
                new RequestOptions { IdempotencyKey = key },
                cancellationToken),
            cancellationToken);
        if (answer.Refusal is not null) return new RefundOutcome(OutcomeKind.Failed, Why: answer.Why);
        return answer.Value is { } made ? OutcomeOf(made) : new RefundOutcome(OutcomeKind.Unknown, Why: answer.Why);
    }

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now) => StripeWebhook.Read(raw, _options, now);

    public void Dispose() => _http.Dispose();

    private SessionCreateOptions SessionOf(OpenOrder order, string attempt)
    {
        var back = new Uri(_options.PublicUrl, $"/pay/{order.Attempt.Payment}?back=true").ToString();
        var metadata = new Dictionary<string, string> { [AttemptKey] = attempt };
        return new SessionCreateOptions
        {
            Mode = "payment",
            ClientReferenceId = attempt,
            Metadata = metadata,
            PaymentIntentData = new() { Metadata = metadata, Description = order.Description },
            ExpiresAt = order.ExpiresAt.UtcDateTime,
            SuccessUrl = back,
            CancelUrl = back,
            Locale = order.Language,
            // The payer pays the fee as it is set, in đồng, not a converted amount.
            AdaptivePricing = new() { Enabled = false },
            LineItems =
            [
                new()
                {
                    Quantity = 1,
                    PriceData = new()
                    {
                        Currency = order.Amount.Currency.ToLowerInvariant(),
                        UnitAmount = order.Amount.MinorUnits,
                        ProductData = new() { Name = order.Description },
                    },
                },
            ],
        };
    }

    private static GatewayOutcome OutcomeOf(Session session) => (session.PaymentStatus, session.Status, session.PaymentIntent) switch
    {
        ("paid", _, { } intent) when intent.AmountReceived > 0 => GatewayOutcome.Succeeded(
            new Money(intent.AmountReceived, intent.Currency.ToUpperInvariant()),
            intent.Id,
            intent.LatestCharge?.Created is { } taken ? new DateTimeOffset(taken, TimeSpan.Zero) : new DateTimeOffset(intent.Created, TimeSpan.Zero)),
        ("unpaid", "expired", _) => GatewayOutcome.Expired,
        ("unpaid", _, { Status: "canceled" }) => GatewayOutcome.Cancelled,
        ("unpaid", "complete", { Status: "requires_payment_method" }) => GatewayOutcome.Failed("payment failed"),
        ("unpaid", "open" or "complete", _) => GatewayOutcome.Pending,
        _ => GatewayOutcome.Unknown($"session {session.Status}, payment {session.PaymentStatus}"),
    };

    private static RefundOutcome OutcomeOf(global::Stripe.Refund refund) => refund.Status switch
    {
        "succeeded" => new(OutcomeKind.Succeeded, refund.Id),
        "pending" or "requires_action" => new(OutcomeKind.Pending, refund.Id),
        "failed" or "canceled" => new(OutcomeKind.Failed, refund.Id, refund.FailureReason ?? refund.Status),
        _ => new(OutcomeKind.Unknown, refund.Id, refund.Status),
    };
}
