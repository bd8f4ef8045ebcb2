using System.Collections.Concurrent;
using Amqp;

namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>One connection while it lasts, and what belongs to it.</summary>
internal sealed class LiveConnection
{
    private readonly CancellationTokenSource _lost = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<RequestLink>>> _management = new(StringComparer.Ordinal);
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    public LiveConnection(Connection amqp, TimeSpan timeout, TimeProvider clock)
    {
        (Amqp, _timeout, _clock) = (amqp, timeout, clock);
        Lost = _lost.Token;
        amqp.AddClosedCallback((_, error) =>
        {
            Reason = BrokerException.Of(error, "The connection was closed.");
            // Not on the connection's thread: whoever listens may do anything.
            ThreadPool.UnsafeQueueUserWorkItem(static lost => lost.Cancel(), _lost, preferLocal: false);
        });
    }

    public Connection Amqp { get; }

    public CancellationToken Lost { get; }

    /// <summary>Why it was lost.</summary>
    public BrokerException? Reason { get; private set; }

    /// <summary>Null where the broker takes no tokens.</summary>
    public CbsTokens? Tokens { get; init; }

    public bool IsOpen => !Amqp.IsClosed;

    /// <summary>Returns when a link to this address may be opened.</summary>
    public Task AuthorizeAsync(string address, CancellationToken cancellationToken) =>
        Tokens?.EnsureAsync(EntityOf(address), cancellationToken) ?? Task.CompletedTask;

    public async Task<EntityManagement> ManagementAsync(string address, CancellationToken cancellationToken)
    {
        var entry = _management.GetOrAdd(address, Open);
        if (entry.IsValueCreated && (entry.Value.IsFaulted || entry.Value is { IsCompletedSuccessfully: true, Result.IsOpen: false }))
        {
            _management.TryUpdate(address, Open(address), entry);
            entry = _management[address];
        }

        return new EntityManagement(await entry.Value.WaitAsync(cancellationToken), _timeout);
    }

    private static string EntityOf(string address)
    {
        var end = address.IndexOf("/$", StringComparison.Ordinal);
        return end < 0 ? address : address[..end];
    }

    private Lazy<Task<RequestLink>> Open(string address) => new(async () =>
    {
        await AuthorizeAsync(address, CancellationToken.None);
        return await RequestLink.OpenAsync(Amqp, $"{address}/$management", _timeout, _clock, CancellationToken.None);
    });
}
