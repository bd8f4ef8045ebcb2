using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Delivers parked messages again, and rebuilds views from the records they show.</summary>
internal sealed class ReplayMessages(IParkedMessages parkedMessages, IRecordStore records, IViewStore rows, Triggers triggers)
{
    private const int RowsAtOnce = 1_000;

    /// <summary>Lists what would be replayed; with <paramref name="yes"/> puts it back into its queues.</summary>
    public async Task<int> ParkedAsync(string? consumer, string? reason, bool yes, CancellationToken cancellationToken)
    {
        var count = 0;
        long? before = null;
        while (await parkedMessages.ListAsync(before, 200, cancellationToken) is { Count: > 0 } page)
        {
            before = page[^1].Id;
            foreach (var parked in page)
            {
                if (consumer is not null && parked.Consumer != consumer) continue;
                if (reason is not null && parked.Reason != reason) continue;
                count++;
                Console.WriteLine(
                    $"{parked.Id}  {parked.ParkedAt:u}  {parked.Consumer}  {parked.Message.Type}  {parked.Message.Session}  {parked.Reason} after {parked.Attempts}");
                if (yes) await parkedMessages.ReplayAsync(parked.Id, cancellationToken);
            }
        }

        Console.WriteLine(yes
            ? $"{count:N0} messages will be delivered again when the server runs."
            : $"{count:N0} messages. Nothing was changed; add --yes to deliver them again.");
        return 0;
    }

    public async Task<int> ViewsAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in triggers.Kinds)
        {
            if (kind.Rows is null && kind.Documents?.Rows is null) continue;
            var progress = new Progress(kind.Kind);
            var changes = new List<ViewChange>(RowsAtOnce);
            await foreach (var record in records.ScanAsync(kind.Kind, cancellationToken))
            {
                changes.AddRange(kind.Rows?.Invoke(record) ?? []);
                if (kind.Documents is { Rows: { } rowsOf } documents)
                    changes.AddRange((await records.AllAsync(record.Id, documents.Prefix, cancellationToken)).SelectMany(rowsOf));
                progress.Step();
                if (changes.Count < RowsAtOnce) continue;
                await rows.ApplyAsync(changes, cancellationToken);
                changes.Clear();
            }

            await rows.ApplyAsync(changes, cancellationToken);
            progress.Done();
            Console.WriteLine($"{kind.Kind}: rows of {progress.Count:N0} records");
        }

        return 0;
    }
}
