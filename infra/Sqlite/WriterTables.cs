using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>The writer's prepared statements, one for each thing that is written.</summary>
internal sealed class WriterTables
{
    private readonly Database _database;
    private readonly Statement _begin, _commit, _rollback;
    private readonly Statement _insertRecord, _updateRecord, _findRecord, _insertDocument, _findDocument, _eraseDocuments;
    private readonly Statement _insertInbox, _deleteInbox, _insertRequest, _findRequest, _deleteRequest;
    private readonly Statement _upsertRow;

    public WriterTables(Database database)
    {
        _database = database;
        Names = new Names(database);
        Queue = new QueueTables(database, Names);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _rollback = database.Prepare("ROLLBACK");
        // No RETURNING here: SQLite builds a temporary table for its rows each time, which costs more than the statement.
        _insertRecord = database.Prepare("INSERT INTO records(key, kind, id, version, state) VALUES(?1, ?2, ?3, ?4, ?5)");
        _updateRecord = database.Prepare("UPDATE records SET version = version + 1, state = ?1 WHERE row = ?2");
        _findRecord = database.Prepare("SELECT row, version FROM records WHERE key = ?1 AND id = ?2");
        _insertDocument = database.Prepare("INSERT INTO documents(record, id, body) VALUES(?1, ?2, ?3)");
        _findDocument = database.Prepare("SELECT 1 FROM documents WHERE record = ?1 AND id = ?2");
        _eraseDocuments = database.Prepare("DELETE FROM documents WHERE record = ?1 AND id >= ?2 AND id < ?3");
        _insertInbox = database.Prepare("INSERT OR IGNORE INTO inbox(consumer, message, at) VALUES(?1, ?2, ?3)");
        _deleteInbox = database.Prepare("DELETE FROM inbox WHERE consumer = ?1 AND message = ?2");
        _insertRequest = database.Prepare("INSERT OR IGNORE INTO requests(scope, key, at, fingerprint, answer) VALUES(?1, ?2, ?3, ?4, ?5)");
        _findRequest = database.Prepare("SELECT fingerprint, answer FROM requests WHERE scope = ?1 AND key = ?2");
        _deleteRequest = database.Prepare("DELETE FROM requests WHERE scope = ?1 AND key = ?2");
        _upsertRow = database.Prepare(
            "INSERT INTO views(view, partition, sort, version, body) VALUES(?1, ?2, ?3, ?4, ?5) "
            + "ON CONFLICT(view, partition, sort) DO UPDATE SET version = excluded.version, body = excluded.body "
            + "WHERE excluded.version > views.version");
    }

    public Database Database => _database;

    public Names Names { get; }

    public QueueTables Queue { get; }

    /// <summary>When this transaction began: the time of everything in it.</summary>
    public DateTimeOffset Now { get; private set; }

    public void Begin(DateTimeOffset now)
    {
        Now = now;
        _begin.Run();
    }

    public void CommitTransaction() => _commit.Run();

    public void Rollback()
    {
        _rollback.Run();
        Names.Reload(_database);
        Queue.Reload();
    }

    /// <summary>Writes a record's first state.</summary>
    /// <returns>The record's row; null when it already has a state.</returns>
    public long? CreateRecord(RecordId id, ReadOnlySpan<byte> state) => Find(id) switch
    {
        null => Insert(id, 1, state),
        { Version: 0 } touched => Update(touched.Row, state),
        _ => null,
    };

    /// <summary>Writes a record's next state.</summary>
    /// <returns>The record's row; null when it is at another version.</returns>
    public long? UpdateRecord(RecordId id, long expectedVersion, ReadOnlySpan<byte> state) =>
        Find(id) is { } found && found.Version == expectedVersion ? Update(found.Row, state) : null;

    /// <summary>The row of a record that need not have a state.</summary>
    public long TouchRecord(RecordId id) => Find(id)?.Row ?? Insert(id, 0, []);

    public bool HasDocument(long record, string id)
    {
        var found = _findDocument.Bind(1, record).Bind(2, id).Step();
        _findDocument.Reset();
        return found;
    }

    /// <exception cref="SqliteFault">A document of that id exists.</exception>
    public void AddDocument(long record, Document document) =>
        _insertDocument.Bind(1, record).Bind(2, document.Id).Bind(3, document.Body.Span).Run();

    /// <summary>Removes a record's documents between two ids, the second not included.</summary>
    public void EraseDocuments(RecordId id, string from, string end)
    {
        if (Find(id) is { } found) _eraseDocuments.Bind(1, found.Row).Bind(2, from).Bind(3, end).Run();
    }

    /// <summary>Marks a cause as handled; false when it was before.</summary>
    public bool Mark(Cause cause, ReadOnlySpan<byte> answer) => cause.IsRequest
        ? _insertRequest.Bind(1, cause.Scope).Bind(2, cause.Key).Bind(3, Now.ToUnixTimeMilliseconds())
            .Bind(4, cause.Fingerprint ?? "").Bind(5, answer).Run() == 1
        : _insertInbox.Bind(1, Names.Intern(cause.Scope)).Bind(2, cause.Key).Bind(3, Now.ToUnixTimeMilliseconds()).Run() == 1;

    public void Unmark(Cause cause)
    {
        if (cause.IsRequest) _deleteRequest.Bind(1, cause.Scope).Bind(2, cause.Key).Run();
        else _deleteInbox.Bind(1, Names.Intern(cause.Scope)).Bind(2, cause.Key).Run();
    }

    /// <summary>What a request with this key was answered.</summary>
    public CommitResult FirstAnswer(Cause cause)
    {
        if (!cause.IsRequest) return new CommitResult(CommitOutcome.AlreadyDone);
        _findRequest.Bind(1, cause.Scope).Bind(2, cause.Key).Step();
        var answer = new CommitResult(CommitOutcome.AlreadyDone, 0, _findRequest.Bytes(1), _findRequest.Text(0));
        _findRequest.Reset();
        return answer;
    }

    /// <summary>Writes a record at a version of its own; false when it exists.</summary>
    public bool Restore(StoredRecord record, IReadOnlyList<Document> documents)
    {
        if (Find(record.Id) is not null) return false;
        var row = Insert(record.Id, record.Version, record.State.Span);
        foreach (var document in documents) AddDocument(row, document);
        return true;
    }

    public void Apply(ViewChange change)
    {
        _upsertRow.Bind(1, Names.Intern(change.Key.View)).Bind(2, change.Key.Partition).Bind(3, change.Key.Sort).Bind(4, change.Version);
        if (change.Body is { } body) _upsertRow.Bind(5, body.Span);
        else _upsertRow.BindNull(5);
        _upsertRow.Run();
    }

    /// <summary>Only for an id that was not found: nothing but the one writer keeps ids apart.</summary>
    private long Insert(RecordId id, long version, ReadOnlySpan<byte> state)
    {
        _insertRecord.Bind(1, RecordKey.Of(id)).Bind(2, Names.Intern(RecordKey.KindOf(id.Value))).Bind(3, id.Value).Bind(4, version).Bind(5, state).Run();
        return _database.LastRow;
    }

    private long Update(long row, ReadOnlySpan<byte> state)
    {
        _updateRecord.Bind(1, state).Bind(2, row).Run();
        return row;
    }

    private (long Row, long Version)? Find(RecordId id)
    {
        (long, long)? found = _findRecord.Bind(1, RecordKey.Of(id)).Bind(2, id.Value).Step() ? (_findRecord.Long(0), _findRecord.Long(1)) : null;
        _findRecord.Reset();
        return found;
    }
}
