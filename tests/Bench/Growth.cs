namespace PublicServices.Tests.Bench;

/// <summary>Fills the store with many journeys' rows.</summary>
internal static class Growth
{
    /// <returns>Registrations in the store.</returns>
    public static int Grow(string folder, int records) => throw new NotSupportedException($"{folder} {records}");
}
