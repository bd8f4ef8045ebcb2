using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Infra.Sqlite;

namespace PublicServices.Tests.Adapters.Sqlite;

/// <summary>A data folder for one test, opened as often as the test needs.</summary>
internal sealed class EngineFolder : IAsyncDisposable
{
    /// <summary>Type <c>a</c> goes to one consumer, <c>both</c> to two, <c>row</c> to a projection.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Routes = new Dictionary<string, IReadOnlyList<string>>
    {
        ["a"] = ["one"],
        ["both"] = ["one", "two"],
        ["row"] = ["rows"],
    };

    private readonly string _path = Directory.CreateTempSubdirectory("engine-").FullName;
    private SqliteEngine? _engine;

    public string Path => _path;

    public SqliteEngine Open(TimeProvider? clock = null) => _engine =
        SqliteEngine.Open(_path, Routes, clock ?? TimeProvider.System, RandomNumberGenerator.Fill, NullLogger.Instance);

    public async ValueTask<SqliteEngine> ReopenAsync(TimeProvider? clock = null)
    {
        if (_engine is not null) await _engine.DisposeAsync();
        return Open(clock);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }
}
