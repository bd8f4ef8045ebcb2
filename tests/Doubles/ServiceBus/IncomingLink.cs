using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace PublicServices.Tests.Doubles.ServiceBus;

#pragma warning disable CA1001 // A memory stream holds nothing.
/// <summary>A link on which a client sends to a topic or a queue.</summary>
internal class IncomingLink(ClientSession session, Attach attach, uint handle, string address) : ClientLink(session, attach, handle, address)
{
    private const uint BatchFormat = 0x80013700;
    private const uint CreditGiven = 1_000;
    private static readonly Symbol ScheduledFor = new("x-opt-scheduled-enqueue-time");

    private readonly MemoryStream _parts = new();
    private Transfer? _first;
    private uint _credit;

    public uint DeliveryCount { get; private set; }

    public void OnTransfer(Transfer transfer, ByteBuffer payload)
    {
        _first ??= transfer;
        _parts.Write(payload.Buffer, payload.Offset, payload.Length);
        if (transfer.More) return;
        var (first, bytes) = (_first, _parts.ToArray());
        _first = null;
        _parts.SetLength(0);
        DeliveryCount++;
        if (Broker.Faults.TakeCut())
        {
            Take(first.MessageFormat, bytes);
            Channel.Connection.Cut();
            return;
        }

        var error = Take(first.MessageFormat, bytes);
        if (!(first.Settled || transfer.Settled))
            Channel.Send(new Dispose { Role = true, First = first.DeliveryId, Last = first.DeliveryId, Settled = true, State = error is null ? new Accepted() : new Rejected { Error = error } });
        if (--_credit < CreditGiven / 2) GiveCredit();
    }

    protected override bool TryOpen()
    {
        if (!Exists()) return false;
        var answer = Answer();
        answer.MaxMessageSize = Broker.Options.MaxMessageBytes;
        Channel.Send(answer);
        GiveCredit();
        return true;
    }

    protected virtual bool Exists() => Broker.TopicAt(Address) is not null;

    /// <returns>Null when it is taken; otherwise why not.</returns>
    protected virtual Error? Take(uint format, byte[] bytes)
    {
        Broker.Faults.SawTransfer();
        if (Broker.Faults.TakeBusy()) return Fault("com.microsoft:server-busy", "The request was terminated because the entity is being throttled. Please wait 10 seconds and try again.");
        if ((ulong)bytes.Length > Broker.Options.MaxMessageBytes)
            return Fault("amqp:link:message-size-exceeded", $"The received message (size: {bytes.Length} bytes) exceeds the limit ({Broker.Options.MaxMessageBytes} bytes).");
        var topic = Broker.TopicAt(Address)!;
        var outer = Decode(bytes);
        var messages = format == BatchFormat ? Parts(outer) : [outer];
        if (messages.Any(message => message.Properties?.GroupId is { Length: > 128 } || message.Properties?.GetMessageId()?.ToString() is { Length: > 128 }))
            return Fault("com.microsoft:argument-error", "Message id and session id have at most 128 characters.");
        if (topic.IsQueue && topic.Stores[topic.Name].Options.RequiresSession && messages.Any(message => message.Properties?.GroupId is null))
            return Fault("amqp:not-allowed", "The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.");
        foreach (var message in messages) topic.Publish(message, DueAt(message));
        return null;
    }

    internal static Message Decode(byte[] bytes) => Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length));

    internal static DateTimeOffset? DueAt(Message message) =>
        message.MessageAnnotations?.Map is { } map && map.TryGetValue(ScheduledFor, out var due) && due is DateTime time
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))
            : null;

    protected static Error Fault(string condition, string description) => new(new Symbol(condition)) { Description = description };

    private static List<Message> Parts(Message outer) => outer.BodySection switch
    {
        DataList list => [.. Enumerable.Range(0, list.Count).Select(i => Decode(list[i].Binary))],
        Data one => [Decode(one.Binary)],
        _ => throw new InvalidDataException("A batch has data sections only."),
    };

    private void GiveCredit()
    {
        _credit = CreditGiven;
        Channel.SendFlow(this, _credit);
    }
}
