using Amqp;
using Amqp.Framing;
using PublicServices.Infra.Delivery;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>
/// Receives from a broker without sessions: the queue has one active consumer, and here the messages of one session stand in one lane,
/// handled one at a time. A failed message is tried again in its lane; given back, the broker would let later ones overtake it.
/// </summary>
internal sealed class LaneReceiver(Surroundings around, string address, Handling handling) : Receiver(around, address)
{
    /// <summary>Messages held at once, waiting and handled ones.</summary>
    public const int MaxHeld = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly SessionChannel _channel = new();
    private Task _listening = Task.CompletedTask;
    private TaskCompletionSource? _idle;
    private int _settling;

    public override void Start() => _listening = Task.Run(() => RepeatAsync(ListenAsync));

    protected override async Task UntilIdleAsync()
    {
        await _listening;
        Task idle;
        lock (_gate)
        {
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            EndIfIdle();
            idle = _idle.Task;
        }

        await idle;
        // What was delivered and not completed goes back with the AMQP session.
        _channel.Release();
    }

    private async Task<bool> ListenAsync()
    {
        var live = await Around.Connection.GetAsync(Stopping);
        var (link, mailbox) = await Around.OpenAsync(live, _channel, new Source { Address = Address }, Around.Options.OperationTimeout, Stopping);
        var credit = new CreditWindow(link.Link, MaxHeld);
        while (!Stopping.IsCancellationRequested)
        {
            if (await mailbox.TakeAsync(Timeout.InfiniteTimeSpan, Stopping) is { } message) Take(link, credit, message);
            else if (!Stopping.IsCancellationRequested) throw await link.Closed;
        }

        return false;
    }

    private void Take(OpenLink<ReceiverLink> link, CreditWindow credit, AmqpMessage message)
    {
        credit.Received();
        Around.Counters.HaveReceived();
        var arrival = Envelope.Read(message, Around.Clock.GetUtcNow());
        var waiting = new Waiting(link, credit, message, arrival, (int)(message.Header?.DeliveryCount ?? 0) + 1);
        var session = arrival.Message.Session.Value;
        Lane? fresh = null;
        lock (_gate)
        {
            if (!_lanes.TryGetValue(session, out var lane)) _lanes[session] = lane = fresh = new Lane(session);
            lane.Waiting.Enqueue(waiting);
        }

        if (fresh is not null) _ = Task.Run(() => WorkAsync(fresh));
    }

    private async Task WorkAsync(Lane lane)
    {
        while (TryTake(lane) is { } waiting)
        {
            try
            {
                await DeliverAsync(waiting);
            }
            catch (OperationCanceledException)
            {
                // It stops: the message goes back.
            }
            catch (BrokerException e)
            {
                Around.Counters.LostLock();
                ReceiverLog.NotSettled(Around.Logger, Address, e.Message);
            }
            catch (Exception e)
            {
                ReceiverLog.Broken(Around.Logger, e, Address);
            }
        }
    }

    private Waiting? TryTake(Lane lane)
    {
        lock (_gate)
        {
            while (lane.Waiting.TryDequeue(out var waiting))
            {
                // Delivered over a link that is gone: it comes again over the new one.
                if (waiting.Link.IsOpen && !Stopping.IsCancellationRequested) return waiting;
            }

            _lanes.Remove(lane.Session);
            EndIfIdle();
            return null;
        }
    }

    private async Task DeliverAsync(Waiting waiting)
    {
        for (var attempt = waiting.Attempt; ;)
        {
            switch (await handling.RunAsync(waiting.Arrival, attempt, Stopping))
            {
                case Verdict.Later later:
                    await Around.PauseAsync(later.Pause, Stopping);
                    if (!waiting.Link.IsOpen || Stopping.IsCancellationRequested) return;
                    continue;
                case Verdict.Retry retry:
                    attempt++;
                    await Around.PauseAsync(retry.Pause, Stopping);
                    if (!waiting.Link.IsOpen || Stopping.IsCancellationRequested) return;
                    continue;
                case Verdict.Park park:
                    if (!await Around.ParkAsync(handling.Consumer, waiting.Arrival.Message, park.Reason, park.Detail, attempt, Stopping)) return;
                    break;
            }

            // The next one of the session need not wait for the broker's answer: what is done is done.
            lock (_gate) _settling++;
            _ = CompleteAsync(waiting);
            return;
        }
    }

    private async Task CompleteAsync(Waiting waiting)
    {
        try
        {
            await Around.CompleteAsync(waiting.Link, waiting.Message);
            waiting.Credit.Released();
        }
        catch (BrokerException e)
        {
            Around.Counters.LostLock();
            ReceiverLog.NotSettled(Around.Logger, Address, e.Message);
        }
        finally
        {
            lock (_gate)
            {
                _settling--;
                EndIfIdle();
            }
        }
    }

    /// <summary>Under the gate.</summary>
    private void EndIfIdle()
    {
        if (_lanes.Count == 0 && _settling == 0) _idle?.TrySetResult();
    }

    private sealed record Waiting(OpenLink<ReceiverLink> Link, CreditWindow Credit, AmqpMessage Message, Arrival Arrival, int Attempt);

    private sealed class Lane(string session)
    {
        public string Session => session;

        public Queue<Waiting> Waiting { get; } = new();
    }
}
