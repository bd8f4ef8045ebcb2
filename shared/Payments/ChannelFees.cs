using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>What each channel charges through time, as far as this installation was told.</summary>
/// <param name="byGateway">Gateway's name, and its charges with the days they hold on.</param>
public sealed class ChannelFees(IReadOnlyDictionary<string, DatedRules<ChannelFee>> byGateway)
{
    /// <summary>Nothing is known of any channel.</summary>
    public static readonly ChannelFees None = new(new Dictionary<string, DatedRules<ChannelFee>>());

    /// <summary>What a payer is told.</summary>
    /// <param name="gateway">The gateway's name.</param>
    /// <param name="amount">What is to be paid.</param>
    /// <param name="day">Vietnamese day it would be paid on.</param>
    /// <returns>Null when the charge is not known, which is not the same as none.</returns>
    public FeeShown? Of(string gateway, Money amount, DateOnly day) =>
        amount.Currency == Money.Dong && byGateway.GetValueOrDefault(gateway)?.InForce(day) is { Value: var fee }
            ? new FeeShown(fee.BorneBy, fee.Of(amount))
            : null;
}
