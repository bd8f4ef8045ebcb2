using Amqp;

namespace PublicServices.Infra.ServiceBus;

/// <summary>
/// Asks for more messages when all that were asked for have come and half of the room is free again. RabbitMQ forgets what is still on
/// the way when it is told a new credit, and would send too many.
/// </summary>
internal sealed class CreditWindow
{
    private readonly Lock _gate = new();
    private readonly ReceiverLink _link;
    private readonly int _room;
    private int _asked, _held;

    public CreditWindow(ReceiverLink link, int room)
    {
        (_link, _room, _asked) = (link, room, room);
        link.SetCredit(room, CreditMode.Manual);
    }

    public void Received(int count = 1) => Change(-count, count);

    /// <summary>So many are held no longer.</summary>
    public void Released(int count = 1) => Change(0, -count);

    private void Change(int asked, int held)
    {
        int more;
        lock (_gate)
        {
            _asked += asked;
            _held += held;
            more = _room - _held;
            if (_asked > 0 || more < Math.Max(1, _room / 2)) return;
            _asked = more;
        }

        _link.SetCredit(more, CreditMode.Manual);
    }
}
