using System.Net;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using PublicServices.Kernel;

namespace PublicServices.Infra.Cosmos;

/// <summary>The client, the database and its containers: made without asking the account for anything, and checked when there is time to wait.</summary>
public sealed class CosmosContainers : IDisposable
{
    private const string KeyPath = "/pk";

    /// <summary>Expiry is on, and nothing expires that does not say when.</summary>
    private const int OnlyWhatSaysSo = -1;

    /// <summary>The first request of a client finds the account and its ranges, which takes longer than the later ones.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly CosmosClient _client;

    /// <exception cref="InvalidOperationException">The options are wrong; the message has a line for each fault.</exception>
    public CosmosContainers(CosmosOptions options)
    {
        if (options.Faults("Cosmos") is { Count: > 0 } faults) throw new InvalidOperationException(string.Join('\n', faults));
        Options = options;
        AskNoMetadata();
        // The SDK's native query parser stays off: loading it takes 1.6 s of a start, and a query of one partition is sent without a plan.
        // Only what walks whole containers, operators' work, asks the Gateway for one.
        var settings = SettingsOf(options);
        _client = options.Key is null
            ? new CosmosClient(options.Endpoint!.AbsoluteUri, options.Credential, settings)
            : new CosmosClient(options.Endpoint!.AbsoluteUri, options.Key, settings);
        Records = Container("records");
        Requests = Container("requests");
        Views = Container("views");
        Parked = Container("parked");
        Leases = Container("leases");
    }

    /// <summary>Has the SDK's code loaded that needs no settings, for a start that has a processor to spare before it knows them.</summary>
    public static void Prepare()
    {
        AskNoMetadata();
        _ = new CosmosClientOptions();
    }

    /// <summary>How the account is reached.</summary>
    internal CosmosOptions Options { get; }

    /// <summary>Records with all that belongs to them, by record.</summary>
    internal Container Records { get; }

    /// <summary>Claims of requests' keys, by key.</summary>
    internal Container Requests { get; }

    /// <summary>Rows, by view and partition.</summary>
    internal Container Views { get; }

    /// <summary>Messages that were given up, in one partition.</summary>
    internal Container Parked { get; }

    /// <summary>Who relays what.</summary>
    internal Container Leases { get; }

    /// <summary>Apart from their definitions, which take a good part of a start to make and only a creation needs.</summary>
    private IReadOnlyList<(Container Container, int? Ttl, string[] Indexed)> All =>
    [
        (Records, OnlyWhatSaysSo, ["/pk/?", "/record/?", "/doc/?", "/blind/?", "/sweepAt/?"]),
        (Requests, OnlyWhatSaysSo, []),
        (Views, OnlyWhatSaysSo, ["/pk/?", "/sort/?"]),
        (Parked, null, ["/pk/?", "/number/?", "/consumer/?"]),
        (Leases, null, ["/pk/?"]),
    ];

    /// <summary>Each container as it must be: what is indexed is what queries go by, and nothing else is paid for on every write.</summary>
    internal IReadOnlyList<ContainerProperties> Definitions() => [.. All.Select(Definition)];

    /// <summary>Asks for every container once, so that a wrong name or a missing deployment stops the program and not a family's request.</summary>
    /// <param name="create">Makes what is missing first: for tests and emulators, where nothing was deployed before.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="InvalidOperationException">A line for each container that is missing or partitioned otherwise.</exception>
    /// <exception cref="EngineBusyException">The account does not answer.</exception>
    public async Task CheckAsync(bool create, CancellationToken cancellationToken)
    {
        if (create) await EnsureCreatedAsync(cancellationToken);
        var faults = await Task.WhenAll(All.Select(async made =>
            await DescribeAsync(made.Container.Id, cancellationToken) switch
            {
                null => $"Cosmos DB has no container {made.Container.Id} in database {Options.Database}.",
                { PartitionKeyPath: not KeyPath and var path } => $"Container {made.Container.Id} is partitioned by {path}, not {KeyPath}.",
                _ => null,
            }));
        if (faults.Any(fault => fault is not null)) throw new InvalidOperationException(string.Join('\n', faults.OfType<string>()));
    }

    /// <summary>A container as it was made; null when there is none.</summary>
    /// <exception cref="EngineBusyException">The account does not answer.</exception>
    internal async Task<ContainerProperties?> DescribeAsync(string container, CancellationToken cancellationToken) => await AskAsync(
        async stop => (await _client.GetContainer(Options.Database, container).ReadContainerAsync(cancellationToken: stop)).Resource, cancellationToken);

    /// <summary>Removes the database and everything in it, for tests that made one for themselves.</summary>
    internal async Task DeleteDatabaseAsync(CancellationToken cancellationToken) =>
        await _client.GetDatabase(Options.Database).DeleteAsync(cancellationToken: cancellationToken);

    public void Dispose() => _client.Dispose();

    /// <summary>Deployments make them beforehand, and this program has no right to.</summary>
    private async Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        var throughput = Options.AutoscaleMaxThroughput is { } most ? ThroughputProperties.CreateAutoscaleThroughput(most) : null;
        await AskAsync(stop => _client.CreateDatabaseIfNotExistsAsync(Options.Database, throughput, cancellationToken: stop), cancellationToken);
        var database = _client.GetDatabase(Options.Database);
        foreach (var definition in Definitions())
            await AskAsync(stop => database.CreateContainerIfNotExistsAsync(definition, cancellationToken: stop), cancellationToken);
    }

    /// <returns>Null when what is asked for does not exist.</returns>
    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartTimeout);
        try
        {
            return await ask(limit.Token);
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (CosmosCalls.IsOfTheService(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new EngineBusyException($"Cosmos DB at {Options.Endpoint} does not answer: {e.Message.Split('\n')[0].Trim()}", TimeSpan.FromSeconds(5));
        }
    }

    /// <summary>The SDK otherwise asks a metadata address for the machine it runs on, which outside Azure is seconds of waiting.</summary>
    private static void AskNoMetadata()
    {
        const string setting = "COSMOS_DISABLE_IMDS_ACCESS";
        if (Environment.GetEnvironmentVariable(setting) is null) Environment.SetEnvironmentVariable(setting, "true");
    }

    private static CosmosClientOptions SettingsOf(CosmosOptions options)
    {
        var isGateway = options.Connection switch
        {
            CosmosConnection.Direct => false,
            CosmosConnection.Gateway => true,
            _ => options.Endpoint!.Scheme == "http" || options.HttpClientFactory is not null,
        };
        return new CosmosClientOptions
        {
            ApplicationName = "PublicServices",
            ConnectionMode = isGateway ? ConnectionMode.Gateway : ConnectionMode.Direct,
            // An emulator has one address; elsewhere the SDK may go to another region.
            LimitToEndpoint = options.Endpoint!.Scheme == "http",
            EnableContentResponseOnWrite = false,
            MaxRetryAttemptsOnRateLimitedRequests = options.ThrottleRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = options.ThrottleWait,
            RequestTimeout = options.RequestTimeout,
            HttpClientFactory = options.HttpClientFactory,
            UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(ItemJson.Stored.Options),
        };
    }

    private static ContainerProperties Definition((Container Container, int? Ttl, string[] Indexed) made)
    {
        var definition = new ContainerProperties(made.Container.Id, KeyPath)
        {
            PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2,
            DefaultTimeToLive = made.Ttl,
        };
        foreach (var path in made.Indexed) definition.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path });
        definition.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return definition;
    }

    private Container Container(string name) => _client.GetContainer(Options.Database, Options.ContainerPrefix + name);
}
