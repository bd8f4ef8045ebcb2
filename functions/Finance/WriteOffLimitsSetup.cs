using PublicServices.Finance;
using PublicServices.Functions.Hosting;

namespace PublicServices.Functions.Finance;

/// <summary>Reads how much one officer may propose to give up on one day.</summary>
internal static class WriteOffLimitsSetup
{
    /// <exception cref="InvalidOperationException">The setting is not a whole number of đồng, or negative.</exception>
    public static WriteOffLimits Read(IConfiguration configuration) =>
        MoneySetting.Read(configuration, "Finance:WriteOffs:DailyUpTo") is { } limit ? new WriteOffLimits(limit) : WriteOffLimits.Default;
}
