using Microsoft.Extensions.Logging;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>
/// The embedded engine: records, views, inbox and queue in one SQLite file, so that a record's change, the messages it sends and
/// the message it answers are one transaction.
/// </summary>
public sealed class SqliteEngine : IStoreCare, IAsyncDisposable
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "public-services.db";

    private readonly FileStream _lock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Database _database;
    private readonly Writer _writer;
    private readonly Readers _readers;
    private readonly SqliteQueue _queue;
    private readonly SqliteRecordStore _records;
    private bool _disposed;

    private SqliteEngine(
        FileStream folderLock,
        string path,
        IReadOnlyDictionary<string, IReadOnlyList<string>> consumersOfType,
        TimeProvider clock,
        FillRandom random,
        ILogger logger)
    {
        _lock = folderLock;
        _database = Schema.OpenWriter(path);
        var tables = new WriterTables(_database);
        tables.Begin(clock.GetUtcNow());
        var ids = consumersOfType.Values.SelectMany(consumers => consumers).Distinct(StringComparer.Ordinal)
            .ToDictionary(consumer => consumer, tables.Names.Intern, StringComparer.Ordinal);
        tables.CommitTransaction();

        _readers = new Readers(path);
        _queue = new SqliteQueue(consumersOfType, _readers, tables.Names, clock, random, logger, _stopping);
        foreach (var (consumer, id) in ids) _queue.Know(consumer, id);
        _writer = new Writer(_database, tables, path, clock, logger);
        _queue.Writer = _writer;
        _records = new SqliteRecordStore(_writer, _readers, tables.Names, _queue, new StateCache());
        Views = new SqliteViewStore(_writer, _readers, tables.Names);
    }

    /// <summary>The records.</summary>
    public IRecordStore Records => _records;

    /// <summary>The views.</summary>
    public IViewStore Views { get; }

    /// <summary>The queue.</summary>
    public IMessageQueue Queue => _queue;

    /// <summary>Messages that were given up.</summary>
    public IParkedMessages Parked => _queue;

    /// <summary>False when the disk failed and nothing can be accepted.</summary>
    public bool IsHealthy => _writer.IsHealthy;

    /// <summary>Operations waiting to be written.</summary>
    public int WaitingWrites => _writer.Waiting;

    /// <summary>Transactions and operations since the engine was opened.</summary>
    public (long Transactions, long Operations) Counts => _writer.Counts;

    /// <summary>Opens the engine of a data folder, making both when they are new.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="consumersOfType">Who reads each message type.</param>
    /// <param name="clock">The time.</param>
    /// <param name="random">Randomness for jitter.</param>
    /// <param name="logger">Where it says what went wrong.</param>
    /// <exception cref="InvalidOperationException">Another process has the folder open, or the file is of a newer version.</exception>
    public static SqliteEngine Open(
        string folder,
        IReadOnlyDictionary<string, IReadOnlyList<string>> consumersOfType,
        TimeProvider clock,
        FillRandom random,
        ILogger logger)
    {
        Directory.CreateDirectory(folder);
        FileStream folderLock;
        try
        {
            folderLock = new FileStream(
                Path.Combine(folder, "engine.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The data folder {Path.GetFullPath(folder)} is in use by another process. Stop it first, or choose another folder with --Data:Folder.", e);
        }

        try
        {
            return new SqliteEngine(folderLock, Path.Combine(folder, FileName), consumersOfType, clock, random, logger);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    public ValueTask<IReadOnlyList<PartHealth>> HealthAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<PartHealth>>(
    [
        new PartHealth(
            "store",
            IsHealthy,
            new Dictionary<string, long>
            {
                ["waitingWrites"] = WaitingWrites,
                ["transactions"] = Counts.Transactions,
                ["operations"] = Counts.Operations,
                ["pagesWritten"] = _database.PagesWritten,
            },
            IsHealthy ? null : "The disk failed; nothing is accepted until the program is restarted."),
    ]);

    public IAsyncEnumerable<StoredRecord> ScanWholeAsync(string kind, CancellationToken cancellationToken) =>
        _records.ScanAsync(kind, whole: true, cancellationToken);

    public async ValueTask<bool> RestoreAsync(StoredRecord record, IReadOnlyList<Document> documents, CancellationToken cancellationToken) =>
        await _writer.RunAsync(new RestoreOperation(record, documents));

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken)
    {
        using var reader = _readers.Rent();
        using var check = reader.Database.Prepare("PRAGMA integrity_check");
        var faults = new List<string>();
        while (check.Step())
        {
            if (check.Text(0) != "ok") faults.Add(check.Text(0));
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(faults);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _queue.StopAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _writer.Dispose();
        _stopping.Dispose();
        _readers.Dispose();
        _database.Dispose();
        await _lock.DisposeAsync();
    }
}
