namespace PublicServices.Payments;

/// <summary>
/// The gateways this installation is configured with, in the order payers see them: by name, whatever the configuration says, so that
/// none is favoured.
/// </summary>
public sealed class Gateways(IEnumerable<IPaymentGateway> gateways)
{
    /// <summary>All of them.</summary>
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
}
