using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Contracts;

/// <summary>What one movement of money, or of a claim to it, means. Each is one balanced entry of the ledger.</summary>
[JsonConverter(typeof(NamedEnumConverter<MovementKind>))]
public enum MovementKind
{
    /// <summary>A fee is owed by a family.</summary>
    FeeDue,

    /// <summary>An unpaid fee is owed no longer: it lapsed or was withdrawn.</summary>
    FeeDropped,

    /// <summary>A gateway took the fee.</summary>
    FeePaid,

    /// <summary>A gateway took money that settles nothing and is owed back to whoever paid.</summary>
    OwedBack,

    /// <summary>A gateway took money nobody can be found for.</summary>
    Unclaimed,

    /// <summary>Whose money it was that nobody could be found for is known: it is owed back.</summary>
    Claimed,

    /// <summary>A fee that had been paid, or part of it, is to go back.</summary>
    FeeReturnable,

    /// <summary>A fee that was to go back is kept after all.</summary>
    FeeKept,

    /// <summary>A gateway sent money back.</summary>
    Refunded,

    /// <summary>A refund did not arrive: the gateway has the money again, and it is owed again.</summary>
    RefundReturned,

    /// <summary>Money owed back is kept for the payer's next fee, as the payer chose.</summary>
    KeptAsCredit,

    /// <summary>A payer's credit settles a fee.</summary>
    CreditUsed,

    /// <summary>A gateway charged us.</summary>
    GatewayFee,

    /// <summary>A payer's bank took money back from the gateway until it has decided.</summary>
    DisputeOpened,

    /// <summary>The money of a dispute came back.</summary>
    DisputeWon,

    /// <summary>The money of a dispute is gone.</summary>
    DisputeLost,

    /// <summary>A fee nobody will pay is given up.</summary>
    WrittenOff,

    /// <summary>The money of a lost dispute came back after all.</summary>
    LossRecovered,

    /// <summary>What was owed back is not owed any more: the payer has it by a dispute that was lost.</summary>
    OwedByDispute,
}

/// <summary>One movement.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Amount">More than zero, in the currency it moved in.</param>
/// <param name="Gateway">The gateway that holds the money; empty when no gateway's books are touched.</param>
/// <param name="Reference">The gateway's reference of this movement, as its statements show it; empty when there is none.</param>
public sealed record MoneyMovementV1(MovementKind Kind, Money Amount, string Gateway = "", string Reference = "");

/// <summary>One change of a payment moved money, or a claim to it. Sent in the commit that changes it, read by the ledger.</summary>
/// <param name="Payment">The payment, or the record of a stray callback; also the message's session.</param>
/// <param name="Version">The record's version after the change: with the record it names the event.</param>
/// <param name="Service">The feature that asked for the fee; empty for a stray.</param>
/// <param name="Unit">Whose income it is; empty for none.</param>
/// <param name="DossierCode">The code families know it by, which bank memos carry; empty for a stray.</param>
/// <param name="Order">The order number the gateway was given; empty when no gateway's books are touched.</param>
/// <param name="At">When the money moved, by the gateway's clock where it knows; decides the business day.</param>
/// <param name="IsForced">True when the normal course does not allow it, so that an officer looks.</param>
/// <param name="Movements">1 to 16, in the order they happened.</param>
public sealed record MoneyMovedV1(
    RecordId Payment,
    long Version,
    string Service,
    string Unit,
    string DossierCode,
    string Order,
    DateTimeOffset At,
    bool IsForced,
    IReadOnlyList<MoneyMovementV1> Movements);
