using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Runs the message and timer triggers in this process, whichever engine delivers.</summary>
internal sealed partial class WorkflowHost(
    IMessageQueue queue,
    Workflows workflows,
    Triggers triggers,
    IServiceProvider services,
    TimeProvider clock,
    ILogger<WorkflowHost> logger,
    TimerTurns? turns = null)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _timers = [];

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else has started: a handler may call this very server over HTTP.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await queue.StartAsync(workflows.Subscriptions, workflows.Projections, cancellationToken);
        foreach (var timer in triggers.Timers) _timers.Add(RunTimerAsync(timer, timer.Run(services)));
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_timers);
        await queue.StopAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task RunTimerAsync(TimerTrigger trigger, Func<CancellationToken, ValueTask> run)
    {
        using var timer = new PeriodicTimer(trigger.Period, clock);
        try
        {
            do
            {
                try
                {
                    if (turns is null || await turns.TryTakeAsync(trigger.Name, trigger.Period, _stopping.Token)) await run(_stopping.Token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Log.TimerFailed(logger, e, trigger.Name);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The process is stopping; what the timer looks after is picked up at its next run.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Timer {Timer} failed; it runs again at its next time")]
        public static partial void TimerFailed(ILogger logger, Exception exception, string timer);
    }
}
