using System.Numerics;

namespace PublicServices.Finance;

/// <summary>Finds the parts that make a sum, when there is one way to choose them.</summary>
internal static class PartSums
{
    /// <summary>All of them when they add up; otherwise the only choice of 2 to <paramref name="maxParts"/> that does; null when there is none or more than one.</summary>
    /// <param name="entries">Where amounts are.</param>
    /// <param name="candidates">At most 12 indices.</param>
    public static int[]? Only(MatchEntry[] entries, List<int> candidates, long sum, int maxParts)
    {
        Int128 all = 0;
        foreach (var candidate in candidates) all += entries[candidate].Amount;
        var found = 0u;
        var choices = 1u << candidates.Count;
        for (var choice = 1u; choice < choices; choice++)
        {
            var count = BitOperations.PopCount(choice);
            if (count < 2 || (count > maxParts && !(choice == choices - 1 && all == sum))) continue;
            if (SumOf(entries, candidates, choice) != sum) continue;
            if (found != 0) return null;
            found = choice;
        }

        if (found == 0) return null;
        var parts = new int[BitOperations.PopCount(found)];
        var at = 0;
        for (var i = 0; i < candidates.Count; i++)
        {
            if ((found & (1u << i)) != 0) parts[at++] = candidates[i];
        }

        return parts;
    }

    private static Int128 SumOf(MatchEntry[] entries, List<int> candidates, uint choice)
    {
        Int128 sum = 0;
        for (var rest = choice; rest != 0; rest &= rest - 1) sum += entries[candidates[BitOperations.TrailingZeroCount(rest)]].Amount;
        return sum;
    }
}
