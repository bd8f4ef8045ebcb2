using PublicServices.Tests.Adapters.Store;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class SqliteStoreTests : StoreCompliance
{
    private readonly EngineFolder _folder = new();

    public override ValueTask InitializeAsync()
    {
        Store = _folder.Open().Records;
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();
}

public sealed class SqliteViewTests : ViewCompliance
{
    private readonly EngineFolder _folder = new();

    public override ValueTask InitializeAsync()
    {
        Views = _folder.Open().Views;
        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync() => _folder.DisposeAsync();
}
