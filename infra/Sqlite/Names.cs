using System.Collections.Concurrent;

namespace PublicServices.Infra.Sqlite;

/// <summary>Small numbers for the few names that repeat in every row: consumers, message types, views.</summary>
internal sealed class Names
{
    private readonly ConcurrentDictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, string> _names = new();
    private readonly Database _writer;
    private readonly Statement _insert;

    public Names(Database writer)
    {
        _writer = writer;
        _insert = writer.Prepare("INSERT INTO names(name) VALUES(?1)");
        using var all = writer.Prepare("SELECT id, name FROM names");
        while (all.Step()) Remember(all.Long(0), all.Text(1));
    }

    /// <summary>The number of a name, made when it is new. On the writer's thread only, inside its transaction.</summary>
    public long Intern(string name)
    {
        if (_ids.TryGetValue(name, out var id)) return id;
        _insert.Bind(1, name).Run();
        id = _writer.LastRow;
        Remember(id, name);
        return id;
    }

    /// <summary>The number of a name; zero, which no row has, when it is unknown.</summary>
    public long Find(string name) => _ids.GetValueOrDefault(name);

    public string NameOf(long id) => _names[id];

    /// <summary>Forgets what a transaction that was rolled back had interned.</summary>
    public void Reload(Database writer)
    {
        _ids.Clear();
        _names.Clear();
        using var all = writer.Prepare("SELECT id, name FROM names");
        while (all.Step()) Remember(all.Long(0), all.Text(1));
    }

    private void Remember(long id, string name)
    {
        _ids[name] = id;
        _names[id] = name;
    }
}
