namespace PublicServices.Payments;

/// <summary>When a gateway is asked about what it has not settled: soon at first, then ever more rarely, and at the last interval without end.</summary>
/// <remarks>
/// There is no last question while an attempt is live, because silence is not failure. After <see cref="SilentAfter"/>
/// an officer is called as well.
/// </remarks>
public sealed class SweepSchedule
{
    /// <summary>Shortest first pause; sooner than this a gateway may not know yet.</summary>
    public static readonly TimeSpan ShortestFirst = TimeSpan.FromSeconds(1);

    /// <summary>Longest first pause; the second question comes after five minutes.</summary>
    public static readonly TimeSpan LongestFirst = TimeSpan.FromMinutes(5);

    /// <summary>The first pause unless another is chosen.</summary>
    public static readonly TimeSpan DefaultFirst = TimeSpan.FromMinutes(1);

    /// <summary>Pauses after the first.</summary>
    private static readonly TimeSpan[] Later =
    [
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

    /// <summary>How long after its attempt's expiry a gateway may stay undecided before an officer is called.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromDays(3);

    /// <summary>
    /// How long after its expiry an order the gateway does not know counts as expired: clocks differ, and a payer may press
    /// the button in the last second.
    /// </summary>
    public static readonly TimeSpan ExpiryGrace = TimeSpan.FromMinutes(2);

    private readonly TimeSpan _first;

    /// <param name="first">The pause before the first question, from <see cref="ShortestFirst"/> to <see cref="LongestFirst"/>; null for the default.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter or longer.</exception>
    public SweepSchedule(TimeSpan? first = null)
    {
        _first = first ?? DefaultFirst;
        if (_first < ShortestFirst || _first > LongestFirst)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"The first pause is {ShortestFirst} to {LongestFirst}.");
    }

    /// <summary>The pause before a question.</summary>
    /// <param name="step">0 for the first question.</param>
    public TimeSpan PauseBefore(int step) => step <= 0 ? _first : Later[Math.Min(step, Later.Length) - 1];
}
