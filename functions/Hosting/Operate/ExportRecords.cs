using System.Runtime.CompilerServices;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Records with their documents, out to a file and back.</summary>
internal sealed class ExportRecords(IStoreCare care, IRecordStore records, Triggers triggers)
{
    public async Task<int> ExportAsync(string path, IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        var unknown = kinds.Except(triggers.Kinds.Select(kind => kind.Kind)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"Unknown kind: {string.Join(", ", unknown)}. Known: {string.Join(", ", triggers.Kinds.Select(kind => kind.Kind))}.");
            return 1;
        }

        var progress = new Progress("exported");
        var chosen = kinds.Count > 0 ? kinds : [.. triggers.Kinds.Select(kind => kind.Kind)];
        var count = await RecordFile.WriteAsync(path, AllAsync(chosen, progress, cancellationToken), cancellationToken);
        progress.Done();
        Console.WriteLine($"{count:N0} records written to {path}.");
        return 0;
    }

    public async Task<int> ImportAsync(string path, CancellationToken cancellationToken)
    {
        var progress = new Progress("imported");
        long added = 0;
        try
        {
            await foreach (var (record, documents) in RecordFile.ReadAsync(path, cancellationToken))
            {
                if (await care.RestoreAsync(record, documents, cancellationToken)) added++;
                progress.Step();
            }
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        progress.Done();
        Console.WriteLine($"{added:N0} records added, {progress.Count - added:N0} were there already. Run 'replay views' to rebuild the lists.");
        return 0;
    }

    private async IAsyncEnumerable<(StoredRecord Record, IReadOnlyList<Document> Documents)> AllAsync(
        IReadOnlyList<string> kinds, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var kind in kinds)
        {
            await foreach (var record in care.ScanWholeAsync(kind, cancellationToken))
            {
                var documents = await records.AllAsync(record.Id, "", cancellationToken);
                progress.Step();
                yield return (record, documents);
            }
        }
    }
}
