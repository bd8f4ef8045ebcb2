using System.Diagnostics;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Runs the message and timer triggers in this process, whichever engine delivers.</summary>
internal sealed partial class WorkflowHost(
    IMessageQueue queue, Triggers triggers, IServiceProvider services, TimeProvider clock, ILogger<WorkflowHost> logger)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _timers = [];

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else has started: a handler may call this very server over HTTP.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await queue.StartAsync(Subscriptions(), Projections(), cancellationToken);
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

    private List<Subscription> Subscriptions() =>
    [
        .. triggers.MessageTriggers.GroupBy(trigger => trigger.Consumer).Select(group => new Subscription(
            group.Key,
            group.ToDictionary(trigger => trigger.Type, trigger => Observed(group.Key, trigger.Handler(services)), StringComparer.Ordinal))
        {
            Concurrency = triggers.ConcurrencyOf(group.Key),
        }),
    ];

    private List<ProjectionSubscription> Projections() =>
    [
        .. triggers.Projections.GroupBy(trigger => trigger.Consumer).Select(group => new ProjectionSubscription(
            group.Key, group.ToDictionary(trigger => trigger.Type, trigger => trigger.Project, StringComparer.Ordinal))),
    ];

    private static HandleMessage Observed(string consumer, HandleMessage handle) => async (context, cancellationToken) =>
    {
        var began = Stopwatch.GetTimestamp();
        using var activity = Telemetry.Handling(consumer, context.Message);
        var outcome = "failed";
        try
        {
            await handle(context, cancellationToken);
            outcome = "handled";
        }
        finally
        {
            Telemetry.Handled(consumer, context.Message.Type, outcome, Stopwatch.GetElapsedTime(began));
        }
    };

    private async Task RunTimerAsync(TimerTrigger trigger, Func<CancellationToken, ValueTask> run)
    {
        using var timer = new PeriodicTimer(trigger.Period, clock);
        try
        {
            do
            {
                try
                {
                    await run(_stopping.Token);
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
