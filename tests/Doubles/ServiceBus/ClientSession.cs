using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>One AMQP session: its links, and the windows both sides keep. Under the broker's gate.</summary>
internal sealed class ClientSession
{
    public const uint Window = 5_000;

    private readonly Dictionary<uint, ClientLink> _byRemote = [];
    private readonly Dictionary<uint, ClientLink> _byLocal = [];
    private readonly Dictionary<uint, (OutgoingLink Link, Guid Token)> _unsettled = [];
    private readonly Queue<Action> _held = new();
    private uint _nextIncoming, _received, _nextOutgoing, _nextDelivery, _remoteWindow;

    public ClientSession(ClientConnection connection, ushort channel, Begin begin)
    {
        (Connection, Channel) = (connection, channel);
        (_nextIncoming, _remoteWindow) = (begin.NextOutgoingId, begin.IncomingWindow);
    }

    public ClientConnection Connection { get; }

    public ushort Channel { get; }

    public IEnumerable<ClientLink> Links => _byLocal.Values;

    public void Handle(DescribedList performative, ByteBuffer payload)
    {
        switch (performative)
        {
            case Attach attach:
                OnAttach(attach);
                break;
            case Detach detach:
                OnDetach(detach);
                break;
            case Flow flow:
                OnFlow(flow);
                break;
            case Transfer transfer:
                OnTransfer(transfer, payload);
                break;
            case Dispose { Role: true } dispose:
                OnDispose(dispose);
                break;
        }
    }

    public void End()
    {
        foreach (var link in _byLocal.Values) link.Gone();
        _byLocal.Clear();
        _byRemote.Clear();
    }

    public void Send(DescribedList performative) => Connection.Send(Channel, performative);

    /// <summary>Forgets a link that was ended from here.</summary>
    public void Drop(ClientLink link)
    {
        _byLocal.Remove(link.Handle);
        link.Gone();
    }

    public void SendFlow(OutgoingLink? link, bool drained)
    {
        var flow = new Flow { NextIncomingId = _nextIncoming, IncomingWindow = Window, NextOutgoingId = _nextOutgoing, OutgoingWindow = Window };
        if (link is not null)
        {
            flow.Handle = link.Handle;
            flow.DeliveryCount = link.DeliveryCount;
            flow.LinkCredit = link.Credit;
            flow.Drain = drained;
        }

        Send(flow);
    }

    public void SendFlow(IncomingLink link, uint credit) => Send(new Flow
    {
        NextIncomingId = _nextIncoming,
        IncomingWindow = Window,
        NextOutgoingId = _nextOutgoing,
        OutgoingWindow = Window,
        Handle = link.Handle,
        DeliveryCount = link.DeliveryCount,
        LinkCredit = credit,
    });

    public void Deliver(OutgoingLink link, byte[] tag, byte[] message, Guid token)
    {
        _unsettled[_nextDelivery] = (link, token);
        SendFrames(link.Handle, tag, message, isSettled: false);
    }

    public void DeliverSettled(uint handle, byte[] tag, byte[] message) => SendFrames(handle, tag, message, isSettled: true);

    /// <summary>Sends a message to the client, in as many frames as it needs.</summary>
    private void SendFrames(uint handle, byte[] tag, byte[] message, bool isSettled)
    {
        var delivery = _nextDelivery++;
        var most = (int)Connection.MaxFrame - 128;
        for (var at = 0; at < message.Length; at += most)
        {
            var (start, length) = (at, Math.Min(most, message.Length - at));
            Transfer Frame()
            {
                var transfer = new Transfer { Handle = handle, More = start + length < message.Length };
                if (start > 0) return transfer;
                (transfer.DeliveryId, transfer.DeliveryTag, transfer.MessageFormat, transfer.Settled) = (delivery, tag, 0, isSettled);
                return transfer;
            }

            void Write()
            {
                _remoteWindow--;
                _nextOutgoing++;
                Connection.Send(Channel, Frame(), message.AsSpan(start, length));
            }

            if (_remoteWindow > 0 && _held.Count == 0) Write();
            else _held.Enqueue(Write);
        }
    }

    private void OnAttach(Attach attach)
    {
        var handle = 0u;
        while (_byLocal.ContainsKey(handle)) handle++;
        var link = ClientLink.Create(this, attach, handle);
        _byLocal[handle] = link;
        _byRemote[attach.Handle] = link;
        link.Open();
    }

    private void OnDetach(Detach detach)
    {
        if (!_byRemote.Remove(detach.Handle, out var link)) return;
        if (!_byLocal.Remove(link.Handle)) return;
        link.Gone();
        link.AnswerDetach(detach.Closed);
    }

    private void OnFlow(Flow flow)
    {
        var next = flow.HasField(0) ? flow.NextIncomingId : 0;
        _remoteWindow = next + flow.IncomingWindow - _nextOutgoing;
        while (_remoteWindow > 0 && _held.TryDequeue(out var write)) write();
        if (!flow.HasHandle)
        {
            if (flow.Echo) SendFlow(null, false);
            return;
        }

        if (_byRemote.TryGetValue(flow.Handle, out var link)) link.OnFlow(flow);
    }

    private void OnTransfer(Transfer transfer, ByteBuffer payload)
    {
        _nextIncoming++;
        if (++_received % (Window / 2) == 0) SendFlow(null, false);
        if (_byRemote.TryGetValue(transfer.Handle, out var link) && link is IncomingLink incoming) incoming.OnTransfer(transfer, payload);
    }

    /// <summary>A dead-lettering that succeeded is told without its reason: clients take a reason for a failure.</summary>
    private static DeliveryState? Answer(DeliveryState? asked, Error? error) =>
        error is not null ? new Rejected { Error = error } : asked is Rejected ? new Rejected() : asked;

    private void OnDispose(Dispose dispose)
    {
        var last = dispose.HasField(2) ? dispose.Last : dispose.First;
        for (var id = dispose.First; id <= last; id++)
        {
            if (!_unsettled.TryGetValue(id, out var one)) continue;
            // The first half of a settlement may come without an outcome.
            if (dispose.State is null && !dispose.Settled) continue;
            _unsettled.Remove(id);
            var error = one.Link.Settle(one.Token, dispose.State);
            if (dispose.Settled) continue;
            Send(new Dispose { Role = false, First = id, Last = id, Settled = true, State = Answer(dispose.State, error) });
        }
    }
}
