using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>One link. Under the broker's gate.</summary>
internal abstract class ClientLink(ClientSession session, Attach attach, uint handle, string address)
{
    private const string NotFound = "amqp:not-found";

    public uint Handle => handle;

    /// <summary>The client knows that it is there.</summary>
    protected bool IsAnswered { get; private set; }

    /// <summary>The entity's path, at our side of the link.</summary>
    public string Address => address;

    protected ClientSession Channel => session;

    protected Attach Asked => attach;

    protected SimulatedBroker Broker => session.Connection.Broker;

    public static ClientLink Create(ClientSession session, Attach attach, uint handle)
    {
        var theirs = attach.Role ? (attach.Source as Source)?.Address : (attach.Target as Target)?.Address;
        var address = SimulatedBroker.Trim(theirs ?? "");
        if (address == "$cbs" || address.EndsWith("/$management", StringComparison.OrdinalIgnoreCase))
            return attach.Role ? new AnswerLink(session, attach, handle, address) : new QuestionLink(session, attach, handle, address);
        return attach.Role ? new OutgoingLink(session, attach, handle, address) : new IncomingLink(session, attach, handle, address);
    }

    /// <summary>Answers the attach, or refuses.</summary>
    public void Open()
    {
        if (!session.Connection.Tokens.Allow(address)) Refuse("amqp:unauthorized-access", $"Unauthorized access. 'Send' or 'Listen' claim(s) are required for '{address}'.");
        else if (!TryOpen()) Refuse(NotFound, $"The messaging entity '{address}' could not be found.");
    }

    /// <summary>Answers an attach with no terminus and ends it with the reason.</summary>
    public void Refuse(string condition, string description)
    {
        SendRefusal();
        DetachWith(condition, description);
    }

    /// <summary>Ends it. One that is not answered yet is refused: a client knows no link to end before that.</summary>
    public void DetachWith(string condition, string description)
    {
        if (!IsAnswered)
        {
            Refuse(condition, description);
            return;
        }

        Channel.Send(new Detach { Handle = handle, Closed = true, Error = new Error(new Symbol(condition)) { Description = description } });
        Channel.Drop(this);
    }

    /// <summary>The client ends it; one that still waits for its answer hears that first.</summary>
    public void AnswerDetach(bool isClosed)
    {
        if (!IsAnswered) SendRefusal();
        Channel.Send(new Detach { Handle = handle, Closed = isClosed });
    }

    public virtual void OnFlow(Flow flow)
    {
    }

    /// <summary>It has ended.</summary>
    public virtual void Gone()
    {
    }

    /// <returns>False when there is nothing at this address.</returns>
    protected abstract bool TryOpen();

    private void SendRefusal()
    {
        var answer = Answer();
        if (attach.Role) answer.Source = null;
        else answer.Target = null;
        Channel.Send(answer);
    }

    protected Attach Answer()
    {
        IsAnswered = true;
        return new Attach
        {
            LinkName = attach.LinkName,
            Handle = handle,
            Role = !attach.Role,
            Source = attach.Source,
            Target = attach.Target,
            SndSettleMode = attach.SndSettleMode,
            RcvSettleMode = attach.RcvSettleMode,
        };
    }
}
