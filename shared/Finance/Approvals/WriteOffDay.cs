using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What one officer proposed to give up on one day. The state of a <c>wod-</c> record.</summary>
/// <param name="Officer">Who.</param>
/// <param name="Parts">One for each proposal; at most <see cref="MaxParts"/>.</param>
public sealed record WriteOffDay(DateOnly Day, string Officer, IReadOnlyList<WriteOffPart> Parts)
{
    /// <summary>What its record ids start with.</summary>
    public const string Kind = "wod";

    /// <summary>Proposals of one officer's day.</summary>
    public const int MaxParts = 500;

    /// <summary>The record of a day and an officer.</summary>
    public static RecordId IdOf(DateOnly day, string officer) => new($"{Kind}-{LedgerViews.DayOf(day)}.{ReferenceKey.Of(officer)}");

    /// <summary>The day with one more part; itself when it has that part already, null when the limit does not hold it.</summary>
    public WriteOffDay? With(WriteOffPart part, long limitVnd)
    {
        if (Parts.Any(known => known.Key == part.Key)) return this;
        if (Parts.Count >= MaxParts || Parts.Sum(known => known.AmountVnd) > limitVnd - part.AmountVnd) return null;
        return this with { Parts = [.. Parts, part] };
    }
}

/// <summary>What one proposal gives up.</summary>
/// <param name="Key">The request's own key, so that a repeat counts once; the proposal where it has none.</param>
/// <param name="AmountVnd">In đồng, more than zero.</param>
public sealed record WriteOffPart(string Key, long AmountVnd);
