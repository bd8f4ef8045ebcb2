using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using AmqpMessage = Amqp.Message;

namespace PublicServices.Infra.ServiceBus;

/// <summary>
/// Settles a delivery and waits until the broker says that it did. The library's own methods settle at once and hear nothing back,
/// so a lost lock would go unnoticed.
/// </summary>
/// <remarks>
/// It reaches two internals of AMQPNetLite, which is why that package's version is pinned; <see cref="IsAvailable"/> tells when they are
/// not there, and a test fails then.
/// </remarks>
internal sealed class SettlementWatch : IHandler
{
    private readonly ConcurrentDictionary<object, TaskCompletionSource<DeliveryState?>> _waiting = new(ReferenceEqualityComparer.Instance);

    /// <summary>False when AMQPNetLite has changed inside.</summary>
    public static bool IsAvailable { get; } = Probe();

    public bool CanHandle(EventId id) => id == EventId.DeliveryStateChanged;

    public void Handle(Event protocolEvent)
    {
        if (protocolEvent.Context is IDelivery delivery && _waiting.TryRemove(delivery, out var waiting)) waiting.TrySetResult(delivery.State);
    }

    /// <summary>Settles a delivery.</summary>
    /// <exception cref="BrokerException">The broker did not: the lock is lost, or the link is gone and nobody knows.</exception>
    public async Task SettleAsync(OpenLink<ReceiverLink> link, AmqpMessage message, DeliveryState state, TimeSpan timeout, TimeProvider clock)
    {
        var delivery = DeliveryOf(message);
        var answered = new TaskCompletionSource<DeliveryState?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[delivery] = answered;
        try
        {
            if (!link.IsOpen) throw await link.Closed.WaitAsync(timeout, clock);
            Dispose(link.Link.Session, role: true, delivery, state, settled: false);
            var first = await Task.WhenAny(answered.Task, link.Closed).WaitAsync(timeout, clock);
            if (first == link.Closed && !answered.Task.IsCompleted) throw await link.Closed;
            if (await answered.Task is Rejected { Error: { } error } && state is not Rejected) throw BrokerException.Of(error, "The settlement was refused.");
        }
        catch (Exception e) when (e is AmqpException or TimeoutException)
        {
            throw BrokerException.Of(e);
        }
        finally
        {
            _waiting.TryRemove(delivery, out _);
        }
    }

    private static bool Probe()
    {
        try
        {
            _ = DeliveryOf(new AmqpMessage());
            RuntimeHelpers.PrepareMethod(((Action<Session, bool, object, DeliveryState, bool>)Dispose).Method.MethodHandle);
            return true;
        }
        catch (Exception e) when (e is MissingMethodException or TypeLoadException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Delivery")]
    [return: UnsafeAccessorType("Amqp.Delivery, Amqp.Net")]
    private static extern object DeliveryOf(AmqpMessage message);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "DisposeDelivery")]
    private static extern void Dispose(
        Session session, bool role, [UnsafeAccessorType("Amqp.Delivery, Amqp.Net")] object delivery, DeliveryState state, bool settled);
}
