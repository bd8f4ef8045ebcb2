using System.Globalization;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance;

/// <summary>Reads how much one officer may propose to give up on one day.</summary>
internal static class WriteOffLimitsSetup
{
    private const string DailyUpTo = "Finance:WriteOffs:DailyUpTo";

    /// <exception cref="InvalidOperationException">The setting is not a whole number of đồng, or negative.</exception>
    public static WriteOffLimits Read(IConfiguration configuration)
    {
        if (configuration[DailyUpTo] is not { Length: > 0 } text) return WriteOffLimits.Default;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amountVnd)
            ? new WriteOffLimits(Money.Vnd(amountVnd))
            : throw new InvalidOperationException($"{DailyUpTo} must be a whole number of đồng, 0 or more.");
    }
}
