using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Reads an amount of money from the configuration.</summary>
internal static class MoneySetting
{
    /// <param name="configuration">The configuration.</param>
    /// <param name="name">The setting, a whole number of đồng.</param>
    /// <returns>The amount; null when the setting is not there.</returns>
    /// <exception cref="InvalidOperationException">The setting is not a whole number of đồng, or negative.</exception>
    public static Money? Read(IConfiguration configuration, string name)
    {
        if (configuration[name] is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amountVnd)
            ? Money.Vnd(amountVnd)
            : throw new InvalidOperationException($"{name} must be a whole number of đồng, 0 or more.");
    }
}
