namespace PublicServices.Tuition;

/// <summary>The written rules by which an amount is divided. No đồng is lost or made.</summary>
public static class Split
{
    /// <summary>
    /// By percentages that add up to 100: each part rounded down to the đồng, what is left over goes to the first parts, one đồng each.
    /// </summary>
    /// <param name="amountVnd">Zero or more.</param>
    /// <param name="percents">At least one, each zero or more.</param>
    /// <exception cref="ArgumentException">The percentages do not add up to 100.</exception>
    public static IReadOnlyList<long> ByPercent(long amountVnd, IReadOnlyList<int> percents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amountVnd);
        if (percents.Any(percent => percent < 0) || percents.Sum() != 100) throw new ArgumentException("Percentages add up to 100.", nameof(percents));
        var parts = percents.Select(percent => (long)((Int128)amountVnd * percent / 100)).ToArray();
        var left = amountVnd - parts.Sum();
        for (var i = 0; left > 0; i++, left--) parts[i]++;
        return parts;
    }

    /// <summary>
    /// Over debts in the order they fall due: each in full before the next gets anything. What is left after the last is returned
    /// apart.
    /// </summary>
    /// <param name="amountVnd">Zero or more.</param>
    /// <param name="debtsVnd">In the order they fall due, each zero or more.</param>
    public static (IReadOnlyList<long> Parts, long LeftVnd) OldestFirst(long amountVnd, IReadOnlyList<long> debtsVnd)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amountVnd);
        var parts = new long[debtsVnd.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Math.Min(amountVnd, debtsVnd[i]);
            amountVnd -= parts[i];
        }

        return (parts, amountVnd);
    }

    /// <summary>A percentage of an amount, rounded up to the đồng: what is in doubt is the family's.</summary>
    public static long PercentUp(long amountVnd, int percent) => (long)(((Int128)amountVnd * percent + 99) / 100);
}
