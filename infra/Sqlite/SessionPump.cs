using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>Delivers to handlers: the messages of one session one at a time, in order; many sessions at once.</summary>
internal sealed partial class SessionPump(Subscription subscription, long consumerId, SqliteQueue queue, ILogger logger)
    : Pump(subscription.Consumer, consumerId, queue)
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _ready = new();
    private readonly PriorityQueue<Lane, long> _paused = new();
    private readonly HashSet<Worker> _workers = [];
    private TaskCompletionSource? _idle;

    public override Task StopAsync()
    {
        Stop();
        lock (Gate)
        {
            if (_workers.Count == 0) return Task.CompletedTask;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    public override void Tick(long nowMilliseconds)
    {
        lock (Gate)
        {
            while (_paused.TryPeek(out var lane, out var until) && until <= nowMilliseconds)
            {
                _paused.Dequeue();
                MakeReady(lane);
            }

            foreach (var worker in _workers.Where(worker => worker.LeaseEnds <= nowMilliseconds).ToList()) LoseLease(worker);
        }

        base.Tick(nowMilliseconds);
    }

    protected override void Accept(Waiting waiting)
    {
        var session = waiting.Message.Session.Value;
        if (_lanes.TryGetValue(session, out var lane))
        {
            lane.Waiting.Enqueue(new Delivery(this, waiting));
            return;
        }

        lane = new Lane(session);
        lane.Waiting.Enqueue(new Delivery(this, waiting));
        _lanes.Add(session, lane);
        MakeReady(lane);
    }

    private void MakeReady(Lane lane)
    {
        _ready.Enqueue(lane);
        if (!IsRunning || _workers.Count >= subscription.Concurrency) return;
        var worker = new Worker(this);
        _workers.Add(worker);
        ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
    }

    /// <summary>The worker overran: give its message to somebody else. Its own late commit meets the inbox.</summary>
    private void LoseLease(Worker worker)
    {
        if (worker.Lane is not { } lane) return;
        var delivery = lane.Waiting.Peek();
        Log.LeaseLost(logger, Consumer, delivery.Message.Type, delivery.Message.Id);
        _workers.Remove(worker);
        worker.Abandon();
        delivery.Failures++;
        _ready.Enqueue(lane);
        StartNext();
    }

    private void StartNext()
    {
        if (_ready.Count > 0 && IsRunning && _workers.Count < subscription.Concurrency)
        {
            var worker = new Worker(this);
            _workers.Add(worker);
            ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
        }
    }

    private bool TryTake(Worker worker)
    {
        lock (Gate)
        {
            if (worker.IsAbandoned) return false;
            if (IsRunning && _ready.TryDequeue(out var lane))
            {
                worker.Take(lane, Queue.NowMilliseconds + (long)subscription.Lease.TotalMilliseconds);
                return true;
            }

            _workers.Remove(worker);
            if (_workers.Count == 0) _idle?.TrySetResult();
            return false;
        }
    }

    private async ValueTask DeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.ExpiresMilliseconds > 0 && delivery.ExpiresMilliseconds <= Queue.NowMilliseconds)
            throw new PermanentFailureException("expired", "Nobody needs it any more.");
        if (delivery.Attempt > subscription.MaxAttempts)
            throw new PermanentFailureException("attempts-exhausted", "Every delivery overran its lease or failed.");
        if (!subscription.Handlers.TryGetValue(delivery.Message.Type, out var handle))
            throw new PermanentFailureException("unknown-type", $"{Consumer} does not know {delivery.Message.Type}.");
        await handle(new MessageContext(delivery.Message, new DeliveryCause(delivery), delivery.Attempt), cancellationToken);
    }

    /// <summary>Decides what follows a handler that failed; null pause: it is over.</summary>
    private (Settlement Settlement, TimeSpan? Pause) Judge(Delivery delivery, Exception failure)
    {
        switch (failure)
        {
            case PermanentFailureException permanent:
                Log.Parked(logger, permanent, Consumer, delivery.Message.Type, delivery.Message.Id, permanent.Reason);
                return (new Settlement(ParkReason: permanent.Reason, Detail: permanent.Message), null);
            case DeliverLaterException later:
                return (new Settlement(RetryAttempts: delivery.Failures), later.Pause);
            case EngineBusyException busy:
                return (new Settlement(RetryAttempts: delivery.Failures), busy.RetryAfter);
            case var _ when delivery.Attempt >= subscription.MaxAttempts:
                Log.Parked(logger, failure, Consumer, delivery.Message.Type, delivery.Message.Id, "attempts-exhausted");
                return (new Settlement(ParkReason: "attempts-exhausted", Detail: $"{failure.GetType().Name}: {failure.Message}"), null);
            default:
                Log.Failed(logger, failure, Consumer, delivery.Message.Type, delivery.Message.Id, delivery.Attempt);
                var pause = Queue.Jitter(BackOff(delivery.Failures));
                delivery.Failures++;
                return (new Settlement(RetryAttempts: delivery.Failures), pause);
        }
    }

    private TimeSpan BackOff(int failures)
    {
        var pause = subscription.FirstPause * Math.Pow(2, Math.Min(failures, 20));
        return pause < subscription.LongestPause ? pause : subscription.LongestPause;
    }

    /// <summary>The lane's first message is over, or is to be tried again after a pause.</summary>
    private void Release(Worker worker, Lane lane, TimeSpan? pause)
    {
        lock (Gate)
        {
            if (worker.IsAbandoned) return;
            worker.Done();
            if (pause is { } wait)
            {
                _paused.Enqueue(lane, Queue.NowMilliseconds + (long)wait.TotalMilliseconds);
                return;
            }

            lane.Waiting.Dequeue();
            Left();
            if (lane.Waiting.Count > 0) _ready.Enqueue(lane);
            else _lanes.Remove(lane.Session);
        }

        RefillIfDue();
    }

    /// <summary>Takes one lane after the other until none is ready.</summary>
    private sealed class Worker(SessionPump pump) : IThreadPoolWorkItem, IDisposable
    {
        private readonly CancellationTokenSource _cancellation = new();

        public Lane? Lane { get; private set; }

        public long LeaseEnds { get; private set; } = long.MaxValue;

        public bool IsAbandoned { get; private set; }

        public void Execute() => _ = RunAsync();

        public void Dispose() => _cancellation.Dispose();

        public void Take(Lane lane, long leaseEnds) => (Lane, LeaseEnds) = (lane, leaseEnds);

        public void Done() => (Lane, LeaseEnds) = (null, long.MaxValue);

        public void Abandon()
        {
            IsAbandoned = true;
            Done();
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), _cancellation, preferLocal: false);
        }

        private async Task RunAsync()
        {
            while (pump.TryTake(this))
            {
                var lane = Lane!;
                var delivery = lane.Waiting.Peek();
                TimeSpan? pause = null;
                try
                {
                    await pump.DeliverAsync(delivery, _cancellation.Token);
                    if (!delivery.IsSettled && !IsAbandoned) pump.Queue.Settle(delivery, default);
                }
                catch (Exception) when (IsAbandoned || delivery.IsSettled)
                {
                    // Either somebody else has the message now, or its effect is durable and what failed came after it.
                }
                catch (Exception e)
                {
                    (var settlement, pause) = pump.Judge(delivery, e);
                    pump.Queue.Settle(delivery, settlement);
                }

                pump.Release(this, lane, pause);
            }

            // An abandoned worker's token may still be about to be cancelled.
            if (!IsAbandoned) Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Consumer} failed on {Type} {MessageId}, attempt {Attempt}; it will be delivered again")]
        public static partial void Failed(ILogger logger, Exception exception, string consumer, string type, string messageId, int attempt);

        [LoggerMessage(2, LogLevel.Error, "{Consumer} gave up {Type} {MessageId}: {Reason}")]
        public static partial void Parked(ILogger logger, Exception exception, string consumer, string type, string messageId, string reason);

        [LoggerMessage(3, LogLevel.Warning, "{Consumer} overran its lease on {Type} {MessageId}")]
        public static partial void LeaseLost(ILogger logger, string consumer, string type, string messageId);
    }
}
