using System.Text.Json.Serialization;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.Sandbox;

/// <summary>What the sandbox does when the payer presses the button.</summary>
[JsonConverter(typeof(NamedEnumConverter<SandboxBehaviour>))]
public enum SandboxBehaviour
{
    /// <summary>Takes the money and calls back.</summary>
    Succeed,

    /// <summary>Takes nothing and calls back.</summary>
    Fail,

    /// <summary>The payer gives up; calls back.</summary>
    Cancel,

    /// <summary>Says "pending" until the order expires.</summary>
    Hang,

    /// <summary>Takes the money and never calls back.</summary>
    StaySilent,

    /// <summary>Takes 1,000 less than asked for, at least 1.</summary>
    Underpay,

    /// <summary>Takes 1,000 more than asked for.</summary>
    Overpay,

    /// <summary>Takes the amount in another currency.</summary>
    OtherCurrency,

    /// <summary>Takes the money and calls back after the first sweep.</summary>
    CallLate,

    /// <summary>Takes the money, sends the same callback twice and another one about the same money.</summary>
    CallTwice,

    /// <summary>Takes the money and sends the older news after the newer.</summary>
    CallOutOfOrder,

    /// <summary>Takes the money twice, under two references.</summary>
    TakeTwice,
}

/// <summary>What became of an order at the sandbox. The state of an <c>sbx-</c> record: the sandbox's own books.</summary>
/// <param name="Status"><see cref="OutcomeKind.Succeeded"/>, <see cref="OutcomeKind.Failed"/>, <see cref="OutcomeKind.Cancelled"/> or <see cref="OutcomeKind.Pending"/>.</param>
/// <param name="Captures">Money taken, oldest first.</param>
/// <param name="Refunds">Money given back, oldest first.</param>
/// <param name="ExpiresAt">A pending order is expired after this.</param>
public sealed record SandboxCharge(
    AttemptId Attempt,
    OutcomeKind Status,
    IReadOnlyList<SandboxCapture> Captures,
    IReadOnlyList<SandboxRefund> Refunds,
    DateTimeOffset ExpiresAt)
{
    internal static RecordId IdOf(AttemptId attempt) => new($"sbx-{attempt}");

    internal GatewayOutcome OutcomeAt(DateTimeOffset now) => Status switch
    {
        OutcomeKind.Succeeded => GatewayOutcome.Succeeded(Captures[0].Amount, Captures[0].Reference, Captures[0].At),
        OutcomeKind.Pending when now >= ExpiresAt => GatewayOutcome.Expired,
        OutcomeKind.Pending => GatewayOutcome.Pending,
        OutcomeKind.Cancelled => GatewayOutcome.Cancelled,
        _ => GatewayOutcome.Failed("declined"),
    };
}

/// <summary>Money the sandbox took.</summary>
public sealed record SandboxCapture(string Reference, Money Amount, DateTimeOffset At);

/// <summary>Money the sandbox gave back.</summary>
/// <param name="Key">The refund's id: asked again, the same refund.</param>
public sealed record SandboxRefund(RefundId Key, string Reference, Money Amount, DateTimeOffset At);

/// <summary>The sandbox owes a callback.</summary>
/// <param name="EventId">The same in every copy of one notification.</param>
public sealed record SandboxCallbackDueV1(AttemptId Attempt, string EventId, GatewayOutcome Outcome);

/// <summary>The sandbox's own messages.</summary>
public static class SandboxMessages
{
    public static readonly Contract<SandboxCallbackDueV1> CallbackDue = new("ps.sandbox.callback-due.v1", () => SandboxJson.Default.SandboxCallbackDueV1);
}

/// <summary>What the payer pressed, as JSON.</summary>
public sealed record SandboxPress([property: JsonRequired] SandboxBehaviour Behaviour);

/// <summary>What the sandbox tells the payer at once; whether the service knows is another matter.</summary>
/// <param name="Reference">The sandbox's reference; null when nothing was taken.</param>
public sealed record SandboxReceipt(OutcomeKind Status, string? Reference, AttemptId Attempt);

/// <summary>Source-generated JSON for the sandbox.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SandboxCharge))]
[JsonSerializable(typeof(SandboxCallbackDueV1))]
[JsonSerializable(typeof(SandboxPress))]
[JsonSerializable(typeof(SandboxReceipt))]
public sealed partial class SandboxJson : JsonSerializerContext;
