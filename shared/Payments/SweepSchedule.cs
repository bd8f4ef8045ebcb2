namespace PublicServices.Payments;

/// <summary>When a gateway is asked about what it has not settled: soon at first, then ever more rarely, and at the last interval without end.</summary>
/// <remarks>
/// There is no last question while an attempt is live, because silence is not failure. After <see cref="SilentAfter"/>
/// an officer is called as well.
/// </remarks>
public static class SweepSchedule
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1),
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

    /// <summary>The pause before a question.</summary>
    /// <param name="step">0 for the first question.</param>
    public static TimeSpan PauseBefore(int step) => Pauses[Math.Clamp(step, 0, Pauses.Length - 1)];
}
