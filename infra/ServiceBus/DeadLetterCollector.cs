using System.Text;
using Amqp.Framing;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Moves what the broker itself gave up on (delivered too often, too old, refused) to the other parked messages.</summary>
internal sealed class DeadLetterCollector(Surroundings around, string address, string consumer) : Receiver(around, address)
{
    /// <summary>Dead letters taken at once.</summary>
    private const int Credit = 16;

    private readonly SessionChannel _channel = new();
    private Task _listening = Task.CompletedTask;

    public override void Start() => _listening = Task.Run(() => RepeatAsync(ListenAsync));

    /// <summary>The broker's reason as one of our codes: <c>MaxDeliveryCountExceeded</c> becomes <c>max-delivery-count-exceeded</c>.</summary>
    internal static string CodeOf(string reason)
    {
        var code = new StringBuilder(reason.Length + 8);
        for (var i = 0; i < reason.Length; i++)
        {
            var c = reason[i];
            if (!char.IsAsciiLetterOrDigit(c)) c = '-';
            var begins = char.IsAsciiLetterUpper(c) && i > 0 && (char.IsAsciiLetterLower(reason[i - 1]) || (i + 1 < reason.Length && char.IsAsciiLetterLower(reason[i + 1])));
            if ((begins || c == '-') && code is not [] && code[^1] != '-') code.Append('-');
            if (c != '-') code.Append(char.ToLowerInvariant(c));
        }

        return code.ToString().TrimEnd('-') is { Length: > 0 } text ? text : "dead-lettered";
    }

    internal static (string Reason, string Detail) WhyOf(AmqpMessage message)
    {
        var properties = message.ApplicationProperties?.Map;
        var reason = Text("DeadLetterReason") ?? Text("x-first-death-reason") ?? "";
        return (CodeOf(reason), Text("DeadLetterErrorDescription") ?? $"The broker gave it up: {(reason.Length > 0 ? reason : "it does not say why")}.");

        string? Text(string name) => properties is not null && properties.TryGetValue(name, out var value)
            ? value?.ToString()
            : Envelope.Annotation(message, name)?.ToString();
    }

    protected override async Task UntilIdleAsync()
    {
        await _listening;
        _channel.Release();
    }

    private async Task<bool> ListenAsync()
    {
        var live = await Around.Connection.GetAsync(Stopping);
        var (link, mailbox) = await Around.OpenAsync(live, _channel, new Source { Address = Address }, Around.Options.OperationTimeout, Stopping);
        var credit = new CreditWindow(link.Link, Credit);
        IEnumerable<Amqp.Message> inHand = [];
        while (!Stopping.IsCancellationRequested)
        {
            if (await mailbox.TakeAsync(Timeout.InfiniteTimeSpan, Stopping) is not { } message)
            {
                if (Stopping.IsCancellationRequested) break;
                throw await link.Closed;
            }

            credit.Received();
            var arrival = Envelope.Read(message, Around.Clock.GetUtcNow());
            var (reason, detail) = WhyOf(message);
            ReceiverLog.Parked(Around.Logger, consumer, arrival.Message.Type, arrival.Message.Id, reason, detail);
            if (!await Around.ParkAsync(consumer, arrival.Message, reason, detail, (int)(message.Header?.DeliveryCount ?? 0), Stopping))
            {
                inHand = [message];
                break;
            }

            await Around.CompleteAsync(link, message);
            Around.Counters.HaveCollected();
            credit.Released();
        }

        Around.GiveBack(link, mailbox, inHand);
        link.Release();
        return false;
    }
}
