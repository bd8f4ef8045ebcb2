using PublicServices.Kernel;

namespace PublicServices.Infra.Delivery;

/// <summary>Where receivers put messages they give up, before they tell the broker that it is done with them.</summary>
public interface IParkedStore
{
    /// <summary>Durable when the task completes. The same consumer's same message parked twice is there once.</summary>
    ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken);
}
