using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>Keeps rows of views: takes whatever waits, writes all its rows and settles all its messages in one operation.</summary>
/// <remarks>
/// A second worker joins while more than a batch waits, so that one projects while the other's rows are written and synced. They may
/// finish in either order: a row never gives way to an older version.
/// </remarks>
internal sealed partial class ProjectionPump(ProjectionSubscription subscription, long consumerId, SqliteQueue queue, ILogger logger)
    : Pump(subscription.Consumer, consumerId, queue), IThreadPoolWorkItem
{
    /// <summary>Messages in one operation.</summary>
    public const int MaxBatch = 256;

    private const int MaxWorkers = 2;

    private readonly Queue<Waiting> _waiting = new();
    private TaskCompletionSource? _idle;
    private int _workers;

    public override Task StopAsync()
    {
        Stop();
        lock (Gate)
        {
            if (_workers == 0) return Task.CompletedTask;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    public void Execute() => _ = RunAsync();

    public override void Tick(long nowMilliseconds)
    {
        lock (Gate) WorkIfDue();
        base.Tick(nowMilliseconds);
    }

    protected override void Accept(Waiting waiting)
    {
        _waiting.Enqueue(waiting);
        WorkIfDue();
    }

    private void WorkIfDue()
    {
        if (!IsRunning || _workers == MaxWorkers || _waiting.Count <= _workers * MaxBatch) return;
        _workers++;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        var batch = new List<Waiting>(MaxBatch);
        while (Take(batch))
        {
            try
            {
                await WriteAsync(batch);
            }
            catch (EngineBusyException e)
            {
                // Everything of the batch still waits in the file and in memory: the next tick tries again.
                Log.Busy(logger, Consumer, e.Message);
                GiveBack(batch);
                return;
            }

            lock (Gate) Left(batch.Count);
            batch.Clear();
            RefillIfDue();
        }
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        var changes = new List<ViewChange>(batch.Count * 2);
        var handled = new List<Waiting>(batch.Count);
        foreach (var waiting in batch)
        {
            try
            {
                if (!subscription.Projections.TryGetValue(waiting.Message.Type, out var project))
                    throw new PermanentFailureException("unknown-type", $"{Consumer} does not know {waiting.Message.Type}.");
                changes.AddRange(project(waiting.Message));
                handled.Add(waiting);
            }
            catch (Exception e)
            {
                // A projection is pure: what failed once fails always.
                Log.Parked(logger, e, Consumer, waiting.Message.Type, waiting.Message.Id);
                var reason = e is PermanentFailureException permanent ? permanent.Reason : "projection-failed";
                Queue.Settle(new Delivery(this, waiting), new Settlement(ParkReason: reason, Detail: $"{e.GetType().Name}: {e.Message}"));
            }
        }

        await Queue.Writer.RunAsync(new ApplyViewsOperation(changes, handled, this));
        foreach (var waiting in handled) Queue.Forget(waiting.Sequence);
    }

    private bool Take(List<Waiting> batch)
    {
        lock (Gate)
        {
            // Less than a batch is left to one of them.
            if (_workers == 1 || _waiting.Count >= MaxBatch)
                while (IsRunning && batch.Count < MaxBatch && _waiting.TryDequeue(out var waiting)) batch.Add(waiting);
            if (batch.Count > 0) return true;
            Leave();
            return false;
        }
    }

    private void GiveBack(List<Waiting> batch)
    {
        lock (Gate)
        {
            foreach (var waiting in batch) _waiting.Enqueue(waiting);
            Leave();
        }
    }

    /// <summary>A worker ends. Under the gate.</summary>
    private void Leave()
    {
        if (--_workers == 0) _idle?.TrySetResult();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Consumer} cannot project {Type} {MessageId}")]
        public static partial void Parked(ILogger logger, Exception exception, string consumer, string type, string messageId);

        [LoggerMessage(2, LogLevel.Warning, "{Consumer} waits for the store: {Why}")]
        public static partial void Busy(ILogger logger, string consumer, string why);
    }
}
