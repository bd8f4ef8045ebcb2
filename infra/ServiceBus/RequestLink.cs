using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Questions and answers over a pair of links: <c>$cbs</c>, <c>$management</c>.</summary>
internal sealed class RequestLink
{
    /// <summary>Answers the broker may send before we say that we took them.</summary>
    private const int Credit = 50;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<AmqpMessage>> _waiting = new(StringComparer.Ordinal);
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly string _replyTo;
    private OpenLink<SenderLink> _questions = null!;
    private OpenLink<ReceiverLink> _answers = null!;
    private long _last;

    private RequestLink(string address, TimeSpan timeout, TimeProvider clock) =>
        (_timeout, _clock, _replyTo) = (timeout, clock, $"{address}-answers-{Environment.ProcessId}");

    public bool IsOpen => _questions.IsOpen && _answers.IsOpen;

    public static async Task<RequestLink> OpenAsync(Connection connection, string address, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var link = new RequestLink(address, timeout, clock);
        var session = new Session(connection);
        link._questions = await Links.OpenSenderAsync(session, address, timeout, clock, cancellationToken);
        var attach = new Attach { Source = new Source { Address = address }, Target = new Target { Address = link._replyTo } };
        link._answers = await Links.OpenReceiverAsync(session, attach, link.OnAnswer, timeout, clock, cancellationToken);
        link._answers.Link.SetCredit(Credit, CreditMode.Auto);
        return link;
    }

    /// <exception cref="BrokerException">The link went down, or no answer came in time.</exception>
    public async Task<AmqpMessage> AskAsync(AmqpMessage question, CancellationToken cancellationToken)
    {
        var id = $"{_replyTo}-{Interlocked.Increment(ref _last)}";
        question.Properties = new Properties { MessageId = id, ReplyTo = _replyTo };
        var answer = new TaskCompletionSource<AmqpMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            _questions.Link.Send(question, null, (_, _, outcome, state) => OnSent(outcome, (TaskCompletionSource<AmqpMessage>)state), answer);
            var first = await Task.WhenAny(answer.Task, _questions.Closed, _answers.Closed).WaitAsync(_timeout, _clock, cancellationToken);
            if (first is Task<BrokerException> closed) throw await closed;
            return await answer.Task;
        }
        catch (Exception e) when (e is AmqpException or TimeoutException)
        {
            throw BrokerException.Of(e);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    private static void OnSent(Outcome outcome, TaskCompletionSource<AmqpMessage> answer)
    {
        if (outcome is Rejected rejected) answer.TrySetException(BrokerException.Of(rejected.Error, "The question was refused."));
        else if (outcome is Released) answer.TrySetException(new BrokerException(BrokerException.Unreachable, "The question was not taken."));
    }

    private void OnAnswer(AmqpMessage answer)
    {
        _answers.Link.Accept(answer);
        if (answer.Properties?.GetCorrelationId()?.ToString() is { } id && _waiting.TryRemove(id, out var waiting)) waiting.TrySetResult(answer);
    }
}
