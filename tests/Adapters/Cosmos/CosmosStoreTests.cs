using PublicServices.Tests.Adapters.Store;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <remarks>See <see cref="CosmosAccount"/> for how to run it against a real account.</remarks>
public sealed class CosmosStoreTests : StoreCompliance
{
    private readonly CosmosAccount _account = new();

    public override async ValueTask InitializeAsync() => Store = (await _account.OpenAsync()).Records;

    public override ValueTask DisposeAsync() => _account.DisposeAsync();
}

/// <remarks>See <see cref="CosmosAccount"/> for how to run it against a real account.</remarks>
public sealed class CosmosViewTests : ViewCompliance
{
    private readonly CosmosAccount _account = new();

    public override async ValueTask InitializeAsync() => Views = (await _account.OpenAsync()).Views;

    public override ValueTask DisposeAsync() => _account.DisposeAsync();
}
