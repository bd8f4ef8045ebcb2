namespace PublicServices.Infra.ServiceBus;

/// <summary>Names of what stands for a topic's parts on RabbitMQ: the exchange has the topic's name.</summary>
internal static class RabbitNames
{
    public static string Queue(string topic, string consumer) => $"{topic}.{consumer}";

    public static string DeadLetters(string topic, string consumer) => $"{topic}.{consumer}.dead";
}
