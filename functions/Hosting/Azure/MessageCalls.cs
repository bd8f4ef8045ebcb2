using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Handles what the host delivers to one consumer, by the same rules as the program's own receivers.</summary>
internal sealed partial class MessageCalls(
    Subscription subscription, IParkedStore parked, TimeProvider clock, Func<double> jitter, ILogger<MessageCalls> logger)
{
    /// <summary>How long a handler that was told to stop may take to do so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Reason of what is no message of this system.</summary>
    private const string Malformed = "message-malformed";

    private readonly UncountedDeliveries _uncounted = new();
    private readonly TimeSpan _lease = subscription.Lease < HostLimits.Lease ? subscription.Lease : HostLimits.Lease;

    /// <returns>True when the broker may forget the message; false when it is to deliver it again.</returns>
    public async ValueTask<bool> HandleAsync(Arrival arrival, int deliveryCount, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var id = arrival.Message.Id;
        var plan = DeliveryPlan.Of(subscription, Math.Max(1, deliveryCount - _uncounted.Of(id)), HostLimits.Hold);
        if (!plan.IsAttempt)
        {
            await HoldAsync(plan.Pause, began, HostLimits.Hold, cancellationToken);
            return false;
        }

        while (true)
        {
            switch (await DeliverAsync(arrival, plan.Attempt, cancellationToken))
            {
                case Verdict.Complete:
                    _uncounted.Forget(id);
                    return true;
                case Verdict.Park park when await TryParkAsync(arrival.Message, park, plan.Attempt, cancellationToken):
                    _uncounted.Forget(id);
                    return true;
                case Verdict.Later later when later.Pause < HostLimits.Hold - clock.GetElapsedTime(began):
                    await Task.Delay(later.Pause, clock, cancellationToken);
                    continue;
                case Verdict.Retry retry:
                    await HoldAsync(Shorter(retry.Pause, HostLimits.Hold), began, HostLimits.Work, cancellationToken);
                    return false;
                default:
                    await HoldAsync(HostLimits.Hold, began, HostLimits.Hold, cancellationToken);
                    _uncounted.Add(id);
                    return false;
            }
        }
    }

    private async ValueTask<Verdict> DeliverAsync(Arrival arrival, int attempt, CancellationToken cancellationToken)
    {
        var message = arrival.Message;
        if (arrival.Fault is { } fault) return new Verdict.Park(Malformed, fault);
        if (arrival.ExpiresAt <= clock.GetUtcNow()) return new Verdict.Park(DeliveryJudge.Expired, "Nobody needs it any more.");
        if (!subscription.Handlers.TryGetValue(message.Type, out var handle))
            return new Verdict.Park(DeliveryJudge.UnknownType, $"{subscription.Consumer} does not know {message.Type}.");

        var cause = new TrackedCause(subscription.Consumer, message.Id);
        using var lease = new CancellationTokenSource(_lease, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, cancellationToken);
        try
        {
            // A handler that does not stop when it is told to is left behind: what it still commits meets the inbox.
            await handle(new MessageContext(message, cause, attempt), either.Token).AsTask().WaitAsync(_lease + Grace, clock, cancellationToken);
            return new Verdict.Complete();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var verdict = DeliveryJudge.Of(subscription, cause, attempt, e, jitter());
            if (verdict is Verdict.Retry) Log.Failed(logger, e, subscription.Consumer, message.Type, message.Id, attempt);
            else if (verdict is Verdict.Later) Log.Later(logger, subscription.Consumer, message.Type, message.Id, e.Message);
            return verdict;
        }
    }

    private async ValueTask<bool> TryParkAsync(Message message, Verdict.Park park, int attempts, CancellationToken cancellationToken)
    {
        try
        {
            await parked.ParkAsync(subscription.Consumer, message, park.Reason, park.Detail, attempts, cancellationToken);
            Log.Parked(logger, subscription.Consumer, message.Type, message.Id, park.Reason);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // It must not be lost: the broker keeps it until it can be parked.
            Log.NotParked(logger, e, subscription.Consumer, message.Type, message.Id, park.Reason);
            return false;
        }
    }

    /// <summary>Waits, but never past a point in time counted from the beginning of the call.</summary>
    private async ValueTask HoldAsync(TimeSpan pause, long began, TimeSpan until, CancellationToken cancellationToken)
    {
        var left = Shorter(pause, until - clock.GetElapsedTime(began));
        if (left > TimeSpan.Zero) await Task.Delay(left, clock, cancellationToken);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Consumer} failed on {Type} {MessageId}, attempt {Attempt}; it will be delivered again")]
        public static partial void Failed(ILogger logger, Exception exception, string consumer, string type, string messageId, int attempt);

        [LoggerMessage(2, LogLevel.Information, "{Consumer} will see {Type} {MessageId} again: {Why}")]
        public static partial void Later(ILogger logger, string consumer, string type, string messageId, string why);

        [LoggerMessage(3, LogLevel.Error, "{Consumer} gave up {Type} {MessageId}: {Reason}")]
        public static partial void Parked(ILogger logger, string consumer, string type, string messageId, string reason);

        [LoggerMessage(4, LogLevel.Error, "{Consumer} gave up {Type} {MessageId} ({Reason}), but it cannot be parked now; it will be delivered again")]
        public static partial void NotParked(ILogger logger, Exception exception, string consumer, string type, string messageId, string reason);
    }
}
