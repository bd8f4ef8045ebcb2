using System.Text.Json.Serialization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Who pays what a channel charges for a payment.</summary>
[JsonConverter(typeof(NamedEnumConverter<FeeBearer>))]
public enum FeeBearer
{
    /// <summary>The payer, at the channel and beside our amount, which stays what it is.</summary>
    Payer,

    /// <summary>Whoever collects the money; the payer pays our amount and nothing more.</summary>
    Collector,
}

/// <summary>What a channel charges for one payment. It is told to payers and never added to what we ask for.</summary>
/// <param name="BasisPoints">Hundredths of a percent of the amount, 0 to <see cref="MaxBasisPoints"/>.</param>
/// <param name="FixedVnd">Whole đồng beside that, 0 to <see cref="MaxFixedVnd"/>.</param>
/// <param name="BorneBy">Who pays it.</param>
public sealed record ChannelFee(int BasisPoints, long FixedVnd, FeeBearer BorneBy)
{
    /// <summary>Largest share of the amount: a fifth. More is a mistake in the configuration.</summary>
    public const int MaxBasisPoints = 2_000;

    /// <summary>Largest fixed part.</summary>
    public const long MaxFixedVnd = 1_000_000;

    private const int WholeInBasisPoints = 10_000;

    /// <summary>The charge for an amount: the share rounded to whole đồng, a half upwards, and the fixed part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not in đồng.</exception>
    public Money Of(Money amount)
    {
        if (amount.Currency != Money.Dong || amount.MinorUnits < 0)
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "Channels charge for whole đồng, 0 or more.");
        var share = (((Int128)amount.MinorUnits * BasisPoints) + (WholeInBasisPoints / 2)) / WholeInBasisPoints;
        return Money.Vnd(checked((long)(share + FixedVnd)));
    }
}

/// <summary>What payers are told before they choose a channel.</summary>
/// <param name="BorneBy">Who pays it.</param>
/// <param name="Amount">About how much for this payment; zero when the channel charges nothing.</param>
public sealed record FeeShown(FeeBearer BorneBy, Money Amount);
