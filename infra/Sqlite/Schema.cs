namespace PublicServices.Infra.Sqlite;

/// <summary>The engine's tables, and how they are laid out for a busy day.</summary>
/// <remarks>
/// Ids of records are partly hashes, rows of views stand where people look for them, and documents beside their record, so three
/// indexes of the file are written in another order than it grows: the records' (see <see cref="RecordKey"/>), the views' and the
/// documents'. They are narrow, and only a new record, row or document touches them. All else is keyed by what grows: the row number, the message's
/// time-ordered id, the queue's sequence. A million records later a commit still touches the same few pages at the end of each
/// tree. Wide rows never stand in a tree of another order: there each change would write a page of its own, and inner pages
/// filled with rows make the tree deep.
/// </remarks>
internal static class Schema
{
    /// <summary>Raised with every change of the tables; an engine refuses a file that is newer than itself.</summary>
    public const int Version = 3;

    public const string Tables = """
        CREATE TABLE IF NOT EXISTS names(
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE);

        CREATE TABLE IF NOT EXISTS records(
            row INTEGER PRIMARY KEY,
            key INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            state BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS records_key ON records(key);
        CREATE INDEX IF NOT EXISTS records_kind ON records(kind);

        CREATE TABLE IF NOT EXISTS documents(
            row INTEGER PRIMARY KEY,
            record INTEGER NOT NULL,
            id TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE(record, id));

        CREATE TABLE IF NOT EXISTS inbox(
            consumer INTEGER NOT NULL,
            message TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY(consumer, message)) WITHOUT ROWID;

        CREATE TABLE IF NOT EXISTS requests(
            scope TEXT NOT NULL,
            key TEXT NOT NULL,
            at INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            answer BLOB NOT NULL,
            PRIMARY KEY(scope, key)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS requests_at ON requests(at);

        CREATE TABLE IF NOT EXISTS queue(
            consumer INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            session TEXT NOT NULL,
            message TEXT NOT NULL,
            type INTEGER NOT NULL,
            time INTEGER NOT NULL,
            correlation TEXT NOT NULL,
            data BLOB NOT NULL,
            due INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            PRIMARY KEY(consumer, seq)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS queue_due ON queue(due) WHERE due > 0;

        CREATE TABLE IF NOT EXISTS parked(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            consumer INTEGER NOT NULL,
            session TEXT NOT NULL,
            message TEXT NOT NULL,
            type INTEGER NOT NULL,
            time INTEGER NOT NULL,
            correlation TEXT NOT NULL,
            data BLOB NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            at INTEGER NOT NULL);

        CREATE TABLE IF NOT EXISTS views(
            row INTEGER PRIMARY KEY,
            view INTEGER NOT NULL,
            partition TEXT NOT NULL,
            sort TEXT NOT NULL,
            version INTEGER NOT NULL,
            body BLOB,
            UNIQUE(view, partition, sort));
        """;

    /// <summary>To version 2: records are found by their key and kind, and rows of views move out of the tree of theirs.</summary>
    private const string FromVersion1 = """
        ALTER TABLE records RENAME TO records_1;
        CREATE TABLE records(
            row INTEGER PRIMARY KEY,
            key INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            state BLOB NOT NULL);
        INSERT OR IGNORE INTO names(name) SELECT DISTINCT record_kind(id) FROM records_1;
        INSERT INTO records(row, key, kind, id, version, state)
            SELECT row, record_key(records_1.id), names.id, records_1.id, version, state
            FROM records_1 JOIN names ON names.name = record_kind(records_1.id);
        DROP TABLE records_1;
        ALTER TABLE views RENAME TO views_1;
        CREATE TABLE views(
            row INTEGER PRIMARY KEY,
            view INTEGER NOT NULL,
            partition TEXT NOT NULL,
            sort TEXT NOT NULL,
            version INTEGER NOT NULL,
            body BLOB,
            UNIQUE(view, partition, sort));
        INSERT INTO views(view, partition, sort, version, body) SELECT view, partition, sort, version, body FROM views_1;
        DROP TABLE views_1;
        """;

    /// <summary>To version 3: documents move out of the tree of theirs.</summary>
    private const string FromVersion2 = """
        ALTER TABLE documents RENAME TO documents_2;
        CREATE TABLE documents(
            row INTEGER PRIMARY KEY,
            record INTEGER NOT NULL,
            id TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE(record, id));
        INSERT INTO documents(record, id, body) SELECT record, id, body FROM documents_2;
        DROP TABLE documents_2;
        """;

    /// <summary>Opens the file for writing with full durability: a commit is in the log and synced before anyone is told.</summary>
    public static Database OpenWriter(string path)
    {
        var database = new Database(path, readOnly: false);
        database.Execute("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;");
        // No larger: whenever pages changed places in a balanced tree, SQLite looks through its whole cache at the commit.
        database.Execute("PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF;");
        var found = database.Number("PRAGMA user_version");
        if (found > Version)
        {
            database.Dispose();
            throw new InvalidOperationException($"{path} was written by a newer version of this program (schema {found}, this one knows {Version}).");
        }

        database.Define("record_key", RecordKey.Of);
        database.Define("record_kind", RecordKey.KindOf);
        var upgrade = found switch { 1 => FromVersion1 + FromVersion2, 2 => FromVersion2, _ => "" };
        database.Execute("BEGIN IMMEDIATE;" + upgrade + Tables + $"PRAGMA user_version={Version}; COMMIT;");
        return database;
    }
}
