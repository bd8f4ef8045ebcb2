using Amqp;

namespace PublicServices.Infra.ServiceBus;

/// <summary>Ends links, sessions and connections without waiting, whatever state they are in.</summary>
internal static class Ending
{
    public static void Of(AmqpObject? ended)
    {
        if (ended is null or { IsClosed: true }) return;
        Quietly(() => ended.Close(TimeSpan.Zero));
    }

    /// <summary>For what needs no doing any more when the connection has gone down meanwhile.</summary>
    public static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is AmqpException or ObjectDisposedException)
        {
            // It went down at the same moment.
        }
    }
}
