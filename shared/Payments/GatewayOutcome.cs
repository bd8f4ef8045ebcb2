using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What a gateway says about an attempt.</summary>
public enum OutcomeKind
{
    /// <summary>Money was taken.</summary>
    Succeeded,

    /// <summary>The gateway knows the order and money may still come.</summary>
    Pending,

    /// <summary>It did not work and will not.</summary>
    Failed,

    /// <summary>The payer gave it up.</summary>
    Cancelled,

    /// <summary>Its time passed without money.</summary>
    Expired,

    /// <summary>The gateway knows no such order. Before the attempt's expiry that only means the payer has not come yet.</summary>
    NotFound,

    /// <summary>Money left the payer and the gateway holds it to look into it: neither received nor failed. An officer is called, nobody is credited.</summary>
    Suspicious,

    /// <summary>No answer, or one that cannot be understood: nothing is known. Never a failure.</summary>
    Unknown,
}

/// <summary>A gateway's word about one attempt.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Amount">What was taken; set when it succeeded or is suspicious, and only then.</param>
/// <param name="Reference">The gateway's reference of the capture, as the payer sees it; empty unless it succeeded. 1 to 128 characters.</param>
/// <param name="At">When the gateway took the money, by its clock; null unless it succeeded.</param>
/// <param name="Why">Reason in the gateway's words, for history; null when there is none. Never personal data.</param>
public sealed record GatewayOutcome(
    OutcomeKind Kind, Money? Amount = null, string Reference = "", DateTimeOffset? At = null, string? Why = null)
{
    public static readonly GatewayOutcome Pending = new(OutcomeKind.Pending);
    public static readonly GatewayOutcome Cancelled = new(OutcomeKind.Cancelled);
    public static readonly GatewayOutcome Expired = new(OutcomeKind.Expired);
    public static readonly GatewayOutcome NotFound = new(OutcomeKind.NotFound);

    public static GatewayOutcome Succeeded(Money amount, string reference, DateTimeOffset at) =>
        new(OutcomeKind.Succeeded, amount, reference, at);

    public static GatewayOutcome Failed(string why) => new(OutcomeKind.Failed, Why: why);

    public static GatewayOutcome Suspicious(Money amount, string reference, string why) =>
        new(OutcomeKind.Suspicious, amount, reference, Why: why);

    public static GatewayOutcome Unknown(string why) => new(OutcomeKind.Unknown, Why: why);
}
