using System.Text;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

/// <summary>A file of an earlier version is taken over whole when the engine opens it.</summary>
public sealed class UpgradeTests : IAsyncDisposable
{
    private const string Documents = """
        CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE documents(record INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(record, id)) WITHOUT ROWID;
        INSERT INTO names(id, name) VALUES(1, 'registrations'), (2, 'reg'), (3, 'pay'), (4, 'ses');
        INSERT INTO documents VALUES(7, 'h/1', '{"line":1}'), (11, 'h/2', '{"line":2}');
        """;

    private const string Version1 = Documents + """
        CREATE TABLE records(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE TABLE views(view INTEGER NOT NULL, partition TEXT NOT NULL, sort TEXT NOT NULL, version INTEGER NOT NULL, body BLOB,
            PRIMARY KEY(view, partition, sort)) WITHOUT ROWID;
        INSERT INTO records VALUES(7, 'reg-a', 3, '{"a":1}'), (9, 'pay-reg-a', 1, '{"b":2}'), (11, 'ses-x', 0, '');
        INSERT INTO views VALUES(1, 'p', 's1', 5, '{"row":1}'), (1, 'p', 's2', 6, NULL);
        PRAGMA user_version=1;
        """;

    private const string Version2 = Documents + """
        CREATE TABLE records(row INTEGER PRIMARY KEY, key INTEGER NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL,
            version INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE INDEX records_key ON records(key);
        CREATE INDEX records_kind ON records(kind);
        CREATE TABLE views(row INTEGER PRIMARY KEY, view INTEGER NOT NULL, partition TEXT NOT NULL, sort TEXT NOT NULL,
            version INTEGER NOT NULL, body BLOB, UNIQUE(view, partition, sort));
        INSERT INTO records VALUES(7, record_key('reg-a'), 2, 'reg-a', 3, '{"a":1}'),
            (9, record_key('pay-reg-a'), 3, 'pay-reg-a', 1, '{"b":2}'), (11, record_key('ses-x'), 4, 'ses-x', 0, '');
        INSERT INTO views VALUES(1, 1, 'p', 's1', 5, '{"row":1}'), (2, 1, 'p', 's2', 6, NULL);
        PRAGMA user_version=2;
        """;

    public static TheoryData<string> Earlier => [Version1, Version2];

    private readonly EngineFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [MemberData(nameof(Earlier))]
    public async Task Open_Earlier_KeepsRecordsDocumentsAndRows(string tables)
    {
        var engine = Open(tables);
        var record = await engine.Records.LoadAsync(new RecordId("reg-a"), Stop);
        (record!.Version, Encoding.UTF8.GetString(record.State.Span)).Should().Be((3, """{"a":1}"""));
        (await engine.Records.ListDocumentsAsync(new RecordId("reg-a"), "h/", null, 10, Stop)).Select(one => one.Id).Should().Equal("h/1");
        (await engine.Records.LoadAsync(new RecordId("ses-x"), Stop)).Should().BeNull("it has documents only");
        (await engine.Records.ListDocumentsAsync(new RecordId("ses-x"), "h/", null, 10, Stop)).Select(one => one.Id).Should().Equal("h/2");

        var kinds = new List<string>();
        await foreach (var one in engine.Records.ScanAsync("pay", Stop)) kinds.Add(one.Id.Value);
        kinds.Should().Equal("pay-reg-a");

        var page = await engine.Views.RangeAsync(new ViewRange("registrations", "p"), Stop);
        page.Rows.Select(row => (row.Sort, row.Version)).Should().Equal(("s1", 5L));
        await engine.Views.ApplyAsync([new ViewChange(new ViewKey("registrations", "p", "s2"), 6, "{}"u8.ToArray())], Stop);
        (await engine.Views.RangeAsync(new ViewRange("registrations", "p"), Stop)).Rows.Should().ContainSingle("a removed row's version still guards it");
        (await engine.CheckAsync(Stop)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Earlier))]
    public async Task Open_Earlier_GoesOnFromThere(string tables)
    {
        var engine = Open(tables);
        var next = new Commit
        {
            Record = new RecordId("reg-a"),
            ExpectedVersion = 3,
            State = "{}"u8.ToArray(),
            Documents = [new Document("h/3", "{}"u8.ToArray())],
        };
        (await engine.Records.CommitAsync(next, Stop)).Version.Should().Be(4);
        var document = new Commit { Record = new RecordId("reg-a"), Documents = [new Document("h/1", "{}"u8.ToArray())] };
        (await engine.Records.CommitAsync(document, Stop)).Outcome.Should().Be(CommitOutcome.AlreadyDone, "that document is there");
        (await engine.Records.CommitAsync(next with { Record = new RecordId("ses-x"), ExpectedVersion = 0 }, Stop)).Version.Should().Be(1);
        (await engine.Records.CommitAsync(next with { ExpectedVersion = 0 }, Stop)).Outcome.Should().Be(CommitOutcome.Conflict);
        var again = await _folder.ReopenAsync();
        again.IsHealthy.Should().BeTrue("it is upgraded once");
        (await again.Records.ListDocumentsAsync(new RecordId("reg-a"), "h/", null, 10, Stop)).Select(one => one.Id).Should().Equal("h/1", "h/3");
    }

    private SqliteEngine Open(string tables)
    {
        using (var database = new Database(Path.Combine(_folder.Path, SqliteEngine.FileName), readOnly: false))
        {
            database.Define("record_key", RecordKey.Of);
            database.Execute(tables);
        }

        return _folder.Open();
    }
}
