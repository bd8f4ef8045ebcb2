using System.Diagnostics;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Waits for what must come true, by looking again until a deadline.</summary>
internal static class Eventually
{
    /// <summary>
    /// How long a message may take to have its effect; a healthy machine needs milliseconds. On a starved one a lock can be lost, and the
    /// message comes again only when the lock's minute is over.
    /// </summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    public static Task TrueAsync(Func<Task<bool>> condition, string what) => TrueAsync(condition, Soon, () => what);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > patience) Assert.Fail($"After {patience.TotalSeconds} s it is still not so that {what()}");
            await Task.Delay(Look);
        }
    }

    /// <summary>Reads until what is read is as wanted.</summary>
    /// <returns>What was read last.</returns>
    public static async Task<Answer> AsAsync(Func<Task<Answer>> read, Func<Answer, bool> wanted, string what)
    {
        Answer? last = null;
        await TrueAsync(
            async () =>
            {
                last = await read();
                return wanted(last);
            },
            Soon,
            () => $"{what}; last answer: {last}");
        return last!;
    }
}
