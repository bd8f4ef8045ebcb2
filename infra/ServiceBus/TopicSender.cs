using Amqp;
using Amqp.Framing;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>The link to one address, opened anew when it or its connection is gone.</summary>
internal sealed class TopicSender(string address)
{
    private readonly SemaphoreSlim _opening = new(1);
    private LiveConnection? _connection;
    private OpenLink<SenderLink>? _link;

    public async Task<OpenLink<SenderLink>> LinkAsync(LiveConnection live, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_link is { IsOpen: true } && _connection == live) return _link;
            await live.AuthorizeAsync(address, cancellationToken);
            _link = await Links.OpenSenderAsync(NewSession(live), address, timeout, clock, cancellationToken);
            _connection = live;
            return _link;
        }
        finally
        {
            _opening.Release();
        }
    }

    private static Session NewSession(LiveConnection live)
    {
        try
        {
            return new Session(live.Amqp);
        }
        catch (AmqpException e)
        {
            throw BrokerException.Of(e);
        }
    }
}

/// <summary>Sends without holding a thread.</summary>
internal static class Sending
{
    /// <returns>Null when the broker took it; otherwise why not, or that nobody knows.</returns>
    /// <exception cref="AmqpException">The link is gone.</exception>
    public static Task<BrokerException?> SendAsync(this OpenLink<SenderLink> link, AmqpMessage message)
    {
        var answered = new TaskCompletionSource<BrokerException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Without an ambient transaction: the overload that looks for one waits on a task.
        link.Link.Send(message, null, static (sender, _, outcome, state) => ((TaskCompletionSource<BrokerException?>)state).TrySetResult(Read((Link)sender, outcome)), answered);
        return answered.Task;
    }

    private static BrokerException? Read(Link link, Outcome? outcome) => outcome switch
    {
        Accepted => null,
        Rejected { Error: { } error } => BrokerException.Of(link, error, "The message was refused."),
        _ => new BrokerException(BrokerException.Unreachable, $"The message was not taken: {outcome?.GetType().Name ?? "no outcome"}."),
    };
}
