using System.Runtime.CompilerServices;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Operate;

/// <summary>Records with their documents, out to a file and back.</summary>
internal sealed class ExportRecords(
    IStoreCare care, IRecordStore records, IParkedMessages parkedMessages, WakeRecords wake, Triggers triggers)
{
    /// <param name="path">The file to write.</param>
    /// <param name="kinds">Kinds of records; empty for all.</param>
    /// <param name="withSecrets">True to write secrets in the clear; otherwise what needs them is disabled where the file is imported.</param>
    /// <param name="cancellationToken">Stops; no file is left then.</param>
    public async Task<int> ExportAsync(string path, IReadOnlyList<string> kinds, bool withSecrets, CancellationToken cancellationToken)
    {
        var unknown = kinds.Except(triggers.Kinds.Select(kind => kind.Kind)).ToList();
        if (unknown.Count > 0)
        {
            await Console.Error.WriteLineAsync(
                $"Unknown kind: {string.Join(", ", unknown)}. Known: {string.Join(", ", triggers.Kinds.Select(kind => kind.Kind))}.");
            return 1;
        }

        foreach (var depth in await parkedMessages.DepthsAsync(cancellationToken))
        {
            if (depth.Waiting == 0 || !triggers.DrainedBeforeExport.Contains(depth.Consumer)) continue;
            await Console.Error.WriteLineAsync(
                $"{depth.Consumer} has {depth.Waiting:N0} messages before it that nothing but themselves tells of. Let the server run until they are handled, then export.");
            return 1;
        }

        var progress = new Progress("exported");
        var chosen = kinds.Count > 0 ? kinds : [.. triggers.Kinds.Select(kind => kind.Kind)];
        var count = await RecordFile.WriteAsync(path, AllAsync(chosen, withSecrets, progress, cancellationToken), cancellationToken);
        progress.Done();
        Console.WriteLine($"{count:N0} records written to {path}{(withSecrets ? ", secrets in the clear" : "")}.");
        foreach (var depth in await parkedMessages.DepthsAsync(cancellationToken))
        {
            if (depth.Waiting + depth.Parked > 0)
                Console.WriteLine($"{depth.Consumer}: {depth.Waiting:N0} messages under way and {depth.Parked:N0} given up are not in the file.");
        }

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
                if (await care.RestoreAsync(record, documents, cancellationToken))
                {
                    added++;
                    await wake.AddAsync(record, cancellationToken);
                    foreach (var line in Missing(record)) Console.WriteLine(line);
                }

                progress.Step();
            }

            await wake.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }

        progress.Done();
        Console.WriteLine(
            $"{added:N0} records added, {progress.Count - added:N0} were there already; {wake.Sent:N0} messages keep them moving when the server runs.");
        Console.WriteLine("Run 'replay views' to rebuild the lists, and 'replay wake' if an import was interrupted.");
        return 0;
    }

    private IEnumerable<string> Missing(StoredRecord record) =>
        triggers.Kinds.FirstOrDefault(kind => RecordId.TryParse(record.Id.Value, kind.Kind, out _))?.MissingSecrets?.Invoke(record) ?? [];

    private async IAsyncEnumerable<(StoredRecord Record, IReadOnlyList<Document> Documents)> AllAsync(
        IReadOnlyList<string> kinds, bool withSecrets, Progress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var kind in triggers.Kinds.Where(kind => kinds.Contains(kind.Kind)))
        {
            var leaveOut = withSecrets ? null : kind.LeaveOutSecrets;
            await foreach (var record in care.ScanWholeAsync(kind.Kind, cancellationToken))
            {
                var documents = await records.AllAsync(record.Id, "", cancellationToken);
                progress.Step();
                yield return (record.HasState && leaveOut is not null ? leaveOut(record) : record, documents);
            }
        }
    }
}
