using Amqp;
using Amqp.Framing;
using PublicServices.Infra.ServiceBus;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>Messages of a subscription with sessions: several sessions at once, the messages of one after the other; what fails comes back at once.</summary>
internal sealed class SessionTrigger(Surroundings around, Function function, Invoker invoker, int sessions, TimeSpan idle)
    : Receiver(around, $"{function.Text("topicName")}/Subscriptions/{function.Text("subscriptionName")}")
{
    private static readonly TimeSpan LockPeriod = TimeSpan.FromSeconds(30);
    private Task _working = Task.CompletedTask;

    public override void Start() => _working = Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(WorkAsync)));

    protected override Task UntilIdleAsync() => _working;

    private async Task WorkAsync()
    {
        var channel = new SessionChannel();
        await RepeatAsync(async () =>
        {
            if (await AcceptAsync(channel) is { } held) await ServeAsync(held);
            return true;
        });
        channel.Release();
    }

    private async Task<HeldSession?> AcceptAsync(SessionChannel channel)
    {
        var live = await Around.Connection.GetAsync(Stopping);
        await live.AuthorizeAsync(Address, Stopping);
        var mailbox = new Mailbox(Around.Clock);
        try
        {
            var link = await Links.OpenReceiverAsync(
                channel.For(live), Links.SessionSource(Address, null), Around.Profile.SettleMode, mailbox.Put, Around.Options.SessionWait, Around.Clock, Stopping);
            link.Link.AddClosedCallback((_, _) => mailbox.Close());
            var filters = ((Source)link.Attach.Source).FilterSet;
            var id = filters?[new Amqp.Types.Symbol(Links.SessionFilter)];
            return new HeldSession(live, link, mailbox, (id as Amqp.Types.DescribedValue)?.Value as string ?? id as string ?? "");
        }
        catch (BrokerException e) when (e.Condition is BrokerException.TimedOut or BrokerException.SessionTaken)
        {
            return null;
        }
    }

    private async Task ServeAsync(HeldSession held)
    {
        var now = Around.Clock.GetUtcNow();
        var lockHeld = new HeldLock(held.LockedUntil ?? now + LockPeriod, now, held.RenewAsync(Address));
        Around.Locks.Keep(lockHeld);
        try
        {
            while (!Stopping.IsCancellationRequested)
            {
                held.Link.Link.SetCredit(1, CreditMode.Manual);
                if (await held.Mailbox.TakeAsync(idle, Stopping) is not { } message) return;
                await Delivery.SettleAsync(Around, function, invoker, held.Link, message, Stopping);
            }
        }
        finally
        {
            Around.Locks.Drop(lockHeld);
            held.Link.Release();
        }
    }
}

/// <summary>Messages of a subscription without sessions, several at once.</summary>
internal sealed class CallTrigger(Surroundings around, Function function, Invoker invoker, int calls)
    : Receiver(around, $"{function.Text("topicName")}/Subscriptions/{function.Text("subscriptionName")}")
{
    private Task _working = Task.CompletedTask;

    public override void Start() => _working = Task.WhenAll(Enumerable.Range(0, calls).Select(_ => Task.Run(WorkAsync)));

    protected override Task UntilIdleAsync() => _working;

    private async Task WorkAsync()
    {
        var channel = new SessionChannel();
        await RepeatAsync(async () =>
        {
            var live = await Around.Connection.GetAsync(Stopping);
            await live.AuthorizeAsync(Address, Stopping);
            var mailbox = new Mailbox(Around.Clock);
            var link = await Links.OpenReceiverAsync(
                channel.For(live), new Source { Address = Address }, Around.Profile.SettleMode, mailbox.Put, Around.Options.OperationTimeout, Around.Clock, Stopping);
            link.Link.AddClosedCallback((_, _) => mailbox.Close());
            try
            {
                while (!Stopping.IsCancellationRequested)
                {
                    link.Link.SetCredit(1, CreditMode.Manual);
                    if (await mailbox.TakeAsync(Timeout.InfiniteTimeSpan, Stopping) is not { } message) return !Stopping.IsCancellationRequested;
                    await Delivery.SettleAsync(Around, function, invoker, link, message, Stopping);
                }

                return false;
            }
            finally
            {
                link.Release();
            }
        });
        channel.Release();
    }
}

/// <summary>One message: called, then completed or given back.</summary>
internal static class Delivery
{
    public static async Task SettleAsync(
        Surroundings around, Function function, Invoker invoker, OpenLink<ReceiverLink> link, AmqpMessage message, CancellationToken stopping)
    {
        var isDone = await invoker.InvokeAsync(function.Name, MessageCall.Of(function, message), stopping);
        if (stopping.IsCancellationRequested && !isDone) return;
        if (isDone) await around.CompleteAsync(link, message);
        else await around.AbandonAsync(link, message);
    }
}
