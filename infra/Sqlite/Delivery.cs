using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>One message in one consumer's hands.</summary>
internal sealed class Delivery(Pump pump, Waiting waiting)
{
    public Pump Pump => pump;

    public long Sequence => waiting.Sequence;

    public Message Message => waiting.Message;

    /// <summary>Deliveries before this one that failed.</summary>
    public int Failures { get; set; } = waiting.Attempts;

    public int Attempt => Failures + 1;

    public long ExpiresMilliseconds => waiting.ExpiresMilliseconds;

    /// <summary>The queue's row is gone: a commit or a settlement took it, durably.</summary>
    public bool IsSettled { get; set; }
}

/// <summary>A message's cause that carries its delivery, so that the commit it causes also settles it.</summary>
internal sealed record DeliveryCause(Delivery Delivery) : Cause(Delivery.Pump.Consumer, Delivery.Message.Id);

/// <summary>The messages of one session that wait for one consumer, in order.</summary>
internal sealed class Lane(string session)
{
    public string Session => session;

    public Queue<Delivery> Waiting { get; } = new();
}
