using Microsoft.Extensions.Logging;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Something the broker has locked for us until a time.</summary>
/// <param name="until">When the broker would give it to somebody else.</param>
/// <param name="now">When it was locked.</param>
/// <param name="renew">Asks for more time; returns until when it is locked then.</param>
internal sealed class HeldLock(DateTimeOffset until, DateTimeOffset now, Func<CancellationToken, Task<DateTimeOffset>> renew)
{
    public DateTimeOffset RenewAt { get; private set; } = now + (until - now) / 2;

    public bool IsRenewing { get; set; }

    public async Task RenewAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var until = await renew(cancellationToken);
        var now = clock.GetUtcNow();
        RenewAt = now + (until - now) / 2;
    }

    /// <summary>It could not be renewed: not again for a moment.</summary>
    public void Postpone(DateTimeOffset until) => RenewAt = until;
}

/// <summary>Renews locks at half of their time, for as long as somebody holds them.</summary>
internal sealed partial class LockKeeper(TimeProvider clock, ILogger logger)
{
    /// <summary>How often it is looked which are due; a lock must last several times this.</summary>
    public static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<HeldLock> _held = [];

    public void Keep(HeldLock held)
    {
        lock (_gate) _held.Add(held);
    }

    public void Drop(HeldLock held)
    {
        lock (_gate) _held.Remove(held);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var now = clock.GetUtcNow();
                List<HeldLock> due;
                lock (_gate)
                {
                    due = [.. _held.Where(held => held.RenewAt <= now && !held.IsRenewing)];
                    foreach (var held in due) held.IsRenewing = true;
                }

                foreach (var held in due) _ = RenewAsync(held, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody receives any more.
        }
    }

    private async Task RenewAsync(HeldLock held, CancellationToken stop)
    {
        try
        {
            await held.RenewAsync(clock, stop);
        }
        catch (Exception e)
        {
            // A lock that is lost shows at the settlement; a connection that is lost takes it along.
            held.Postpone(clock.GetUtcNow() + Breath);
            if (!stop.IsCancellationRequested) Log.NotRenewed(logger, e.Message);
        }
        finally
        {
            lock (_gate) held.IsRenewing = false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "A lock was not renewed: {Why}")]
        public static partial void NotRenewed(ILogger logger, string why);
    }
}
