namespace PublicServices.Infra.Sqlite;

/// <summary>Copies the engine's file as it was at one moment, while another process goes on writing to it.</summary>
public static class SqliteBackup
{
    /// <summary>Pages copied at once: 16 MB, so that progress is seen and a cancellation heard.</summary>
    private const int Piece = 4_096;

    /// <summary>Copies the file; nothing in <paramref name="from"/> changes.</summary>
    /// <param name="from">A data folder. A server may run on it, or have been killed on it.</param>
    /// <param name="to">A folder without the file. The copy is whole when this returns, and not yet durable.</param>
    /// <param name="copied">Told the bytes of each piece.</param>
    /// <param name="cancellationToken">Stops between two pieces; an unfinished copy is left.</param>
    /// <exception cref="InvalidOperationException">There is no file, or it cannot be read or written.</exception>
    public static void Copy(string from, string to, Action<long> copied, CancellationToken cancellationToken)
    {
        var path = Path.Combine(from, SqliteEngine.FileName);
        if (!File.Exists(path)) throw new InvalidOperationException($"There is no {SqliteEngine.FileName} in {Path.GetFullPath(from)}.");
        try
        {
            using var source = new Database(path, readOnly: true);
            // From its first read on the connection sees this moment, whatever is written meanwhile.
            source.Execute("BEGIN; SELECT 1 FROM names LIMIT 1;");
            SyncLog(path);
            using var target = new Database(Path.Combine(to, SqliteEngine.FileName), readOnly: false);
            target.Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;");
            source.CopyTo(target, Piece, copied, cancellationToken);
        }
        catch (SqliteFault e)
        {
            throw new InvalidOperationException($"{path} cannot be copied to {to}: {e.Message}", e);
        }
    }

    /// <summary>
    /// The server tells nobody of a commit before it is durable, yet readers see it a moment earlier. A backup may not know of
    /// anything that a power cut could still take from the server.
    /// </summary>
    private static void SyncLog(string path)
    {
        var log = path + "-wal";
        if (!File.Exists(log)) return;
        using var handle = File.OpenHandle(log, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }
}
