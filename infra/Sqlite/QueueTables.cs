using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

/// <summary>The writer's statements for waiting and parked messages.</summary>
internal sealed class QueueTables
{
    private const string Columns = "seq, session, message, type, time, correlation, data, expires, attempts";

    private readonly Database _database;
    private readonly Names _names;
    private readonly Statement _insert, _delete, _retry, _refill, _park, _unpark, _discard;
    private long _lastSequence;

    public QueueTables(Database database, Names names)
    {
        (_database, _names) = (database, names);
        _insert = database.Prepare(
            "INSERT INTO queue(consumer, seq, session, message, type, time, correlation, data, due, expires, attempts) "
            + "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)");
        _delete = database.Prepare("DELETE FROM queue WHERE consumer = ?1 AND seq = ?2");
        _retry = database.Prepare("UPDATE queue SET attempts = ?3 WHERE consumer = ?1 AND seq = ?2");
        _refill = database.Prepare($"SELECT {Columns} FROM queue WHERE consumer = ?1 AND seq > ?2 AND due = 0 ORDER BY seq LIMIT ?3");
        _park = database.Prepare(
            "INSERT INTO parked(consumer, session, message, type, time, correlation, data, reason, detail, attempts, at) "
            + "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        _unpark = database.Prepare("SELECT consumer, session, message, type, time, correlation, data FROM parked WHERE id = ?1");
        _discard = database.Prepare("DELETE FROM parked WHERE id = ?1");
        Reload();
    }

    /// <summary>
    /// Takes the last sequence number from the file again, after a transaction was rolled back. It never goes back: consumers
    /// read on from the last place they saw, and would not find a message that was put before it.
    /// </summary>
    public void Reload() => _lastSequence = Math.Max(_lastSequence, _database.Number("SELECT max(seq) FROM queue"));

    /// <returns>The message's place, which grows with each insert.</returns>
    public long Insert(long consumer, Outgoing outgoing, long dueMilliseconds)
    {
        var message = outgoing.Message;
        _insert.Bind(1, consumer).Bind(2, ++_lastSequence).Bind(3, message.Session.Value).Bind(4, message.Id)
            .Bind(5, _names.Intern(message.Type)).Bind(6, message.Time.ToUnixTimeMilliseconds()).Bind(7, message.Correlation)
            .Bind(8, message.Data.Span).Bind(9, dueMilliseconds).Bind(10, outgoing.ExpiresAt?.ToUnixTimeMilliseconds() ?? 0).Run();
        return _lastSequence;
    }

    public void Delete(long consumer, long sequence) => _delete.Bind(1, consumer).Bind(2, sequence).Run();

    public void Retry(long consumer, long sequence, int attempts) => _retry.Bind(1, consumer).Bind(2, sequence).Bind(3, attempts).Run();

    public void Park(long consumer, Message message, string reason, string detail, int attempts, DateTimeOffset now) =>
        _park.Bind(1, consumer).Bind(2, message.Session.Value).Bind(3, message.Id).Bind(4, _names.Intern(message.Type))
            .Bind(5, message.Time.ToUnixTimeMilliseconds()).Bind(6, message.Correlation).Bind(7, message.Data.Span)
            .Bind(8, reason).Bind(9, detail).Bind(10, attempts).Bind(11, now.ToUnixTimeMilliseconds()).Run();

    /// <summary>Takes a message off the parked list; null when it is not there.</summary>
    public (long Consumer, Message Message)? Unpark(long id)
    {
        if (!_unpark.Bind(1, id).Step())
        {
            _unpark.Reset();
            return null;
        }

        var consumer = _unpark.Long(0);
        var message = new Message(
            _unpark.Text(2), _names.NameOf(_unpark.Long(3)), new RecordId(_unpark.Text(1)),
            DateTimeOffset.FromUnixTimeMilliseconds(_unpark.Long(4)), _unpark.Text(5), _unpark.Bytes(6));
        _unpark.Reset();
        Discard(id);
        return (consumer, message);
    }

    public bool Discard(long id) => _discard.Bind(1, id).Run() == 1;

    /// <summary>Messages that are due at once, in order, after a place.</summary>
    public List<Waiting> After(long consumer, long sequence, int take)
    {
        var found = new List<Waiting>(take);
        _refill.Bind(1, consumer).Bind(2, sequence).Bind(3, take);
        while (_refill.Step()) found.Add(Read(_refill, _names, 0));
        _refill.Reset();
        return found;
    }

    /// <summary>Prepares the scan for scheduled messages on a reader's connection.</summary>
    public static Statement PrepareDue(Database reader) => reader.Prepare(
        $"SELECT consumer, {Columns}, due FROM queue WHERE due > 0 AND due <= ?1 AND (due, consumer, seq) > (?2, ?3, ?4) "
        + "ORDER BY due, consumer, seq LIMIT ?5");

    /// <summary>Reads the columns of a waiting message, beginning at <paramref name="first"/>.</summary>
    public static Waiting Read(Statement row, Names names, int first) => new(
        row.Long(first),
        new Message(
            row.Text(first + 2), names.NameOf(row.Long(first + 3)), new RecordId(row.Text(first + 1)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Long(first + 4)), row.Text(first + 5), row.Bytes(first + 6)),
        row.Long(first + 7),
        (int)row.Long(first + 8));
}

/// <summary>A message as it waits in the queue.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Message">The message.</param>
/// <param name="ExpiresMilliseconds">Unix time after which it is parked unread; zero for never.</param>
/// <param name="Attempts">Deliveries that failed.</param>
internal readonly record struct Waiting(long Sequence, Message Message, long ExpiresMilliseconds, int Attempts);
