using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Sends what keeps records moving; for records that came without the messages that were under way.</summary>
internal sealed class WakeRecords(IRecordStore records, IMessageSender sender, Triggers triggers, TimeProvider clock)
{
    /// <summary>Messages sent at once.</summary>
    public const int MessagesAtOnce = 500;

    private readonly List<Outgoing> _waiting = new(MessagesAtOnce);

    /// <summary>Messages sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Wakes every record.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in triggers.Kinds.Where(kind => kind.Wake is not null))
        {
            var before = Sent + _waiting.Count;
            var progress = new Progress(kind.Kind);
            await foreach (var record in records.ScanAsync(kind.Kind, cancellationToken))
            {
                await AddAsync(record, cancellationToken);
                progress.Step();
            }

            progress.Done();
            Console.WriteLine($"{kind.Kind}: {Sent + _waiting.Count - before:N0} messages for {progress.Count:N0} records");
        }

        await FlushAsync(cancellationToken);
        Console.WriteLine($"{Sent:N0} messages will be delivered when the server runs.");
        return 0;
    }

    /// <summary>Wakes one record; sent at the latest with <see cref="FlushAsync"/>.</summary>
    public async ValueTask AddAsync(StoredRecord record, CancellationToken cancellationToken)
    {
        if (!record.HasState || Find(record.Id)?.Wake is not { } wake) return;
        _waiting.AddRange(wake(record, clock.GetUtcNow()));
        if (_waiting.Count >= MessagesAtOnce) await FlushAsync(cancellationToken);
    }

    /// <summary>Sends what has been added.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0) return;
        await sender.SendAsync(_waiting, cancellationToken);
        Sent += _waiting.Count;
        _waiting.Clear();
    }

    /// <summary>A record's kind: what its id starts with.</summary>
    private RecordKind? Find(RecordId id) => triggers.Kinds.FirstOrDefault(kind => RecordId.TryParse(id.Value, kind.Kind, out _));
}
