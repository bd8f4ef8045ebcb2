using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Sorts money without a name by how long it has been there.</summary>
/// <param name="source">Where it lies.</param>
/// <param name="today">The day it is looked at.</param>
public sealed class Ageing(string source, DateOnly today)
{
    /// <summary>Days after which money without a name is more than a matter of waiting.</summary>
    public const int LimitDays = 7;

    private static readonly int[] Edges = [1, 3, LimitDays, 30, int.MaxValue];
    private readonly SortedDictionary<(string Currency, int Edge), (int Count, long Amount)> _buckets = [];

    public void Add(Money amount, DateOnly since)
    {
        var age = Math.Max(0, today.DayNumber - since.DayNumber);
        var key = (amount.Currency, Array.Find(Edges, edge => age <= edge));
        var known = _buckets.GetValueOrDefault(key);
        _buckets[key] = (known.Count + 1, checked(known.Amount + amount.MinorUnits));
    }

    public bool IsTooOld(DateOnly since) => today.DayNumber - since.DayNumber > LimitDays;

    /// <summary>Buckets that hold something, youngest first.</summary>
    public IEnumerable<AgeBucket> Buckets() =>
        _buckets.Select(bucket => new AgeBucket(source, bucket.Key.Currency, bucket.Key.Edge, bucket.Value.Count, bucket.Value.Amount));
}
