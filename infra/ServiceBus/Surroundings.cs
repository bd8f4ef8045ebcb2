using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.Logging;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What every receiver works with.</summary>
internal sealed record Surroundings(
    BrokerConnection Connection,
    BrokerProfile Profile,
    ServiceBusOptions Options,
    SettlementWatch Settlements,
    IParkedStore Parked,
    LockKeeper Locks,
    BrokerCounters Counters,
    TimeProvider Clock,
    Func<double> Jitter,
    ILogger Logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private const int MaxDoublings = 10;

    /// <summary>Waits before the next attempt after failures of the broker or the store.</summary>
    public Task BackOffAsync(int failures, CancellationToken stop)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return PauseAsync((pause < LongestPause ? pause : LongestPause) * (0.8 + 0.4 * Jitter()), stop);
    }

    /// <summary>Waits, or ends early without an error when the receiver stops.</summary>
    public async Task PauseAsync(TimeSpan pause, CancellationToken stop) =>
        await Task.Delay(pause, Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Opens a link to receive on, without credit yet. Its mailbox closes when it does.</summary>
    public async Task<(OpenLink<ReceiverLink> Link, Mailbox Mailbox)> OpenAsync(
        LiveConnection live, SessionChannel channel, Source source, TimeSpan timeout, CancellationToken stop)
    {
        await live.AuthorizeAsync(source.Address, stop);
        var mailbox = new Mailbox(Clock);
        var link = await Links.OpenReceiverAsync(channel.For(live), source, Profile.SettleMode, mailbox.Put, timeout, Clock, stop);
        link.Link.AddClosedCallback((_, _) => mailbox.Close());
        return (link, mailbox);
    }

    public Task CompleteAsync(OpenLink<ReceiverLink> link, AmqpMessage message) => SettleAsync(link, message, new Accepted());

    public Task AbandonAsync(OpenLink<ReceiverLink> link, AmqpMessage message) => SettleAsync(link, message, Profile.Abandoned());

    /// <summary>Puts a message where operators find it, however long the store takes; false when the receiver stops first.</summary>
    public async Task<bool> ParkAsync(string consumer, Kernel.Message message, string reason, string detail, int attempts, CancellationToken stop)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await Parked.ParkAsync(consumer, message, reason, detail, attempts, CancellationToken.None);
                Counters.HaveParked();
                return true;
            }
            catch (EngineBusyException busy)
            {
                await PauseAsync(busy.RetryAfter, stop);
            }
            catch (Exception e)
            {
                ReceiverLog.NotParked(Logger, e, consumer, message.Type, message.Id);
                await BackOffAsync(failures, stop);
            }

            if (stop.IsCancellationRequested) return false;
        }
    }

    /// <summary>
    /// Gives back what was not dealt with when a receiver stops: a broker with locks would keep it from everybody for the lock's whole
    /// time. Without locks it comes back by itself.
    /// </summary>
    public void GiveBack(OpenLink<ReceiverLink> link, Mailbox mailbox, IEnumerable<AmqpMessage> taken)
    {
        if (!Profile.HasManagement || !link.IsOpen) return;
        Ending.Quietly(() =>
        {
            // Or they would be delivered here at once.
            link.Link.SetCredit(0, CreditMode.Drain);
            var left = new List<AmqpMessage>(taken);
            mailbox.TakeWhatIsThere(left, int.MaxValue);
            foreach (var message in left) link.Link.Release(message);
        });
    }

    private async Task SettleAsync(OpenLink<ReceiverLink> link, AmqpMessage message, DeliveryState state)
    {
        if (SettlementWatch.IsAvailable)
        {
            await Settlements.SettleAsync(link, message, state, Options.OperationTimeout, Clock);
        }
        else
        {
            // Better than nothing: the broker answers nothing to this.
            link.Link.Complete(message, state);
        }

        if (state is Accepted) Counters.HaveCompleted();
        else Counters.HaveAbandoned();
    }
}

/// <summary>What receivers say.</summary>
internal static partial class ReceiverLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Consumer} failed on {Type} {MessageId}, attempt {Attempt}; it will be delivered again")]
    public static partial void Failed(ILogger logger, Exception exception, string consumer, string type, string messageId, int attempt);

    [LoggerMessage(2, LogLevel.Error, "{Consumer} gave up {Type} {MessageId}: {Reason}: {Detail}")]
    public static partial void Parked(ILogger logger, string consumer, string type, string messageId, string reason, string detail);

    [LoggerMessage(3, LogLevel.Warning, "{Consumer} overran its lease on {Type} {MessageId}")]
    public static partial void LeaseLost(ILogger logger, string consumer, string type, string messageId);

    [LoggerMessage(4, LogLevel.Error, "{Consumer}: {Type} {MessageId} could not be parked yet")]
    public static partial void NotParked(ILogger logger, Exception exception, string consumer, string type, string messageId);

    [LoggerMessage(5, LogLevel.Warning, "{Address}: {Why}; it is tried again")]
    public static partial void Disturbed(ILogger logger, string address, string why);

    [LoggerMessage(6, LogLevel.Warning, "{Address}: a settlement came too late, the message comes again: {Why}")]
    public static partial void NotSettled(ILogger logger, string address, string why);

    [LoggerMessage(7, LogLevel.Error, "{Address}: the receiver failed; it goes on")]
    public static partial void Broken(ILogger logger, Exception exception, string address);

    [LoggerMessage(8, LogLevel.Warning, "{Consumer} waits for the store: {Why}")]
    public static partial void StoreBusy(ILogger logger, string consumer, string why);
}
