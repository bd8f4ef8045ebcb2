using System.Collections.Concurrent;

namespace PublicServices.Infra.Sqlite;

/// <summary>Connections for reading, each used by one caller at a time; they see what was committed when their statement began.</summary>
internal sealed class Readers(string path) : IDisposable
{
    /// <summary>Page cache of one reader. Small, because every commit empties it; the file itself is cached by the system.</summary>
    public const int CacheKilobytes = 256;

    private readonly ConcurrentBag<Reader> _free = [];

    /// <summary>A reader; dispose it to give it back.</summary>
    public Reader Rent() => _free.TryTake(out var reader) ? reader : new Reader(path, this);

    public void Return(Reader reader) => _free.Add(reader);

    public void Dispose()
    {
        while (_free.TryTake(out var reader)) reader.Database.Dispose();
    }
}

/// <summary>One reading connection with its prepared statements.</summary>
internal sealed class Reader : IDisposable
{
    private const string Row = "SELECT sort, version, body FROM views WHERE view = ?1 AND partition = ?2 AND body IS NOT NULL";

    private const string RowOf = "(SELECT row FROM records WHERE key = ?1 AND records.id = ?2)";

    private readonly Readers _pool;

    public Reader(string path, Readers pool)
    {
        _pool = pool;
        Database = new Database(path, readOnly: true);
        Database.Execute($"PRAGMA cache_size=-{Readers.CacheKilobytes}; PRAGMA query_only=ON;");
        Load = Database.Prepare("SELECT version, state FROM records WHERE key = ?1 AND id = ?2 AND version > 0");
        FindAnswer = Database.Prepare("SELECT fingerprint, answer FROM requests WHERE scope = ?1 AND key = ?2");
        FindDocument = Database.Prepare(
            $"SELECT body FROM documents WHERE record = {RowOf} AND id = ?3");
        ListDocuments = Database.Prepare(
            $"SELECT id, body FROM documents WHERE record = {RowOf} AND id > ?3 AND id < ?4 ORDER BY id LIMIT ?5");
        Scan = Database.Prepare(
            "SELECT row, id, version, state FROM records WHERE kind = ?1 AND row > ?2 AND version >= ?4 ORDER BY row LIMIT ?3");
        Ascending = Database.Prepare($"{Row} AND sort > ?3 AND sort >= ?4 AND sort < ?5 ORDER BY sort LIMIT ?6");
        Descending = Database.Prepare($"{Row} AND sort < ?3 AND sort >= ?4 AND sort < ?5 ORDER BY sort DESC LIMIT ?6");
        Due = QueueTables.PrepareDue(Database);
    }

    public Database Database { get; }

    public Statement Load { get; }

    public Statement FindAnswer { get; }

    public Statement FindDocument { get; }

    public Statement ListDocuments { get; }

    public Statement Scan { get; }

    public Statement Ascending { get; }

    public Statement Descending { get; }

    public Statement Due { get; }

    public void Dispose() => _pool.Return(this);
}
