using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>A link on which a client receives from a queue or a subscription.</summary>
internal sealed class OutgoingLink(ClientSession session, Attach attach, uint handle, string address) : ClientLink(session, attach, handle, address)
{
    private const string SessionFilter = "com.microsoft:session-filter";
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);
    private MessageStore? _store;

    public uint Credit { get; private set; }

    public uint DeliveryCount { get; private set; }

    /// <summary>The session it holds; null before it has one, or where there are none.</summary>
    public string? Session { get; private set; }

    public DateTimeOffset AcceptUntil { get; private set; }

    /// <summary>Receive and delete: a message is gone when it is sent.</summary>
    public bool IsPreSettled => Asked.SndSettleMode == SenderSettleMode.Settled;

    public void Send(StoredMessage stored)
    {
        Credit--;
        DeliveryCount++;
        if (IsPreSettled) Channel.DeliverSettled(Handle, stored.LockToken.ToByteArray(), stored.Encode(isLocked: false));
        else Channel.Deliver(this, stored.LockToken.ToByteArray(), stored.Encode(isLocked: true), stored.LockToken);
    }

    /// <summary>The session it asked for is its own now.</summary>
    public void Grant(string granted, DateTimeOffset lockedUntil)
    {
        Session = granted;
        var answer = Answer();
        answer.Source = new Source { Address = ((Source)Asked.Source).Address, FilterSet = new Map { [new Symbol(SessionFilter)] = granted } };
        answer.InitialDeliveryCount = 0;
        answer.Properties = new Fields { [new Symbol("com.microsoft:locked-until-utc")] = lockedUntil.UtcTicks };
        Channel.Send(answer);
    }

    public Error? Settle(Guid token, DeliveryState? outcome) => _store!.Settle(token, outcome);

    public override void OnFlow(Flow flow)
    {
        Credit = (flow.HasField(5) ? flow.DeliveryCount : 0) + flow.LinkCredit - DeliveryCount;
        _store?.Pump(this);
        if (flow.Drain)
        {
            DeliveryCount += Credit;
            Credit = 0;
            Channel.SendFlow(this, drained: true);
        }
        else if (flow.Echo)
        {
            Channel.SendFlow(this, drained: false);
        }
    }

    public override void Gone() => _store?.Detach(this);

    protected override bool TryOpen()
    {
        if (Broker.StoreAt(Address) is not { } store) return false;
        var filters = (Asked.Source as Source)?.FilterSet;
        object? wanted = null;
        var asksForSession = filters is not null && filters.TryGetValue(new Symbol(SessionFilter), out wanted);
        if (asksForSession != store.Options.RequiresSession)
        {
            Refuse("amqp:not-allowed", asksForSession
                ? "A sessionful message receiver cannot be created on an entity that does not require sessions."
                : "It is not possible for an entity that requires sessions to create a non-sessionful message receiver.");
            return true;
        }

        _store = store;
        if (!asksForSession)
        {
            var answer = Answer();
            answer.InitialDeliveryCount = 0;
            Channel.Send(answer);
            store.Attach(this);
            return true;
        }

        AcceptUntil = Broker.Now + Wait();
        var session = (wanted as DescribedValue)?.Value as string ?? wanted as string;
        if (!store.Accept(this, session)) Refuse("com.microsoft:session-cannot-be-locked", $"The requested session '{session}' cannot be accepted. It may be locked by another receiver.");
        return true;
    }

    private TimeSpan Wait() =>
        Asked.Properties is { } properties && properties.TryGetValue(new Symbol("com.microsoft:timeout"), out var wait)
            ? TimeSpan.FromMilliseconds(Convert.ToInt64(wait, System.Globalization.CultureInfo.InvariantCulture))
            : DefaultWait;
}
