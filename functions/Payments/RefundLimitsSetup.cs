using PublicServices.Functions.Hosting;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>Reads how much one officer may send back alone.</summary>
internal static class RefundLimitsSetup
{
    /// <exception cref="InvalidOperationException">The setting is not a whole number of đồng, or negative.</exception>
    public static RefundLimits Read(IConfiguration configuration) =>
        MoneySetting.Read(configuration, "Payments:Refunds:AloneUpTo") is { } limit ? new RefundLimits(limit) : RefundLimits.Default;
}
