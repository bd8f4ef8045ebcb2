using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a line of a statement tells of.</summary>
[JsonConverter(typeof(NamedEnumConverter<LineKind>))]
public enum LineKind
{
    /// <summary>A bank line: money came, or went when the amount is negative.</summary>
    Transfer,

    /// <summary>A gateway took money from a payer.</summary>
    Charge,

    /// <summary>A gateway sent money back.</summary>
    Refund,

    /// <summary>A refund did not arrive.</summary>
    RefundReturned,

    /// <summary>A gateway charged us, beside what it kept of its charges.</summary>
    Fee,

    /// <summary>A payer's bank took money back.</summary>
    Dispute,

    /// <summary>And returned it.</summary>
    DisputeReversal,

    /// <summary>A gateway paid out to our bank; negative.</summary>
    Payout,

    /// <summary>And the payout came back.</summary>
    PayoutReturned,

    /// <summary>Anything else; a person looks.</summary>
    Other,
}

/// <summary>One line of a statement, as it was read.</summary>
/// <param name="Number">Line in the file, or row, or place in the list, from 1.</param>
/// <param name="Kind">What it tells of.</param>
/// <param name="Day">Booking day, Vietnamese calendar.</param>
/// <param name="Amount">What it changes before fees: positive when money came to us. In the statement's currency.</param>
/// <param name="Fee">What a gateway kept of it; zero or positive, same currency.</param>
/// <param name="Reference">Its own reference in those books; empty when it has none.</param>
/// <param name="Order">Our order number, as far as it carries one; empty otherwise.</param>
/// <param name="Memo">What the payer or the bank wrote; at most <see cref="MaxMemo"/> characters.</param>
public sealed record StatementLine(
    int Number, LineKind Kind, DateOnly Day, Money Amount, Money Fee, string Reference, string Order, string Memo)
{
    /// <summary>Longest memo that is read.</summary>
    public const int MaxMemo = 500;

    /// <summary>Longest reference that is read.</summary>
    public const int MaxReference = 128;

    /// <summary>The balance of the account after the line; null when the statement does not say.</summary>
    public long? BalanceAfter { get; init; }

    /// <summary>What the payer was charged, when the statement is in another currency than the fee; null otherwise.</summary>
    public Money? Charged { get; init; }
}

/// <summary>A statement that was read whole and found consistent in itself.</summary>
/// <param name="Source">Whose books.</param>
/// <param name="Number">The statement's or settlement's own number: a payout's id, a bank's statement number, or a day.</param>
/// <param name="Currency">Of every amount.</param>
/// <param name="From">First day it covers.</param>
/// <param name="To">Last day it covers.</param>
/// <param name="Lines">In the file's order.</param>
public sealed record Statement(
    StatementSource Source, string Number, string Currency, DateOnly From, DateOnly To, IReadOnlyList<StatementLine> Lines)
{
    /// <summary>Balance before the first line; null when it does not say.</summary>
    public long? Opening { get; init; }

    /// <summary>Balance after the last line; null when it does not say.</summary>
    public long? Closing { get; init; }

    /// <summary>What a gateway says it pays, or paid, to our bank for these lines; null for a bank's statement, or when it does not say.</summary>
    public PayoutNote? Payout { get; init; }

    /// <summary>What all lines change, fees included.</summary>
    public Money Net => new(Lines.Sum(line => line.Amount.MinorUnits - line.Fee.MinorUnits), Currency);
}

/// <summary>Money a gateway pays to our bank.</summary>
/// <param name="Reference">What the bank's line will carry: the gateway's id, or its trace number.</param>
/// <param name="Amount">What arrives; the sum of the settlement's lines less fees.</param>
/// <param name="ArrivesOn">When the gateway expects it at the bank.</param>
/// <param name="OtherReference">A second name of it; empty for none.</param>
/// <param name="Memo">Words the bank's memo holds; empty when they are not known.</param>
public sealed record PayoutNote(string Reference, Money Amount, DateOnly ArrivesOn, string OtherReference = "", string Memo = "");
