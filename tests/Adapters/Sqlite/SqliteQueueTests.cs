using PublicServices.Infra.Sqlite;
using PublicServices.Tests.Adapters.Queue;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class SqliteQueueTests : QueueCompliance
{
    private readonly EngineFolder _folder = new();

    public override ValueTask InitializeAsync()
    {
        Use(_folder.Open());
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override async ValueTask RestartAsync() => Use(await _folder.ReopenAsync());

    private void Use(SqliteEngine engine) =>
        (Queue, Store, Views, Parked) = (engine.Queue, engine.Records, engine.Views, engine.Parked);
}
