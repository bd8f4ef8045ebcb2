using System.Diagnostics.CodeAnalysis;

namespace PublicServices.Kernel;

/// <summary>One rule, code table, window or fee, and when and by what it is in force.</summary>
/// <param name="From">First Vietnamese day in force.</param>
/// <param name="Instrument">The law, decree, circular or decision that sets it, as it is cited.</param>
/// <param name="Value">The rule.</param>
/// <param name="To">Last day in force; null while no end is known.</param>
public sealed record Dated<T>(DateOnly From, string Instrument, [DisallowNull] T Value, DateOnly? To = null)
{
    /// <summary>True when the rule is in force on a day, ends included.</summary>
    public bool Covers(DateOnly day) => day >= From && (To is null || day <= To);
}

/// <summary>A rule through time: versions that do not overlap.</summary>
public sealed class DatedRules<T>
{
    private readonly Dated<T>[] _versions;

    /// <exception cref="ArgumentException">Two versions overlap, or one ends before it begins.</exception>
    public DatedRules(IEnumerable<Dated<T>> versions)
    {
        _versions = InOrder(versions);
        if (Fault(_versions) is { } fault) throw new ArgumentException(fault, nameof(versions));
    }

    /// <summary>False when two versions overlap, or one ends before it begins.</summary>
    public static bool AreSound(IEnumerable<Dated<T>> versions) => Fault(InOrder(versions)) is null;

    /// <summary>All versions, oldest first.</summary>
    public IReadOnlyList<Dated<T>> Versions => _versions;

    /// <summary>The version in force on a day; null when there is none.</summary>
    public Dated<T>? InForce(DateOnly day) => Array.Find(_versions, version => version.Covers(day));

    private static Dated<T>[] InOrder(IEnumerable<Dated<T>> versions) => [.. versions.OrderBy(version => version.From)];

    private static string? Fault(Dated<T>[] ordered)
    {
        for (var i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].To < ordered[i].From) return $"{ordered[i].Instrument} ends before it begins.";
            if (i > 0 && (ordered[i - 1].To is null || ordered[i - 1].To >= ordered[i].From))
                return $"{ordered[i].Instrument} overlaps {ordered[i - 1].Instrument}.";
        }

        return null;
    }
}
