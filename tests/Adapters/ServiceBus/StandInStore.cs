using PublicServices.Infra.Delivery;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>A store in memory for a queue that goes over a broker: tells causes when they are settled, relays what commits send, keeps what is parked.</summary>
internal sealed class StandInStore : IRecordStore, IViewStore, IMessageSender, IParkedShelf, IDisposable
{
    private readonly MemoryStore _memory = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, ParkedMessage> _parked = [];
    private readonly CancellationTokenSource _ending = new();
    private long _lastParked;

    /// <summary>Set again after a restart.</summary>
    public IMessagePublisher Publisher { get; set; } = null!;

    /// <summary>Fails the next so many attempts to park.</summary>
    public int ParkFailures { get; set; }

    public ValueTask<StoredRecord?> LoadAsync(RecordId id, CancellationToken cancellationToken) => _memory.LoadAsync(id, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var result = await _memory.CommitAsync(commit, cancellationToken);
        if (result.Outcome is not CommitOutcome.Conflict && commit.Cause is TrackedCause tracked) tracked.MarkSettled();
        if (result.Outcome is CommitOutcome.Done) await SendAsync(commit.Messages, cancellationToken);
        return result;
    }

    public ValueTask<CommitResult?> FindAnswerAsync(Cause request, CancellationToken cancellationToken) => _memory.FindAnswerAsync(request, cancellationToken);

    public ValueTask<Document?> ReadDocumentAsync(RecordId id, string documentId, CancellationToken cancellationToken) =>
        _memory.ReadDocumentAsync(id, documentId, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> ListDocumentsAsync(RecordId id, string prefix, string? after, int take, CancellationToken cancellationToken) =>
        _memory.ListDocumentsAsync(id, prefix, after, take, cancellationToken);

    public ValueTask EraseDocumentsAsync(RecordId id, string prefix, CancellationToken cancellationToken) =>
        _memory.EraseDocumentsAsync(id, prefix, cancellationToken);

    public IAsyncEnumerable<StoredRecord> ScanAsync(string kind, CancellationToken cancellationToken) => _memory.ScanAsync(kind, cancellationToken);

    public ValueTask<ViewPage> RangeAsync(ViewRange range, CancellationToken cancellationToken) => _memory.RangeAsync(range, cancellationToken);

    public ValueTask ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken) => _memory.ApplyAsync(changes, cancellationToken);

    public async ValueTask SendAsync(IReadOnlyList<Outgoing> messages, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var later = messages.Where(message => !Publisher.CanSchedule && message.NotBefore > now).ToList();
        if (messages.Count > later.Count) await Publisher.PublishAsync([.. messages.Except(later)], cancellationToken);
        foreach (var message in later) _ = SendWhenDueAsync(message);
    }

    public ValueTask ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (ParkFailures > 0)
            {
                ParkFailures--;
                throw new EngineBusyException("The shelf is busy.", TimeSpan.FromMilliseconds(20));
            }

            if (_parked.Values.Any(parked => parked.Consumer == consumer && parked.Message.Id == message.Id)) return ValueTask.CompletedTask;
            _parked[++_lastParked] = new ParkedMessage(_lastParked, consumer, message, reason, detail, attempts, DateTimeOffset.UtcNow);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<ParkedMessage>>([.. _parked.Values.Where(parked => parked.Id < (before ?? long.MaxValue)).Reverse().Take(take)]);
    }

    public ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(_parked.GetValueOrDefault(id));
    }

    public ValueTask<bool> RemoveAsync(long id, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(_parked.Remove(id));
    }

    public ValueTask<IReadOnlyDictionary<string, long>> CountsAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult<IReadOnlyDictionary<string, long>>(_parked.Values.CountBy(parked => parked.Consumer).ToDictionary(pair => pair.Key, pair => (long)pair.Value));
    }

    /// <summary>Forgets what is not due.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task SendWhenDueAsync(Outgoing message)
    {
        await Task.Delay(message.NotBefore!.Value - DateTimeOffset.UtcNow, _ending.Token);
        await Publisher.PublishAsync([message with { NotBefore = null }], _ending.Token);
    }
}
