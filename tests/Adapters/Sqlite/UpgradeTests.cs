using System.Text;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

/// <summary>A file of an earlier version is taken over whole when the engine opens it.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private const string Version1 = """
        CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE records(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE TABLE documents(record INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(record, id)) WITHOUT ROWID;
        CREATE TABLE views(view INTEGER NOT NULL, partition TEXT NOT NULL, sort TEXT NOT NULL, version INTEGER NOT NULL, body BLOB,
            PRIMARY KEY(view, partition, sort)) WITHOUT ROWID;
        INSERT INTO names(id, name) VALUES(1, 'registrations'), (2, 'reg');
        INSERT INTO records VALUES(7, 'reg-a', 3, '{"a":1}'), (9, 'pay-reg-a', 1, '{"b":2}'), (11, 'ses-x', 0, '');
        INSERT INTO documents VALUES(7, 'h/1', '{"line":1}'), (11, 'h/2', '{"line":2}');
        INSERT INTO views VALUES(1, 'p', 's1', 5, '{"row":1}'), (1, 'p', 's2', 6, NULL);
        PRAGMA user_version=1;
        """;

    private readonly EngineFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        using var database = new Database(Path.Combine(_folder.Path, SqliteEngine.FileName), readOnly: false);
        database.Execute(Version1);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Open_Version1_KeepsRecordsDocumentsAndRows()
    {
        var engine = _folder.Open();
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

    [Fact]
    public async Task Open_Version1_GoesOnFromThere()
    {
        var engine = _folder.Open();
        var next = new Commit { Record = new RecordId("reg-a"), ExpectedVersion = 3, State = "{}"u8.ToArray() };
        (await engine.Records.CommitAsync(next, Stop)).Version.Should().Be(4);
        (await engine.Records.CommitAsync(next with { Record = new RecordId("ses-x"), ExpectedVersion = 0 }, Stop)).Version.Should().Be(1);
        (await engine.Records.CommitAsync(next with { ExpectedVersion = 0 }, Stop)).Outcome.Should().Be(CommitOutcome.Conflict);
        (await _folder.ReopenAsync()).IsHealthy.Should().BeTrue("it is upgraded once");
    }
}
