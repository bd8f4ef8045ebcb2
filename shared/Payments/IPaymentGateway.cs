using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>
/// A payment gateway in four verbs. An adapter never throws for what a gateway or the network may do: whatever leaves the
/// outcome open (a timeout, a refused connection, 5xx, an answer that cannot be understood) is <c>Unknown</c>.
/// </summary>
/// <remarks>Every adapter passes the same compliance suite of gateway faults.</remarks>
public interface IPaymentGateway
{
    /// <summary>Stable name in addresses, records and messages: lower-case letters, at most 20.</summary>
    string Name { get; }

    /// <summary>What payers read on the button.</summary>
    LocalText Title { get; }

    /// <summary>
    /// True when opening only signs an address and tells the gateway nothing: <see cref="OpenAsync"/> then does no I/O and
    /// completes at once, and an attempt is meant and opened in one commit.
    /// </summary>
    bool OpensLocally { get; }

    /// <summary>True when a verified callback proves reference, amount and currency by itself; otherwise the gateway is asked before anything is credited.</summary>
    bool CallbackIsProof { get; }

    /// <summary>
    /// True when the gateway cannot send money back itself: its refunds stay on their way until a finance officer records that the
    /// money was sent. Default false.
    /// </summary>
    bool RefundsByHand => false;

    /// <summary>How long a payer has from the opening of an attempt.</summary>
    TimeSpan AttemptLifetime { get; }

    /// <summary>Opens an order under the attempt's id as idempotency key: opening it again gives the same order.</summary>
    ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken);

    /// <summary>Asks what became of an order. Changes nothing.</summary>
    ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken);

    /// <summary>Gives money back under the refund's id as idempotency key: asking again never gives it twice.</summary>
    ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken);

    /// <summary>Verifies and reads a callback. Pure: no I/O, no clock.</summary>
    /// <param name="raw">The request as it came.</param>
    /// <param name="now">When it came, for the replay window.</param>
    /// <returns>The callback; or <c>PAY-010</c> (signature), <c>PAY-011</c> (unreadable), <c>PAY-012</c> (outside the replay window).</returns>
    Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now);

    /// <summary>
    /// True when the gateway wants to hear what we know of the order: the payment is then read before the callback is answered.
    /// Default false: an acknowledgement is enough.
    /// </summary>
    bool AnswersFromTheBooks => false;

    /// <summary>The answer to a callback in the gateway's own words. Pure.</summary>
    /// <param name="callback">The callback; null when it could not be believed or read.</param>
    /// <param name="verdict">What was made of it.</param>
    /// <param name="now">When.</param>
    /// <returns>Null, the default, for the usual acknowledgement or problem document.</returns>
    CallbackAnswer? AnswerCallback(GatewayCallback? callback, CallbackVerdict verdict, DateTimeOffset now) => null;
}

/// <summary>What to open.</summary>
/// <param name="Attempt">Order number and idempotency key.</param>
/// <param name="Amount">What the payer is to pay.</param>
/// <param name="Description">ASCII letters, digits, dots, dashes and spaces only, because gateways disagree on the encoding of anything else.</param>
/// <param name="ExpiresAt">Take no money after this. The same each time the same attempt is opened.</param>
/// <param name="Language"><c>vi</c> or <c>en</c>.</param>
public sealed record OpenOrder(AttemptId Attempt, Money Amount, string Description, DateTimeOffset ExpiresAt, string Language);

/// <summary>What became of opening: opened, refused, or (both null) not known.</summary>
/// <param name="GatewayKey">What the gateway calls the order.</param>
/// <param name="RedirectUrl">Where the payer pays.</param>
/// <param name="Refusal">Why the gateway will not open it, now or later.</param>
/// <param name="Why">When neither is known: why.</param>
/// <param name="Transfer">Where to transfer the money, at a gateway that is a bank account; null elsewhere.</param>
public sealed record OpenOutcome(
    string? GatewayKey, string? RedirectUrl, Problem? Refusal, string? Why = null, TransferDetails? Transfer = null)
{
    public static OpenOutcome Opened(string gatewayKey, string redirectUrl) => new(gatewayKey, redirectUrl, null);

    public static OpenOutcome Refused(Problem refusal) => new(null, null, refusal);

    public static OpenOutcome Unknown(string why) => new(null, null, null, why);
}

/// <summary>What to ask about.</summary>
/// <param name="Attempt">Order number.</param>
/// <param name="GatewayKey">What the gateway calls it; null when its opening was never answered.</param>
/// <param name="OpenedAt">When we opened it; some gateways want the day.</param>
public sealed record AskedOrder(AttemptId Attempt, string? GatewayKey, DateTimeOffset OpenedAt);

/// <summary>What to give back.</summary>
/// <param name="Refund">Idempotency key.</param>
/// <param name="Attempt">The order the money came by.</param>
/// <param name="GatewayKey">What the gateway calls that order; null when unknown.</param>
/// <param name="Reference">The gateway's reference of the capture.</param>
/// <param name="Amount">At most what was captured under that reference.</param>
/// <param name="Reason">Why, in ASCII.</param>
/// <param name="AskedAt">When it was first asked; beyond the gateway's memory of keys an adapter looks before it asks.</param>
public sealed record RefundOrder(
    RefundId Refund, AttemptId Attempt, string? GatewayKey, string Reference, Money Amount, string Reason, DateTimeOffset AskedAt);

/// <summary>What became of a refund.</summary>
/// <param name="Kind"><see cref="OutcomeKind.Succeeded"/>, <see cref="OutcomeKind.Pending"/>, <see cref="OutcomeKind.Failed"/> or <see cref="OutcomeKind.Unknown"/>.</param>
/// <param name="Reference">The gateway's reference of the refund; empty when unknown.</param>
/// <param name="Why">Reason in the gateway's words; null when there is none.</param>
public sealed record RefundOutcome(OutcomeKind Kind, string Reference = "", string? Why = null);

/// <summary>A callback as it came.</summary>
/// <param name="Headers">Names compared without regard to case; of a repeated header the values joined by commas.</param>
/// <param name="Query">Query string without the question mark, as sent; empty when there was none.</param>
/// <param name="Body">At most <see cref="PaymentLimits.MaxCallbackBytes"/> bytes.</param>
public sealed record RawCallback(IReadOnlyDictionary<string, string> Headers, string Query, ReadOnlyMemory<byte> Body);

/// <summary>A callback whose signature held.</summary>
/// <param name="EventId">The gateway's id of this notification; the same when it is sent again.</param>
/// <param name="Attempt">The order it names, as it stands there; null when it names none.</param>
/// <param name="Outcome">What it says; null when it says nothing about an order's money, and is only acknowledged.</param>
/// <param name="Refund">The refund it is about; null for an attempt.</param>
/// <param name="Notice">The dispute or payout it is about; null otherwise.</param>
public sealed record GatewayCallback(
    string EventId, string? Attempt, GatewayOutcome? Outcome, RefundId? Refund = null, GatewayNotice? Notice = null);
