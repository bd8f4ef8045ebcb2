namespace PublicServices.Infra.Sqlite;

/// <summary>
/// Copies the log into the file while the writer goes on. What is left when it is done is a moment's work, which the writer
/// finishes between two transactions so that the log starts again from its beginning.
/// </summary>
internal sealed class Checkpointer(string path) : IDisposable
{
    private readonly Database _database = OpenForCheckpoints(path);
    private Task _running = Task.CompletedTask;
    private bool _hasCopied;
    private long _pagesBefore;

    /// <summary>True when the copy beside the writer is done and the writer should finish it.</summary>
    public bool FinishIsDue { get; private set; }

    /// <summary>Told after each transaction how many pages the writer has written since it was opened.</summary>
    public void Wrote(long pages)
    {
        if (pages - _pagesBefore < Writer.CheckpointPages || !_running.IsCompleted) return;
        if (_hasCopied)
        {
            FinishIsDue = true;
            return;
        }

        _hasCopied = true;
        _running = Task.Factory.StartNew(
            () => _database.Checkpoint(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Called by the writer between two transactions.</summary>
    public void Finish(Database writer)
    {
        writer.Checkpoint();
        FinishIsDue = false;
        _hasCopied = false;
        _pagesBefore = writer.PagesWritten;
    }

    public void Dispose()
    {
        _running.Wait();
        _database.Dispose();
    }

    private static Database OpenForCheckpoints(string path)
    {
        var database = new Database(path, readOnly: false);
        database.Execute("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-1024;");
        return database;
    }
}
