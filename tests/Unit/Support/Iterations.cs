using System.Globalization;

namespace PublicServices.Tests.Unit.Support;

/// <summary>How many cases a property test draws.</summary>
internal static class Iterations
{
    /// <summary>
    /// <c>PROPERTY_CASES</c> caps them. Mutation testing does: there a property fails hundreds of times, and each time the rest
    /// of its cases is drawn to find the smallest that fails.
    /// </summary>
    private static readonly int Most = int.Parse(
        Environment.GetEnvironmentVariable("PROPERTY_CASES") ?? int.MaxValue.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static int Of(int cases) => Math.Min(cases, Most);
}
