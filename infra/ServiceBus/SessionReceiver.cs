using Amqp;
using Amqp.Framing;
using PublicServices.Infra.Delivery;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>
/// Takes sessions from a broker that has them, many at once, the next available one as soon as one is idle. While nothing comes, one
/// wait is open; each session found opens one more, up to the consumer's concurrency.
/// </summary>
internal sealed class SessionReceiver(Surroundings around, string address, Handling handling) : Receiver(around, address)
{
    /// <summary>Sessions held beyond the concurrency because their first message waits for its next attempt.</summary>
    public const int MaxPaused = 512;

    private readonly Lock _gate = new();
    private int _workers;
    private int _waiting;
    private int _paused;
    private TaskCompletionSource? _idle;

    public override void Start() => AddWorker();

    protected override Task UntilIdleAsync()
    {
        lock (_gate)
        {
            if (_workers + _paused == 0) return Task.CompletedTask;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void AddWorker()
    {
        lock (_gate)
        {
            if (Stopping.IsCancellationRequested || _workers >= handling.Concurrency || _waiting > 0) return;
            _workers++;
            _waiting++;
        }

        _ = Task.Run(WorkAsync);
    }

    private async Task WorkAsync()
    {
        var channel = new SessionChannel();
        var isWaiting = true;
        var isOver = false;
        await RepeatAsync(async () =>
        {
            if (!isWaiting && !TryWait()) return false;
            isWaiting = true;
            var held = await AcceptAsync(channel);
            if (held is null) return !(isOver = TryRetire());

            lock (_gate) _waiting--;
            isWaiting = false;
            AddWorker();
            Around.Counters.TookSession();
            await ServeAsync(held);
            return true;
        });

        channel.Release();
        lock (_gate)
        {
            if (!isOver)
            {
                _workers--;
                if (isWaiting) _waiting--;
            }

            if (_workers + _paused == 0) _idle?.TrySetResult();
        }
    }

    /// <summary>After a session: takes the next, unless paused sessions came back and there are more workers than allowed.</summary>
    private bool TryWait()
    {
        lock (_gate)
        {
            if (_workers > handling.Concurrency) return false;
            _waiting++;
            return true;
        }
    }

    /// <summary>No session came: one wait is enough.</summary>
    private bool TryRetire()
    {
        lock (_gate)
        {
            if (_waiting <= 1 || Stopping.IsCancellationRequested) return false;
            _waiting--;
            _workers--;
            return true;
        }
    }

    /// <returns>Null when there is no session in that time.</returns>
    private async Task<HeldSession?> AcceptAsync(SessionChannel channel)
    {
        var live = await Around.Connection.GetAsync(Stopping);
        try
        {
            var (link, mailbox) = await Around.OpenAsync(live, channel, Links.SessionSource(Address, null), Around.Options.SessionWait, Stopping);
            return new HeldSession(live, link, mailbox, SessionOf(link.Attach));
        }
        catch (BrokerException e) when (e.Condition is BrokerException.TimedOut or BrokerException.SessionTaken && live.IsOpen)
        {
            return null;
        }
    }

    private static string SessionOf(Attach attach) =>
        ((Source)attach.Source).FilterSet is { } filters && filters.TryGetValue(new Amqp.Types.Symbol(Links.SessionFilter), out var id)
            ? (id as Amqp.Types.DescribedValue)?.Value as string ?? id as string ?? ""
            : "";

    private async Task ServeAsync(HeldSession held)
    {
        var now = Around.Clock.GetUtcNow();
        var lockHeld = new HeldLock(held.LockedUntil ?? now.AddSeconds(30), now, held.RenewAsync(Address));
        Around.Locks.Keep(lockHeld);
        try
        {
            do held.Link.Link.SetCredit(1, CreditMode.Manual);
            while (await held.Mailbox.TakeAsync(Around.Options.SessionIdle, Stopping) is { } message && await DeliverAsync(held, message));
        }
        catch (BrokerException e)
        {
            Around.Counters.LostLock();
            ReceiverLog.NotSettled(Around.Logger, Address, e.Message);
        }
        finally
        {
            Around.Locks.Drop(lockHeld);
            held.Link.Release();
        }
    }

    /// <returns>True when the session may go on.</returns>
    private async Task<bool> DeliverAsync(HeldSession held, AmqpMessage message)
    {
        Around.Counters.HaveReceived();
        var arrival = Envelope.Read(message, Around.Clock.GetUtcNow());
        var attempt = (int)(message.Header?.DeliveryCount ?? 0) + 1;
        while (true)
        {
            switch (await handling.RunAsync(arrival, attempt, Stopping))
            {
                case Verdict.Later later:
                    await PauseAsync(later.Pause);
                    if (Stopping.IsCancellationRequested || !held.Link.IsOpen) return false;
                    continue;
                case Verdict.Retry retry:
                    await PauseAsync(retry.Pause);
                    await Around.AbandonAsync(held.Link, message);
                    return !Stopping.IsCancellationRequested;
                case Verdict.Park park:
                    if (!await Around.ParkAsync(handling.Consumer, arrival.Message, park.Reason, park.Detail, attempt, Stopping)) return false;
                    break;
            }

            await Around.CompleteAsync(held.Link, message);
            return !Stopping.IsCancellationRequested;
        }
    }

    /// <summary>Keeps the session and its order while its message waits, and lets another session have the place.</summary>
    private async Task PauseAsync(TimeSpan pause)
    {
        if (pause <= TimeSpan.Zero) return;
        bool givesWay;
        lock (_gate)
        {
            givesWay = _paused < MaxPaused;
            if (givesWay)
            {
                _paused++;
                _workers--;
            }
        }

        if (givesWay) AddWorker();
        await Around.PauseAsync(pause, Stopping);
        if (!givesWay) return;
        lock (_gate)
        {
            _paused--;
            _workers++;
        }
    }
}
