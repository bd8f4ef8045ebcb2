using Amqp;
using Amqp.Framing;
using PublicServices.Kernel;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What operators do with the broker's own dead-letter queues while no collector runs: look, and send again.</summary>
public sealed class DeadLetterDesk
{
    private readonly Surroundings _around;
    private readonly BrokerPublisher _publisher;
    private readonly IdSource _ids;

    internal DeadLetterDesk(Surroundings around, BrokerPublisher publisher, IdSource ids) => (_around, _publisher, _ids) = (around, publisher, ids);

    /// <summary>Looks at dead letters, oldest first, without taking them.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="consumer">Whose.</param>
    /// <param name="take">1 to 200.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="NotSupportedException">This broker cannot show messages without handing them out.</exception>
    public async Task<IReadOnlyList<DeadLetter>> PeekAsync(string topic, string consumer, int take, CancellationToken cancellationToken)
    {
        if (!_around.Profile.HasManagement) throw new NotSupportedException("RabbitMQ shows dead letters in its own management pages only.");
        var live = await _around.Connection.GetSoonAsync(cancellationToken);
        var management = await live.ManagementAsync(_around.Profile.DeadLetters(topic, consumer), cancellationToken);
        return [.. (await management.PeekAsync(0, Math.Clamp(take, 1, EntityManagement.MaxPeek), cancellationToken)).Select(Read)];
    }

    /// <summary>Sends dead letters to their consumer again, oldest first, each as if it came for the first time.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="consumer">Whose.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Stops between two messages.</param>
    /// <returns>How many were sent.</returns>
    public async Task<int> ReplayAsync(string topic, string consumer, int most, CancellationToken cancellationToken)
    {
        var address = _around.Profile.DeadLetters(topic, consumer);
        var live = await _around.Connection.GetSoonAsync(cancellationToken);
        var channel = new SessionChannel();
        var (link, mailbox) = await _around.OpenAsync(live, channel, new Source { Address = address }, _around.Options.OperationTimeout, cancellationToken);
        try
        {
            var sent = 0;
            for (; sent < most; sent++)
            {
                link.Link.SetCredit(1, CreditMode.Manual);
                if (await mailbox.TakeAsync(TimeSpan.FromSeconds(1), cancellationToken) is not { } message) break;
                var letter = Read(message);
                await _publisher.SendAsync([new Letter(new Outgoing(letter.Message), $"{_ids.Next()}-{letter.Message.Id}", consumer)], cancellationToken);
                await _around.CompleteAsync(link, message);
            }

            return sent;
        }
        finally
        {
            link.Release();
            channel.Release();
        }
    }

    private DeadLetter Read(AmqpMessage message)
    {
        var (reason, detail) = DeadLetterCollector.WhyOf(message);
        return new DeadLetter(Envelope.Read(message, _around.Clock.GetUtcNow()).Message, reason, detail, (int)(message.Header?.DeliveryCount ?? 0));
    }
}

/// <summary>A message the broker gave up.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reason">The broker's reason as a code.</param>
/// <param name="Detail">Its description.</param>
/// <param name="Deliveries">How often it was delivered.</param>
public sealed record DeadLetter(Kernel.Message Message, string Reason, string Detail, int Deliveries);
