using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>Gives one consumer's deliveries to its handlers, a bounded number at once, each within its lease.</summary>
internal sealed class Handling(Subscription subscription, Surroundings around)
{
    private readonly SemaphoreSlim _slots = new(subscription.Concurrency);

    public string Consumer => subscription.Consumer;

    public int Concurrency => subscription.Concurrency;

    /// <summary>One delivery, from the checks before the handler to the verdict on it.</summary>
    public async Task<Verdict> RunAsync(Arrival arrival, int attempt, CancellationToken stop)
    {
        var verdict = await JudgeAsync(arrival, attempt, stop);
        if (verdict is Verdict.Park park)
            ReceiverLog.Parked(around.Logger, Consumer, arrival.Message.Type, arrival.Message.Id, park.Reason, park.Detail);
        return verdict;
    }

    private async Task<Verdict> JudgeAsync(Arrival arrival, int attempt, CancellationToken stop)
    {
        var message = arrival.Message;
        if (arrival.Fault is { } fault) return new Verdict.Park("message-malformed", fault);
        if (arrival.ExpiresAt <= around.Clock.GetUtcNow()) return new Verdict.Park(DeliveryJudge.Expired, "Nobody needs it any more.");
        if (attempt > subscription.MaxAttempts)
            return new Verdict.Park(DeliveryJudge.AttemptsExhausted, "Every delivery overran its lease, failed or ended with its process.");
        if (!subscription.Handlers.TryGetValue(message.Type, out var handle))
            return new Verdict.Park(DeliveryJudge.UnknownType, $"{Consumer} does not know {message.Type}.");

        await _slots.WaitAsync(stop);
        try
        {
            var cause = new TrackedCause(Consumer, message.Id);
            var running = StartAsync(handle, new MessageContext(message, cause, attempt), out var lease);
            return await WithinLeaseAsync(running, lease, message, cause, attempt);
        }
        finally
        {
            // Also when a handler overran and still works: a consumer must not die of handlers that never end.
            _slots.Release();
        }
    }

    private static Task StartAsync(HandleMessage handle, MessageContext context, out CancellationTokenSource lease)
    {
        var source = lease = new CancellationTokenSource();
        return Task.Run(async () => await handle(context, source.Token), CancellationToken.None);
    }

    private async Task<Verdict> WithinLeaseAsync(Task running, CancellationTokenSource lease, Message message, TrackedCause cause, int attempt)
    {
        try
        {
            await running.WaitAsync(subscription.Lease, around.Clock);
            lease.Dispose();
            return new Verdict.Complete();
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            ReceiverLog.LeaseLost(around.Logger, Consumer, message.Type, message.Id);
            _ = running.ContinueWith(
                static (task, state) => { _ = task.Exception; ((CancellationTokenSource)state!).Dispose(); },
                lease, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await lease.CancelAsync();
            return new Verdict.Retry(TimeSpan.Zero);
        }
        catch (Exception e)
        {
            lease.Dispose();
            var verdict = DeliveryJudge.Of(subscription, cause, attempt, e, around.Jitter());
            if (verdict is Verdict.Retry) ReceiverLog.Failed(around.Logger, e, Consumer, message.Type, message.Id, attempt);
            return verdict;
        }
    }
}
