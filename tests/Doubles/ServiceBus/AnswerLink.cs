using Amqp;
using Amqp.Framing;

namespace PublicServices.Tests.Doubles.ServiceBus;

/// <summary>A link on which a client receives answers from <c>$cbs</c> or a <c>$management</c> node.</summary>
internal sealed class AnswerLink(ClientSession session, Attach attach, uint handle, string address) : ClientLink(session, attach, handle, address)
{
    private readonly Queue<byte[]> _waiting = new();
    private uint _credit, _deliveryCount;

    /// <summary>What questions name as their reply-to.</summary>
    public string? ReplyTo => (Asked.Target as Target)?.Address ?? Asked.LinkName;

    public void Send(Message answer)
    {
        var buffer = answer.Encode();
        _waiting.Enqueue(buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray());
        Flush();
    }

    public override void OnFlow(Flow flow)
    {
        _credit = (flow.HasField(5) ? flow.DeliveryCount : 0) + flow.LinkCredit - _deliveryCount;
        Flush();
    }

    protected override bool TryOpen()
    {
        if (Address != "$cbs" && ManagementNode.Find(Broker, Address) is null) return false;
        var answer = Answer();
        answer.InitialDeliveryCount = 0;
        Channel.Send(answer);
        return true;
    }

    private void Flush()
    {
        while (_credit > 0 && _waiting.TryDequeue(out var message))
        {
            _credit--;
            Channel.DeliverSettled(Handle, BitConverter.GetBytes(_deliveryCount++), message);
        }
    }
}

/// <summary>A link on which a client asks.</summary>
internal sealed class QuestionLink(ClientSession session, Attach attach, uint handle, string address) : IncomingLink(session, attach, handle, address)
{
    protected override bool Exists() => Address == "$cbs" || ManagementNode.Find(Broker, Address) is not null;

    protected override Error? Take(uint format, byte[] bytes)
    {
        var question = Decode(bytes);
        var answer = Address == "$cbs" ? ShowToken(question) : ManagementNode.Find(Broker, Address)!.Answer(question);
        answer.Properties = new Properties();
        answer.Properties.SetCorrelationId(question.Properties?.GetMessageId());
        var replyTo = question.Properties?.ReplyTo;
        var link = Channel.Connection.Sessions.SelectMany(one => one.Links).OfType<AnswerLink>()
            .FirstOrDefault(one => one.Address == Address && one.ReplyTo == replyTo);
        if (link is null) return Fault("amqp:not-found", $"There is no link that receives at '{replyTo}'.");
        link.Send(answer);
        return null;
    }

    private Message ShowToken(Message question)
    {
        var properties = question.ApplicationProperties?.Map ?? [];
        string Text(string name) => properties.TryGetValue(name, out var value) ? value?.ToString() ?? "" : "";
        var fault = Broker.Faults.TakeRefusedToken() ? "InvalidSignature: Refused on demand."
            : Text("operation") != "put-token" ? "The operation is not known."
            : Channel.Connection.Tokens.Show(Text("type"), Text("name"), question.Body as string ?? "");
        if (fault is null) Broker.Faults.SawToken();
        return new Message
        {
            ApplicationProperties = new ApplicationProperties { ["status-code"] = fault is null ? 202 : 401, ["status-description"] = fault ?? "Accepted" },
        };
    }
}
