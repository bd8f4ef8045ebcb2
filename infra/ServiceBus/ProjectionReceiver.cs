using Amqp;
using Amqp.Framing;
using PublicServices.Kernel;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Keeps rows of views: takes whatever waits, writes all its rows at once, then completes all its messages.</summary>
internal sealed class ProjectionReceiver(Surroundings around, string address, ProjectionSubscription subscription, IViewStore views)
    : Receiver(around, address)
{
    /// <summary>Messages in one batch.</summary>
    public const int MaxBatch = 256;

    private readonly SessionChannel _channel = new();
    private Task _listening = Task.CompletedTask;

    public override void Start() => _listening = Task.Run(() => RepeatAsync(ListenAsync));

    protected override async Task UntilIdleAsync()
    {
        await _listening;
        _channel.Release();
    }

    private async Task<bool> ListenAsync()
    {
        var live = await Around.Connection.GetAsync(Stopping);
        var (link, mailbox) = await Around.OpenAsync(live, _channel, new Source { Address = Address }, Around.Options.OperationTimeout, Stopping);
        var credit = new CreditWindow(link.Link, MaxBatch);
        var batch = new List<AmqpMessage>(MaxBatch);
        try
        {
            while (!Stopping.IsCancellationRequested)
            {
                batch.Clear();
                if (await mailbox.TakeAsync(Timeout.InfiniteTimeSpan, Stopping) is not { } first)
                {
                    if (Stopping.IsCancellationRequested) return false;
                    throw await link.Closed;
                }

                batch.Add(first);
                mailbox.TakeWhatIsThere(batch, MaxBatch);
                credit.Received(batch.Count);
                Around.Counters.HaveReceived(batch.Count);
                if (!await ProjectAsync(live, link, batch)) return false;
                credit.Released(batch.Count);
                batch.Clear();
            }
        }
        finally
        {
            Around.GiveBack(link, mailbox, batch);
            link.Release();
        }

        return false;
    }

    /// <returns>False when it stopped before the rows were written.</returns>
    private async Task<bool> ProjectAsync(LiveConnection live, OpenLink<ReceiverLink> link, List<AmqpMessage> batch)
    {
        var locks = KeepLocks(live, batch);
        try
        {
            var changes = new List<ViewChange>(batch.Count * 2);
            foreach (var message in batch)
            {
                var arrival = Envelope.Read(message, Around.Clock.GetUtcNow());
                try
                {
                    changes.AddRange(Project(arrival));
                }
                catch (Exception e)
                {
                    // A projection is pure: what failed once fails always.
                    var reason = e is PermanentFailureException permanent ? permanent.Reason : "projection-failed";
                    var detail = $"{e.GetType().Name}: {e.Message}";
                    ReceiverLog.Parked(Around.Logger, subscription.Consumer, arrival.Message.Type, arrival.Message.Id, reason, detail);
                    var attempts = (int)(message.Header?.DeliveryCount ?? 0) + 1;
                    if (!await Around.ParkAsync(subscription.Consumer, arrival.Message, reason, detail, attempts, Stopping)) return false;
                }
            }

            if (!await WriteAsync(changes)) return false;
            await Task.WhenAll(batch.Select(message => CompleteAsync(live, link, message)));
            return true;
        }
        finally
        {
            if (locks is not null) Around.Locks.Drop(locks);
        }
    }

    private List<ViewChange> Project(Arrival arrival)
    {
        if (arrival.Fault is { } fault) throw new PermanentFailureException("message-malformed", fault);
        if (!subscription.Projections.TryGetValue(arrival.Message.Type, out var project))
            throw new PermanentFailureException(Delivery.DeliveryJudge.UnknownType, $"{subscription.Consumer} does not know {arrival.Message.Type}.");
        return [.. project(arrival.Message)];
    }

    private async Task<bool> WriteAsync(List<ViewChange> changes)
    {
        for (var failures = 0; changes.Count > 0; failures++)
        {
            try
            {
                await views.ApplyAsync(changes, CancellationToken.None);
                return true;
            }
            catch (EngineBusyException busy)
            {
                ReceiverLog.StoreBusy(Around.Logger, subscription.Consumer, busy.Message);
                await Around.PauseAsync(busy.RetryAfter, Stopping);
            }
            catch (Exception e)
            {
                ReceiverLog.Broken(Around.Logger, e, Address);
                await Around.BackOffAsync(failures, Stopping);
            }

            if (Stopping.IsCancellationRequested) return false;
        }

        return true;
    }

    private HeldLock? KeepLocks(LiveConnection live, List<AmqpMessage> batch)
    {
        if (!Around.Profile.HasManagement) return null;
        var until = batch.Select(message => Envelope.Annotation(message, "x-opt-locked-until")).OfType<DateTime>().Select(time => (DateTime?)time).Min();
        if (until is not { } first) return null;
        var tokens = batch.Select(message => new Guid(message.DeliveryTag)).ToArray();
        var held = new HeldLock(new DateTimeOffset(DateTime.SpecifyKind(first, DateTimeKind.Utc)), Around.Clock.GetUtcNow(), async cancellationToken =>
            (await (await live.ManagementAsync(Address, cancellationToken)).RenewLocksAsync(tokens, cancellationToken)).Min());
        Around.Locks.Keep(held);
        return held;
    }

    private async Task CompleteAsync(LiveConnection live, OpenLink<ReceiverLink> link, AmqpMessage message)
    {
        try
        {
            await Around.CompleteAsync(link, message);
        }
        catch (BrokerException e)
        {
            Around.Counters.LostLock();
            if (await TryCompleteByTokenAsync(live, message)) return;
            ReceiverLog.NotSettled(Around.Logger, Address, e.Message);
        }
    }

    /// <summary>A message that is locked by itself can be completed without the link it came on.</summary>
    private async Task<bool> TryCompleteByTokenAsync(LiveConnection live, AmqpMessage message)
    {
        if (!Around.Profile.HasManagement || !live.IsOpen) return false;
        try
        {
            var management = await live.ManagementAsync(Address, Stopping);
            await management.UpdateDispositionAsync([new Guid(message.DeliveryTag)], "completed", null, Stopping);
            Around.Counters.HaveCompleted();
            return true;
        }
        catch (Exception e) when (e is BrokerException or OperationCanceledException)
        {
            return false;
        }
    }
}
