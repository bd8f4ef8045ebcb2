using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PublicServices.Infra.Cosmos;
using PublicServices.Infra.Delivery;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>Registers Cosmos DB, Service Bus and Azure Storage behind the kernel's ports.</summary>
internal static class AzureEngine
{
    /// <summary>How long the timer listens to dead-letter queues.</summary>
    private static readonly TimeSpan Listen = TimeSpan.FromSeconds(10);

    /// <exception cref="InvalidOperationException">Settings are missing or wrong; one line for each.</exception>
    public static void AddAzureEngine(this IServiceCollection services, IConfiguration configuration)
    {
        var faults = new List<string>();
        var store = StoreSettings.Read(configuration, faults);
        if (store is not null) services.AddSingleton(StoreOpening.Begin(store));
        var settings = AzureSettings.Read(configuration, faults);
        services.TryAddSingleton(_ => store?.Options.Credential ?? new DefaultAzureCredential());
        services.AddSingleton(provider => new ServiceBusTransport(
            settings.Broker,
            provider.GetRequiredService<Triggers>().Topology(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<FillRandom>(),
            provider.GetRequiredService<ILogger<ServiceBusTransport>>()));
        services.AddSingleton(provider => new CosmosEngine(
            provider.GetRequiredService<StoreOpening>().Containers,
            provider.GetRequiredService<ServiceBusTransport>().Publisher,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<FillRandom>(),
            provider.GetRequiredService<ILogger<CosmosEngine>>()));
        AddPorts(services);
        services.AddSingleton<ProbePart>(provider => new BlobProbe(settings.Files.OpenContainer(provider.GetRequiredService<TokenCredential>())).ProbeAsync);
        services.AddSingleton<ProbePart>(provider => provider.GetRequiredService<ServiceBusTransport>().HealthAsync);
        services.AddSingleton<IStoreCare, AzureCare>();
        services.AddSingleton(EngineCallsOf);
        if (CustomHandler.PortOf(configuration) is not null) return;
        services.AddSingleton<TimerTurns>();
        services.AddHostedService<RelayHost>();
    }

    /// <summary>Done when the engine can be relied on; at once where it is embedded.</summary>
    /// <exception cref="InvalidOperationException">A line for each container that is missing or partitioned otherwise.</exception>
    /// <exception cref="EngineBusyException">The account does not answer.</exception>
    public static Task OpenedAsync(this IServiceProvider services) => services.GetService<StoreOpening>()?.Checked ?? Task.CompletedTask;

    private static void AddPorts(IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<CosmosEngine>().Records);
        services.AddSingleton(provider => provider.GetRequiredService<CosmosEngine>().Views);
        services.AddSingleton(provider => provider.GetRequiredService<CosmosEngine>().Sender);
        services.AddSingleton<IParkedStore>(provider => provider.GetRequiredService<CosmosEngine>().Parked);
        services.AddSingleton(provider => provider.GetRequiredService<ServiceBusTransport>().CreateParked(
            new ParkedShelf(provider.GetRequiredService<CosmosEngine>().Parked, provider.GetRequiredService<Triggers>().Topology())));
        services.AddSingleton(provider => provider.GetRequiredService<ServiceBusTransport>().CreateQueue(
            provider.GetRequiredService<IViewStore>(), provider.GetRequiredService<IParkedStore>(), provider.GetRequiredService<IMessageSender>()));
    }

    private static EngineCalls EngineCallsOf(IServiceProvider provider)
    {
        var relay = provider.GetRequiredService<CosmosEngine>().Relay;
        var transport = provider.GetRequiredService<ServiceBusTransport>();
        var parked = provider.GetRequiredService<IParkedStore>();
        return new EngineCalls(
            async (documents, cancellationToken) => await relay.RelayAsync(documents, cancellationToken),
            async cancellationToken => await relay.SweepAsync(cancellationToken),
            async cancellationToken => await transport.CollectDeadLettersAsync(parked, Listen, cancellationToken));
    }
}
