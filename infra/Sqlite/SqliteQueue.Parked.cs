using PublicServices.Kernel;

namespace PublicServices.Infra.Sqlite;

internal sealed partial class SqliteQueue
{
    private const string ParkedColumns = "id, consumer, session, message, type, time, correlation, data, reason, detail, attempts, at";

    public ValueTask<IReadOnlyList<ParkedMessage>> ListAsync(long? before, int take, CancellationToken cancellationToken)
    {
        using var reader = _readers.Rent();
        using var query = reader.Database.Prepare($"SELECT {ParkedColumns} FROM parked WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
        query.Bind(1, before ?? long.MaxValue).Bind(2, Math.Clamp(take, 1, 200));
        var found = new List<ParkedMessage>();
        while (query.Step()) found.Add(ReadParked(query));
        return ValueTask.FromResult<IReadOnlyList<ParkedMessage>>(found);
    }

    public ValueTask<ParkedMessage?> FindAsync(long id, CancellationToken cancellationToken)
    {
        using var reader = _readers.Rent();
        using var query = reader.Database.Prepare($"SELECT {ParkedColumns} FROM parked WHERE id = ?1");
        return ValueTask.FromResult(query.Bind(1, id).Step() ? ReadParked(query) : null);
    }

    public async ValueTask<bool> ReplayAsync(long id, CancellationToken cancellationToken) =>
        await Writer.RunAsync(new UnparkOperation(id, replay: true, this));

    public async ValueTask<bool> DiscardAsync(long id, CancellationToken cancellationToken) =>
        await Writer.RunAsync(new UnparkOperation(id, replay: false, this));

    public ValueTask<IReadOnlyList<QueueDepth>> DepthsAsync(CancellationToken cancellationToken)
    {
        using var reader = _readers.Rent();
        using var query = reader.Database.Prepare(
            """
            SELECT (SELECT count(*) FROM queue WHERE consumer = ?1 AND due = 0),
                   (SELECT count(*) FROM queue WHERE consumer = ?1 AND due > 0),
                   (SELECT count(*) FROM parked WHERE consumer = ?1),
                   (SELECT time FROM queue WHERE consumer = ?1 AND due = 0 ORDER BY seq LIMIT 1)
            """);
        var now = NowMilliseconds;
        var depths = new List<QueueDepth>(_consumerIds.Count);
        foreach (var (consumer, id) in _consumerIds.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            query.Bind(1, id).Step();
            var oldest = query.IsNull(3) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, now - query.Long(3)));
            depths.Add(new QueueDepth(consumer, query.Long(0), query.Long(1), query.Long(2), oldest));
            query.Reset();
        }

        return ValueTask.FromResult<IReadOnlyList<QueueDepth>>(depths);
    }

    private ParkedMessage ReadParked(Statement row) => new(
        row.Long(0),
        _names.NameOf(row.Long(1)),
        new Message(
            row.Text(3), _names.NameOf(row.Long(4)), new RecordId(row.Text(2)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Long(5)), row.Text(6), row.Bytes(7)),
        row.Text(8),
        row.Text(9),
        (int)row.Long(10),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(11)));
}
