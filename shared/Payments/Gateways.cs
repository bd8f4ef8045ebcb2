using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>The gateways this installation is configured with, and what is known of their charges.</summary>
public sealed class Gateways(IEnumerable<IPaymentGateway> gateways, ChannelFees? fees = null)
{
    private readonly ChannelFees _fees = fees ?? ChannelFees.None;

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<IPaymentGateway> All { get; } = [.. gateways.OrderBy(gateway => gateway.Name, StringComparer.Ordinal)];

    /// <summary>The gateway of that name; null when there is none.</summary>
    public IPaymentGateway? Find(string? name)
    {
        foreach (var gateway in All)
        {
            if (gateway.Name == name) return gateway;
        }

        return null;
    }

    /// <summary>What payers may choose from, in the order of what they read in Vietnamese, whatever the configuration says, so that none is favoured.</summary>
    /// <param name="amount">What is to be paid.</param>
    /// <param name="day">Vietnamese day of the choice.</param>
    public IReadOnlyList<GatewayChoice> Choices(Money amount, DateOnly day) => GatewayChoice.InOrder(
        All.Select(gateway => new GatewayChoice(gateway.Name, gateway.Title, _fees.Of(gateway.Name, amount, day))), language: null);
}
