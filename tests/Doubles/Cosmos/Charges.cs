namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>What operations cost here: a plain model for comparing journeys, not the service's bill.</summary>
/// <remarks>
/// Fixed points are measured figures of the service: 1 KB and 2 KB are read for 1.00 and 1.04 units and created for 4.95 and 6.29. A
/// replacement is charged as the removal of the old index terms and a creation together, a removal as a creation. The fixed part of a
/// query and of an empty look at the change feed are round figures from published examples.
/// </remarks>
public static class Charges
{
    private const double Kilobyte = 1024;

    /// <summary>A refused operation: the index was looked at.</summary>
    public const double Refused = 1.24;

    /// <summary>Looking for an item that is not there.</summary>
    public const double Missed = 1.0;

    public static double Read(int bytes) => 1.0 + 0.04 * Math.Max(0, bytes / Kilobyte - 1);

    public static double Create(int bytes) => 4.95 + 1.34 * Math.Max(0, bytes / Kilobyte - 1);

    public static double Replace(int oldBytes, int newBytes) => Create(oldBytes) + Create(newBytes);

    public static double Delete(int bytes) => Create(bytes);

    /// <summary>A page of a query: the plan, the index, and each item that is loaded.</summary>
    public static double Query(int loaded, long bytes) => 2.3 + 0.04 * loaded + 0.04 * bytes / Kilobyte;

    /// <summary>A page of the change feed.</summary>
    public static double Feed(long bytes) => 1.0 + bytes / Kilobyte;
}
