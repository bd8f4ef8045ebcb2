using System.Text;
using System.Text.Json.Nodes;
using PublicServices.Tests.EndToEnd.Engines;
using SQLitePCL;

namespace PublicServices.Tests.EndToEnd.Crashes;

/// <summary>Looks into the engine's file of a stopped server: what no API shows whole.</summary>
internal sealed class StoppedStore : IStoreInside
{
    private readonly sqlite3 _database;

    static StoppedStore() => Batteries_V2.Init();

    public StoppedStore(string folder)
    {
        var code = raw.sqlite3_open_v2(Path.Combine(folder, "public-services.db"), out _database, raw.SQLITE_OPEN_READWRITE, null);
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite {code}.");
    }

    /// <summary>States of every record of a kind, by id.</summary>
    public IReadOnlyDictionary<string, JsonNode> Records(string kind) =>
        Rows($"SELECT id, state FROM records WHERE id GLOB '{kind}-*' AND version > 0").ToDictionary(row => row[0], row => JsonNode.Parse(row[1])!);

    /// <summary>Rows of a view: sort key and body.</summary>
    public IReadOnlyList<(string Sort, JsonNode Body)> View(string name) =>
    [
        .. Rows($"SELECT sort, body FROM views WHERE body IS NOT NULL AND view = (SELECT id FROM names WHERE name = '{name}')")
            .Select(row => (row[0], JsonNode.Parse(row[1])!)),
    ];

    /// <summary>Messages that wait to be delivered now, with their consumer and type.</summary>
    public IReadOnlyList<string> Waiting() => Messages("queue WHERE due = 0");

    /// <summary>Messages that were given up.</summary>
    public IReadOnlyList<string> Parked() => Messages("parked");

    /// <summary>Does to the file what nobody should.</summary>
    public void Execute(string sql)
    {
        if (raw.sqlite3_exec(_database, sql) != raw.SQLITE_OK) throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
    }

    public void Dispose() => _database.Dispose();

    private List<string> Messages(string from) =>
    [
        .. Rows(
                "SELECT (SELECT name FROM names WHERE id = consumer), (SELECT name FROM names WHERE id = type), session, message "
                + $"FROM {from}")
            .Select(row => string.Join(' ', row)),
    ];

    private List<string[]> Rows(string sql)
    {
        if (raw.sqlite3_prepare_v2(_database, sql, out var statement) != raw.SQLITE_OK)
            throw new InvalidOperationException(raw.sqlite3_errmsg(_database).utf8_to_string());
        using (statement)
        {
            var rows = new List<string[]>();
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
            {
                var columns = new string[raw.sqlite3_column_count(statement)];
                for (var i = 0; i < columns.Length; i++) columns[i] = Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, i));
                rows.Add(columns);
            }

            return rows;
        }
    }
}
