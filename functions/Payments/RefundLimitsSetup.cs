using System.Globalization;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>Reads how much one officer may send back alone.</summary>
internal static class RefundLimitsSetup
{
    private const string AloneUpTo = "Payments:Refunds:AloneUpTo";

    /// <exception cref="InvalidOperationException">The setting is not a whole number of đồng, or negative.</exception>
    public static RefundLimits Read(IConfiguration configuration)
    {
        if (configuration[AloneUpTo] is not { Length: > 0 } text) return RefundLimits.Default;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amountVnd)
            ? new RefundLimits(Money.Vnd(amountVnd))
            : throw new InvalidOperationException($"{AloneUpTo} must be a whole number of đồng, 0 or more.");
    }
}
