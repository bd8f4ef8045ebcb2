using Azure.Storage.Blobs;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Tests.Doubles;
using PublicServices.Tests.Doubles.Cosmos;
using PublicServices.Tests.Doubles.FunctionsHost;
using PublicServices.Tests.Doubles.ServiceBus;
using PublicServices.Tests.EndToEnd.Crashes;
using PublicServices.Tests.Support;

namespace PublicServices.Tests.EndToEnd.Engines;

/// <summary>What a server stands on: a folder, or the doubles of an Azure deployment, which outlive it as the real ones would.</summary>
internal sealed class EngineStand : IAsyncDisposable
{
    private const string Database = "public-services";
    private const string StoreKey = "bm90LWEtc2VjcmV0";
    private readonly DataFolder _folder = new();
    private CosmosHost? _store;
    private CosmosDouble? _cosmos;
    private Azurite? _files;

    private EngineStand(TestedEngine engine) => Engine = engine;

    public TestedEngine Engine { get; }

    /// <summary>Data folder of the embedded engine; behind the host, the published one with the functions' files.</summary>
    public string Folder => _folder.Path;

    public CosmosDouble Cosmos => _cosmos ?? throw new InvalidOperationException("The embedded engine has no Cosmos DB.");

    public ServiceBusSimulator? Broker { get; private set; }

    /// <summary>Settings of the program, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    /// <summary>Why an engine cannot be tested here; null when it can.</summary>
    public static string? Missing(TestedEngine engine) => engine == TestedEngine.Embedded ? null : Azurite.Missing;

    public static async Task<EngineStand> StartAsync(TestedEngine engine)
    {
        var stand = new EngineStand(engine);
        if (engine == TestedEngine.Embedded) return stand;
        stand._cosmos = new CosmosDouble(TimeProvider.System, StoreKey);
        stand._store = await CosmosHost.StartAsync(stand._cosmos, 0, CancellationToken.None);
        stand.Broker = ServiceBusSimulator.Start(TopologyFile.Of(AzureCommands.Declared().Topology(), TimeSpan.FromMinutes(10)));
        stand._files = await Azurite.StartAsync();
        foreach (var container in new[] { "files", "quarantine" })
            await new BlobServiceClient(stand._files.ConnectionString).CreateBlobContainerAsync(container);
        stand.Environment = new Dictionary<string, string>(DoubleSettings.Of(stand._store.Endpoint, StoreKey, stand.Broker, stand._files.ConnectionString))
        {
            ["Cosmos__Database"] = Database,
            // The double plans no queries; operators' commands walk whole containers.
            ["AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX"] = "true",
        };
        if (engine == TestedEngine.AzureFunctions) FunctionFiles.Write(AzureCommands.Declared(), "dotnet", stand.Folder);
        return stand;
    }

    /// <summary>A look behind the program's back, once it has stopped.</summary>
    public IStoreInside LookInside() => Engine == TestedEngine.Embedded ? new StoppedStore(Folder) : new CosmosInside(Cosmos, Broker!, Database);

    /// <summary>Waits until no message is under way, while the program still runs; the embedded engine's file can be read only when it has stopped.</summary>
    public async Task DrainedAsync()
    {
        if (Engine == TestedEngine.Embedded) return;
        using var inside = LookInside();
        await Eventually.TrueAsync(
            () => Task.FromResult(inside.Waiting().Count == 0), Eventually.Soon, () => $"nothing is under way: {string.Join("; ", inside.Waiting())}");
    }

    /// <summary>How the double of the host starts the program.</summary>
    public FunctionsHostOptions HostOptions(int port, IReadOnlyList<string> program, IReadOnlyDictionary<string, string> settings) => new()
    {
        Program = program,
        Root = Folder,
        Environment = settings,
        Port = port,
        Broker = new() { Endpoint = Broker!.Endpoint, KeyName = SimulatorOptions.KeyName, Key = SimulatorOptions.Key },
        Store = (_store!.Endpoint, StoreKey, Database),
        // A test kills the program more often than the real host would put up with before the platform starts another.
        MaxErrors = int.MaxValue,
        InitializationTimeout = ServerProcess.Patience,
    };

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (Broker is not null) await Broker.DisposeAsync();
        if (_files is not null) await _files.DisposeAsync();
        _folder.Dispose();
    }
}
