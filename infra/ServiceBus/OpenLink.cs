using Amqp;
using Amqp.Framing;
using Amqp.Types;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>A link the broker has agreed to.</summary>
/// <param name="Link">The link.</param>
/// <param name="Attach">What the broker answered.</param>
/// <param name="Closed">Completes with the reason when the link is gone, whoever ended it.</param>
internal sealed record OpenLink<T>(T Link, Attach Attach, Task<BrokerException> Closed)
    where T : Link
{
    public bool IsOpen => !Closed.IsCompleted && !Link.IsClosed;

    /// <summary>Lets go of it without waiting for the broker's answer.</summary>
    public void Release() => Ending.Of(Link);
}

/// <summary>Opens links and says why one cannot be opened.</summary>
internal static class Links
{
    /// <summary>Asks the broker to end a wait for a session after this many milliseconds.</summary>
    public const string TimeoutProperty = "com.microsoft:timeout";

    public const string SessionFilter = "com.microsoft:session-filter";

    public static Task<OpenLink<SenderLink>> OpenSenderAsync(Session session, string address, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var attach = new Attach { Source = new Source(), Target = new Target { Address = address }, SndSettleMode = SenderSettleMode.Unsettled, RcvSettleMode = ReceiverSettleMode.First };
        return OpenAsync((name, onAttached) => new SenderLink(session, name, attach, onAttached), answer => answer.Target is not null, address, timeout, clock, cancellationToken);
    }

    /// <param name="session">AMQP session.</param>
    /// <param name="source">Where from.</param>
    /// <param name="settleMode">How it settles.</param>
    /// <param name="onMessage">Called on the connection's thread: must only pass the message on.</param>
    /// <param name="timeout">Longest wait for the broker's answer.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<OpenLink<ReceiverLink>> OpenReceiverAsync(
        Session session, Source source, ReceiverSettleMode settleMode, Action<AmqpMessage> onMessage, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var attach = new Attach { Source = source, Target = new Target(), SndSettleMode = SenderSettleMode.Unsettled, RcvSettleMode = settleMode };
        if (source.FilterSet is null) return OpenReceiverAsync(session, attach, onMessage, timeout, clock, cancellationToken);
        attach.Properties = new Fields { [new Symbol(TimeoutProperty)] = (uint)timeout.TotalMilliseconds };
        // A little longer than the broker waits, so that it is the broker who says that there is no session.
        return OpenReceiverAsync(session, attach, onMessage, timeout + TimeSpan.FromSeconds(5), clock, cancellationToken);
    }

    public static Task<OpenLink<ReceiverLink>> OpenReceiverAsync(
        Session session, Attach attach, Action<AmqpMessage> onMessage, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(
            (name, onAttached) =>
            {
                var link = new ReceiverLink(session, name, attach, onAttached);
                link.Start(0, (_, message) => onMessage(message));
                return link;
            },
            answer => answer.Source is not null, ((Source)attach.Source).Address, timeout, clock, cancellationToken);

    public static Source SessionSource(string address, string? sessionId) =>
        new() { Address = address, FilterSet = new Map { [new Symbol(SessionFilter)] = sessionId } };

    private static async Task<OpenLink<T>> OpenAsync<T>(
        Func<string, OnAttached, T> create, Func<Attach, bool> isGranted, string address, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
        where T : Link
    {
        var attached = new TaskCompletionSource<Attach>(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource<BrokerException>(TaskCreationOptions.RunContinuationsAsynchronously);
        T? link = null;
        try
        {
            link = create(LinkNames.Next(), (_, answer) =>
            {
                // A refused attach is answered without its terminus, and the reason follows in the detach.
                if (isGranted(answer)) attached.TrySetResult(answer);
            });
            link.AddClosedCallback((ended, error) =>
            {
                var reason = BrokerException.Of((Link)ended, error, $"The link to {address} was closed.");
                closed.TrySetResult(reason);
                attached.TrySetException(reason);
            });
            return new OpenLink<T>(link, await attached.Task.WaitAsync(timeout, clock, cancellationToken), closed.Task);
        }
        catch (Exception e)
        {
            // An attach that is not answered is taken back with its whole session: a detach could be answered for a link that, for the
            // library, was never there, and that would end the connection.
            if (link is { LinkState: LinkState.AttachSent }) Ending.Of(link.Session);
            else Ending.Of(link);
            if (e is OperationCanceledException) throw;
            throw BrokerException.Of(e);
        }
    }

    private static class LinkNames
    {
        private static long _last;

        public static string Next() => $"ps-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}";
    }
}
