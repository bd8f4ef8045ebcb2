using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>
/// The one thread that writes: it takes all that waits and runs it in one transaction. The syncer makes that durable, once for
/// everybody, and tells them.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    /// <summary>Operations that may wait; beyond it the accept path answers 503 instead of growing.</summary>
    public const int MaxWaiting = 20_000;

    /// <summary>Operations in one transaction: enough to share the sync, few enough that nobody waits long for the others.</summary>
    public const int MaxGroup = 512;

    /// <summary>
    /// Under load a group waits this long after the one before it for company, unless <see cref="GoodGroup"/> wait already: every
    /// group writes the last page of every table again, so few large groups cost much less than many small ones. A lone
    /// commit does not wait.
    /// </summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    /// <summary>Operations that are worth a transaction of their own at once.</summary>
    public const int GoodGroup = 256;

    /// <summary>Pages in the log before they are copied into the file: 64 MB.</summary>
    public const int CheckpointPages = 16_384;

    private readonly Database _database;
    private readonly WriterTables _tables;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly Checkpointer _checkpointer;
    private readonly SafeFileHandle _log;
    private readonly Syncer _syncer;
    private readonly object _gate = new();
    private readonly Queue<WriteOperation> _waiting = new();
    private bool _stopping;
    private bool _isGathering;
    private long _lastGroup;
    private Exception? _broken;

    public Writer(Database database, WriterTables tables, string path, TimeProvider clock, ILogger logger)
    {
        (_database, _tables, _clock, _logger) = (database, tables, clock, logger);
        _checkpointer = new Checkpointer(path);
        // The schema's transaction made the log. A commit no longer syncs it: the syncer does.
        database.Execute("PRAGMA synchronous=NORMAL;");
        _log = File.OpenHandle(path + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _syncer = new Syncer(() => RandomAccess.FlushToDisk(_log), Broke);
        _thread = new Thread(Run) { Name = "sqlite-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Transactions and operations so far, for metrics.</summary>
    public (long Groups, long Operations) Counts { get; private set; }

    /// <summary>Operations waiting now.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>False when the disk failed: nothing can be accepted any more.</summary>
    public bool IsHealthy => _broken is null;

    /// <exception cref="EngineBusyException"><see cref="MaxWaiting"/> is reached, the disk failed, or the engine is closing.</exception>
    public void Post(WriteOperation operation, bool evenWhenFull = false)
    {
        lock (_gate)
        {
            if (_stopping) throw new EngineBusyException("The engine is closing.", TimeSpan.FromSeconds(5));
            if (_broken is not null) throw new EngineBusyException($"The store failed: {_broken.Message}", TimeSpan.FromSeconds(30));
            if (_waiting.Count >= MaxWaiting && !evenWhenFull)
                throw new EngineBusyException($"{MaxWaiting} operations are waiting to be written.", TimeSpan.FromSeconds(2));
            _waiting.Enqueue(operation);
            if (_waiting.Count == (_isGathering ? GoodGroup : 1)) Monitor.Pulse(_gate);
        }
    }

    public async Task<T> RunAsync<T>(WriteOperation<T> operation)
    {
        Post(operation);
        return await operation.Done;
    }

    /// <summary>Waits until whatever a reader saw before the call is durable.</summary>
    /// <exception cref="EngineBusyException">The disk failed.</exception>
    public Task DurableAsync() => _syncer.DurableAsync();

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _syncer.Dispose();
        _log.Dispose();
        _checkpointer.Dispose();
    }

    private void Run()
    {
        var group = new List<WriteOperation>(MaxGroup);
        while (Take(group))
        {
            RunGroup(group);
            _lastGroup = Stopwatch.GetTimestamp();
            group.Clear();
            if (_checkpointer.FinishIsDue) _checkpointer.Finish(_database);
        }
    }

    private bool Take(List<WriteOperation> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_stopping) return false;
                Monitor.Wait(_gate);
            }

            var rest = Pace - Stopwatch.GetElapsedTime(_lastGroup);
            if (rest > TimeSpan.Zero && _waiting.Count < GoodGroup && !_stopping)
            {
                _isGathering = true;
                Monitor.Wait(_gate, rest);
                _isGathering = false;
            }

            while (group.Count < MaxGroup && _waiting.TryDequeue(out var operation)) group.Add(operation);
        }

        return true;
    }

    private void RunGroup(List<WriteOperation> group)
    {
        var written = _database.PagesWritten;
        try
        {
            _tables.Begin(_clock.GetUtcNow());
            foreach (var operation in group) operation.Execute(_tables);
            _syncer.Begin();
            _tables.CommitTransaction();
        }
        catch (Exception e)
        {
            Undo();
            if (group.Count == 1)
            {
                if (e is not SqliteFault { IsConstraint: true }) Log.OperationFailed(_logger, e, group[0].GetType().Name);
                group[0].Fault = e;
                _syncer.Take(group, isDirty: false);
            }
            else
            {
                // One of them is at fault; alone, only that one fails.
                foreach (var operation in group) RunGroup([operation]);
            }

            return;
        }

        Counts = (Counts.Groups + 1, Counts.Operations + group.Count);
        _syncer.Take(group, isDirty: _database.PagesWritten > written);
        _checkpointer.Wrote(_database.PagesWritten);
    }

    private void Undo()
    {
        try
        {
            _tables.Rollback();
        }
        catch (SqliteFault e)
        {
            // Neither commit nor rollback: the disk is gone.
            Broke(e);
        }
    }

    /// <summary>Refuses everything rather than promise what may not be kept.</summary>
    private void Broke(Exception e)
    {
        Log.Broken(_logger, e);
        lock (_gate) _broken = e;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A write failed and was undone: {Operation}")]
        public static partial void OperationFailed(ILogger logger, Exception exception, string operation);

        [LoggerMessage(2, LogLevel.Critical, "The store can neither commit, sync nor roll back; it refuses everything until it is restarted")]
        public static partial void Broken(ILogger logger, Exception exception);
    }
}
