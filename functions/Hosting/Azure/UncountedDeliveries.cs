using System.Collections.Concurrent;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>
/// Deliveries that were given back though nothing was wrong: too early, or a part of the engine was busy. The broker counts them,
/// the consumer does not. What a process forgets by ending is counted after all, which at the worst parks a message early.
/// </summary>
internal sealed class UncountedDeliveries
{
    /// <summary>Messages remembered at the most; beyond it, the whole memory is dropped.</summary>
    public const int MaxMessages = 10_000;

    private readonly ConcurrentDictionary<string, int> _uncounted = new(StringComparer.Ordinal);

    public int Of(string messageId) => _uncounted.GetValueOrDefault(messageId);

    public void Add(string messageId)
    {
        if (_uncounted.Count >= MaxMessages) _uncounted.Clear();
        _uncounted.AddOrUpdate(messageId, 1, static (_, count) => count + 1);
    }

    public void Forget(string messageId) => _uncounted.TryRemove(messageId, out _);
}
