using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What a gateway tells of beside orders and refunds.</summary>
[JsonConverter(typeof(NamedEnumConverter<NoticeKind>))]
public enum NoticeKind
{
    /// <summary>A payer's bank disputes a capture; nothing is withheld yet, or more was learned of it.</summary>
    DisputeOpen,

    /// <summary>The bank took the money back until it has decided.</summary>
    DisputeWithdrawn,

    /// <summary>The money of a dispute came back.</summary>
    DisputeReinstated,

    /// <summary>The dispute ended in our favour, or was called off.</summary>
    DisputeWon,

    /// <summary>The dispute ended in the payer's favour.</summary>
    DisputeLost,

    /// <summary>The gateway pays its balance out to our bank, or will not.</summary>
    Payout,
}

/// <summary>News of a dispute or a payout, as a verified callback tells it.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Subject">The gateway's id of the dispute or payout, 1 to 128 characters.</param>
/// <param name="Reference">The capture it is about; empty for a payout.</param>
/// <param name="Amount">What is disputed or paid out.</param>
/// <param name="Status">The gateway's own word, for history.</param>
/// <param name="At">When, by the gateway's clock.</param>
/// <param name="ArrivesAt">When a payout is expected at the bank; null for a dispute.</param>
public sealed record GatewayNotice(
    NoticeKind Kind, string Subject, string Reference, Money Amount, string Status, DateTimeOffset At, DateTimeOffset? ArrivesAt = null);
