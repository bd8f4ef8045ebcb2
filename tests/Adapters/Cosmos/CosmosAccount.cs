using PublicServices.Infra.Cosmos;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.Adapters.Cosmos;

/// <summary>
/// A database for one test, in the double inside this process. With <c>PS_COSMOS_ENDPOINT</c> and <c>PS_COSMOS_KEY</c> set, the same suites
/// run against that account or emulator instead: a database is made for each test and removed after it, and tests that need faults or a
/// clock of their own are skipped.
/// </summary>
internal sealed class CosmosAccount : IAsyncDisposable
{
    private readonly List<CosmosEngine> _engines = [];
    private readonly List<HttpClient> _clients = [];
    private readonly string _database = $"ps-test-{Guid.NewGuid():N}";
    private readonly TimeProvider _clock;

    public CosmosAccount(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Double = IsReal ? null! : new CosmosDouble(_clock);
    }

    /// <summary>True when a real account or an emulator is used.</summary>
    public static bool IsReal => Environment.GetEnvironmentVariable("PS_COSMOS_ENDPOINT") is { Length: > 0 };

    /// <summary>The double; null against a real account.</summary>
    public CosmosDouble Double { get; }

    /// <summary>Where messages go.</summary>
    public MemoryPublisher Publisher { get; } = new();

    public string Database => _database;

    /// <summary>Skips a test that scripts the double.</summary>
    public static void NeedsTheDouble()
    {
        if (IsReal) Assert.Skip("It scripts faults or time, which a real account does not take.");
    }

    public CosmosOptions Options() => IsReal
        ? new CosmosOptions
        {
            Endpoint = new Uri(Environment.GetEnvironmentVariable("PS_COSMOS_ENDPOINT")!),
            Key = Environment.GetEnvironmentVariable("PS_COSMOS_KEY"),
            Database = _database,
        }
        : new CosmosOptions
        {
            Endpoint = CosmosHandler.Endpoint,
            Key = Convert.ToBase64String("a key"u8),
            Database = _database,
            HttpClientFactory = Client,
            RequestTimeout = TimeSpan.FromSeconds(20),
        };

    /// <summary>Opens another engine on the same database, as another process would.</summary>
    public async Task<CosmosEngine> OpenAsync(Func<CosmosOptions, CosmosOptions>? change = null, MemoryPublisher? publisher = null)
    {
        var options = change is null ? Options() : change(Options());
        var engine = await OpenCosmos.EngineAsync(
            options, publisher ?? Publisher, _clock, create: true, TestContext.Current.CancellationToken);
        _engines.Add(engine);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsReal && _engines.Count > 0) await _engines[0].DeleteDatabaseAsync(default);
        foreach (var engine in _engines) await engine.DisposeAsync();
        foreach (var client in _clients) client.Dispose();
    }

    private HttpClient Client()
    {
        var client = new HttpClient(new CosmosHandler(Double));
        _clients.Add(client);
        return client;
    }
}
