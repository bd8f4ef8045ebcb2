using System.Diagnostics.CodeAnalysis;
using SQLitePCL;

namespace PublicServices.Infra.Sqlite;

/// <summary>One connection to the engine's file: opens, prepares, runs. Used by one thread at a time.</summary>
/// <remarks>
/// Straight on SQLitePCLRaw, without ADO.NET between: the writer runs some ten statements for each commit, and their set-up
/// would cost more than the statements.
/// </remarks>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    public Database(string path, bool readOnly)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX
            | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out _handle, flags, null);
        if (code != raw.SQLITE_OK) throw new SqliteFault(code, $"Cannot open {path}");
        raw.sqlite3_busy_timeout(_handle, 5_000);
    }

    /// <summary>Rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Row number of the last row inserted.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>Pages this connection has written to the log since it was opened.</summary>
    public long PagesWritten
    {
        get
        {
            raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var current, out _, 0);
            return current;
        }
    }

    /// <summary>Lets statements of this connection call a function of ours.</summary>
    public void Define(string name, Func<string, long> function) => raw.sqlite3_create_function(
        _handle, name, 1, raw.SQLITE_DETERMINISTIC, null,
        (context, _, arguments) => raw.sqlite3_result_int64(context, function(raw.sqlite3_value_text(arguments[0]).utf8_to_string())));

    /// <inheritdoc cref="Define(string, Func{string, long})"/>
    public void Define(string name, Func<string, string> function) => raw.sqlite3_create_function(
        _handle, name, 1, raw.SQLITE_DETERMINISTIC, null,
        (context, _, arguments) => raw.sqlite3_result_text(context, function(raw.sqlite3_value_text(arguments[0]).utf8_to_string())));

    public void Execute(string sql)
    {
        if (raw.sqlite3_exec(_handle, sql) is var code and not raw.SQLITE_OK) throw Fault(code);
    }

    /// <summary>The first column of the first row, as text; empty when there is no row.</summary>
    public string Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>The first column of the first row, as a number; zero when there is no row or it is null.</summary>
    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>A statement that lives as long as the connection, unless it is disposed before.</summary>
    public Statement Prepare(string sql)
    {
        if (raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle) is var code and not raw.SQLITE_OK)
            throw Fault(code);
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    internal void Forget(Statement statement) => _statements.Remove(statement);

    /// <summary>Copies what readers no longer need from the log into the file, as far as it gets without waiting.</summary>
    /// <returns>Pages still only in the log.</returns>
    public int Checkpoint()
    {
        raw.sqlite3_wal_checkpoint_v2(_handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var logged, out var copied);
        return Math.Max(0, logged - copied);
    }

    /// <summary>Copies every page into another database, a piece at a time. What it sees must not change meanwhile: it must be in a transaction.</summary>
    /// <param name="target">Empty.</param>
    /// <param name="pages">Pages of a piece.</param>
    /// <param name="copied">Told the bytes of each piece.</param>
    /// <param name="cancellationToken">Stops between two pieces.</param>
    public void CopyTo(Database target, int pages, Action<long> copied, CancellationToken cancellationToken)
    {
        var pageBytes = Number("PRAGMA page_size");
        using var backup = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        if (backup.IsInvalid) throw target.Fault(raw.sqlite3_errcode(target._handle));
        var (code, left) = (raw.SQLITE_OK, 0L);
        while (code == raw.SQLITE_OK)
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, pages);
            var before = left == 0 ? raw.sqlite3_backup_pagecount(backup) : left;
            left = raw.sqlite3_backup_remaining(backup);
            copied((before - left) * pageBytes);
        }

        if (code != raw.SQLITE_DONE) throw target.Fault(code);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.ToArray()) statement.Dispose();
        _handle.Dispose();
    }

    [DoesNotReturn]
    internal void Throw(int code) => throw Fault(code);

    private SqliteFault Fault(int code) => new(code, raw.sqlite3_errmsg(_handle).utf8_to_string());
}

/// <summary>SQLite said no.</summary>
internal sealed class SqliteFault(int code, string message) : Exception($"SQLite {code}: {message}")
{
    /// <summary>A row with this key exists.</summary>
    public bool IsConstraint => (code & 0xff) == raw.SQLITE_CONSTRAINT;
}
