using Amqp.Framing;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What differs between the brokers: where things are, and what they can do.</summary>
internal abstract class BrokerProfile
{
    public static BrokerProfile Of(BrokerKind kind) => kind switch
    {
        BrokerKind.ServiceBus => new ServiceBusProfile(),
        BrokerKind.RabbitMq => new RabbitMqProfile(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Hands out whole sessions; otherwise the receiver itself keeps the messages of a session apart.</summary>
    public abstract bool HasSessions { get; }

    /// <summary>Answers at <c>$management</c>: locks are renewed, messages peeked.</summary>
    public abstract bool HasManagement { get; }

    /// <summary>Takes tokens at <c>$cbs</c>.</summary>
    public abstract bool HasTokens { get; }

    /// <summary>Holds a message back until its time.</summary>
    public abstract bool CanSchedule { get; }

    /// <summary>Takes several messages in one transfer, all or none.</summary>
    public abstract bool TakesBatches { get; }

    /// <summary>How receivers settle, as far as the broker knows more than one way.</summary>
    public abstract ReceiverSettleMode SettleMode { get; }

    /// <summary>Where a topic's messages are sent.</summary>
    public abstract string Topic(string topic);

    /// <summary>Where one consumer's messages are received.</summary>
    public abstract string Subscription(string topic, string consumer);

    /// <summary>Where the broker puts what that consumer never completes.</summary>
    public abstract string DeadLetters(string topic, string consumer);

    /// <summary>Where a message for one consumer alone is sent.</summary>
    public abstract string Replay(string topic, string consumer);

    /// <summary>The outcome that gives a message back as failed.</summary>
    public abstract DeliveryState Abandoned();

    private sealed class ServiceBusProfile : BrokerProfile
    {
        public override bool HasSessions => true;

        public override bool HasManagement => true;

        public override bool HasTokens => true;

        public override bool CanSchedule => true;

        public override bool TakesBatches => true;

        public override ReceiverSettleMode SettleMode => ReceiverSettleMode.Second;

        public override string Topic(string topic) => topic;

        public override string Subscription(string topic, string consumer) => $"{topic}/Subscriptions/{consumer}";

        public override string DeadLetters(string topic, string consumer) => $"{topic}/Subscriptions/{consumer}/$DeadLetterQueue";

        // The rule of every subscription lets through what is meant for all or for it alone.
        public override string Replay(string topic, string consumer) => topic;

        public override DeliveryState Abandoned() => new Modified { DeliveryFailed = true };
    }

    private sealed class RabbitMqProfile : BrokerProfile
    {
        public override bool HasSessions => false;

        public override bool HasManagement => false;

        public override bool HasTokens => false;

        public override bool CanSchedule => false;

        public override bool TakesBatches => false;

        public override ReceiverSettleMode SettleMode => ReceiverSettleMode.First;

        // The subject of a message, its type, is the routing key.
        public override string Topic(string topic) => $"/exchange/{Uri.EscapeDataString(topic)}";

        public override string Subscription(string topic, string consumer) => $"/amq/queue/{Uri.EscapeDataString(RabbitNames.Queue(topic, consumer))}";

        public override string DeadLetters(string topic, string consumer) => $"/amq/queue/{Uri.EscapeDataString(RabbitNames.DeadLetters(topic, consumer))}";

        public override string Replay(string topic, string consumer) => Subscription(topic, consumer);

        // Modified ends the session there.
        public override DeliveryState Abandoned() => new Released();
    }
}
