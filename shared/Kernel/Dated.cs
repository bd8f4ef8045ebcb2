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
        _versions = [.. versions.OrderBy(version => version.From)];
        for (var i = 0; i < _versions.Length; i++)
        {
            if (_versions[i].To < _versions[i].From)
                throw new ArgumentException($"{_versions[i].Instrument} ends before it begins.", nameof(versions));
            if (i > 0 && (_versions[i - 1].To is null || _versions[i - 1].To >= _versions[i].From))
                throw new ArgumentException($"{_versions[i].Instrument} overlaps {_versions[i - 1].Instrument}.", nameof(versions));
        }
    }

    /// <summary>All versions, oldest first.</summary>
    public IReadOnlyList<Dated<T>> Versions => _versions;

    /// <summary>The version in force on a day; null when there is none.</summary>
    public Dated<T>? InForce(DateOnly day) => Array.Find(_versions, version => version.Covers(day));
}
