namespace PublicServices.Portal;

/// <summary>When a failed webhook is tried again.</summary>
/// <remarks>Source: standardwebhooks.com, "Retries": 0, 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours after each other.</remarks>
public static class RetrySchedule
{
    /// <summary>Attempts before an event waits for the endpoint to recover or for somebody to replay it.</summary>
    public const int MaxAttempts = 10;

    /// <summary>A pause is made up to this much longer, so that what failed together does not come back together.</summary>
    public const int JitterPercent = 10;

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>The pause after some failed attempts; null when the schedule is used up.</summary>
    /// <param name="attempts">Attempts made so far, 1 or more.</param>
    /// <param name="seed">Decides the jitter: the same attempt of the same event always waits as long.</param>
    public static TimeSpan? PauseAfter(int attempts, string seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (attempts >= MaxAttempts) return null;
        var pause = Pauses[attempts];
        return pause + TimeSpan.FromTicks(pause.Ticks / 100_000 * Spread(seed, attempts, 1_000 * JitterPercent));
    }

    /// <summary>A number from 0 to <paramref name="limit"/>, excluded, that only seed and salt decide.</summary>
    public static int Spread(string seed, int salt, int limit)
    {
        // FNV-1a: string.GetHashCode differs from process to process, and a simulation must replay.
        var hash = 2166136261u ^ (uint)salt;
        foreach (var c in seed) hash = (hash ^ c) * 16777619u;
        return (int)(hash % (uint)limit);
    }
}
