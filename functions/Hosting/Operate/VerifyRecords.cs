using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Checks the store, and every record against the rules of its feature.</summary>
internal sealed class VerifyRecords(IStoreCare care, IRecordStore records, IParkedMessages parkedMessages, Triggers triggers)
{
    /// <summary>Faults printed; all are counted.</summary>
    public const int MaxPrinted = 100;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var faults = 0;
        foreach (var fault in await care.CheckAsync(cancellationToken)) Print($"store: {fault}");
        foreach (var kind in triggers.Kinds)
        {
            var progress = new Progress(kind.Kind);
            await foreach (var record in records.ScanAsync(kind.Kind, cancellationToken))
            {
                foreach (var fault in kind.Faults?.Invoke(record) ?? []) Print($"{record.Id}: {fault}");
                if (kind.Documents is { } walked)
                {
                    var documents = await records.AllAsync(record.Id, walked.Prefix, cancellationToken);
                    foreach (var fault in walked.Faults(record, documents)) Print($"{record.Id}: {fault}");
                }

                progress.Step();
            }

            progress.Done();
            Console.WriteLine($"{kind.Kind}: {progress.Count:N0} records");
        }

        foreach (var depth in await parkedMessages.DepthsAsync(cancellationToken))
        {
            if (depth.Parked > 0) Console.WriteLine($"{depth.Consumer}: {depth.Parked:N0} parked messages wait for an operator");
        }

        Console.WriteLine(faults == 0 ? "Sound." : $"{faults:N0} faults.");
        return faults == 0 ? 0 : 1;

        void Print(string fault)
        {
            if (++faults <= MaxPrinted) Console.WriteLine(fault);
        }
    }
}
