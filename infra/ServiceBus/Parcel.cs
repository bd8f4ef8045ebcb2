using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What goes in one transfer: one message, or several of one topic.</summary>
/// <param name="Transfer">The message, or the batch.</param>
/// <param name="Sessions">Sessions its messages belong to.</param>
/// <param name="Count">How many messages it holds.</param>
internal sealed record Parcel(AmqpMessage Transfer, IReadOnlyCollection<string> Sessions, int Count);
