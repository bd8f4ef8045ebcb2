using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Tuition;

/// <summary>Where a basket stands.</summary>
[JsonConverter(typeof(NamedEnumConverter<BasketStatus>))]
public enum BasketStatus
{
    Open,
    Paid,
    Lapsed,
    Returned,
}

/// <summary>
/// Bills paid together: of one child or of several. The state of a <c>tbk-</c> record, and the only thing this feature asks a fee
/// for: one payment, one payable, and each bill is told its share by a message of its own.
/// </summary>
/// <param name="Shares">In the order they fall due; money that comes is split over them in this order.</param>
/// <param name="Round">Which payment of it is open; a lapse begins another.</param>
/// <param name="PaidRounds">Rounds whose money came: each is passed on once.</param>
/// <param name="Returned">Money that went back, oldest first.</param>
public sealed record Basket(
    IReadOnlyList<BasketShare> Shares,
    int Round,
    BasketStatus Status,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<int> PaidRounds,
    IReadOnlyList<ReturnedMoney> Returned)
{
    /// <summary>Bills in one basket; their messages fit one commit.</summary>
    public const int MaxShares = 20;

    /// <summary>Payments of one basket; each lapsed one makes room for the next.</summary>
    public const int MaxRounds = 50;

    /// <summary>How long a payment that was begun may be completed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public long TotalVnd => Shares.Sum(share => share.AmountVnd);

    /// <summary>What of a round's money went back so far, in đồng.</summary>
    public long BackVnd(int round) => Returned.Where(part => part.Round == round).Sum(part => part.AmountVnd);
}

/// <summary>Money of one round that went back to its payer at once.</summary>
public sealed record ReturnedMoney(int Round, long AmountVnd);

/// <summary>One bill's share.</summary>
/// <param name="Code">The bill's code.</param>
public sealed record BasketShare(RecordId Account, string Period, string Code, long AmountVnd);

/// <summary>What a payer is told.</summary>
/// <param name="Payment">Where to pay: <c>/pay/{payment}</c>.</param>
public sealed record BasketAnswer(RecordId Basket, RecordId Payment, Money Total, IReadOnlyList<BasketShare> Shares);
