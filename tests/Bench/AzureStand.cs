using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Tests.Doubles.Cosmos;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Bench;

/// <summary>Doubles in this process, for starts of the program as a custom handler.</summary>
internal sealed class AzureStand : IAsyncDisposable
{
    private const string StoreKey = "bm90LWEtc2VjcmV0";
    private readonly CosmosHost _store;
    private readonly ServiceBusSimulator _broker;
    private readonly WebApplication _files;
    private readonly Dictionary<string, string> _settings;

    private AzureStand(CosmosHost store, ServiceBusSimulator broker, WebApplication files)
    {
        (_store, _broker, _files) = (store, broker, files);
        using var receipts = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Engine__Kind"] = "Azure",
            ["Cosmos__Endpoint"] = store.Endpoint.AbsoluteUri,
            ["Cosmos__Key"] = StoreKey,
            ["Cosmos__Create"] = "true",
            ["ServiceBus__Endpoint"] = broker.Endpoint,
            ["ServiceBus__KeyName"] = SimulatorOptions.KeyName,
            ["ServiceBus__Key"] = SimulatorOptions.Key,
            ["Blobs__ConnectionString"] = $"DefaultEndpointsProtocol=http;AccountName=bench;AccountKey={StoreKey};BlobEndpoint={files.Urls.First()}/bench;",
            ["Security__HashKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Security__ProtectionKeys__0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Receipts__Key"] = Convert.ToBase64String(receipts.ExportPkcs8PrivateKey()),
            ["COSMOS_DISABLE_IMDS_ACCESS"] = "true",
            ["AZURE_COSMOS_USE_QUERY_PLAN_INTEROP_LINUX"] = "true",
        };
    }

    public static async Task<AzureStand> StartAsync(CancellationToken cancellationToken)
    {
        var store = await CosmosHost.StartAsync(new CosmosDouble(TimeProvider.System, StoreKey), 0, cancellationToken);
        var broker = ServiceBusSimulator.Start(TopologyFile.Of(AzureCommands.Declared().Topology()));
        return new AzureStand(store, broker, await StartFilesAsync(cancellationToken));
    }

    /// <summary>A start as the Functions host does it. It asks for <c>/</c>.</summary>
    public StartSettings CustomHandler(int port) => new(
        [], new Dictionary<string, string>(_settings) { ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}" }, "/", () => { });

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _broker.DisposeAsync();
        await _files.DisposeAsync();
    }

    /// <summary>A storage account that has every container; a start asks no more.</summary>
    private static async Task<WebApplication> StartFilesAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var files = builder.Build();
        files.Run(context =>
        {
            context.Response.Headers.ETag = "\"0x1\"";
            context.Response.Headers.LastModified = "Tue, 24 Nov 2026 00:00:00 GMT";
            return Task.CompletedTask;
        });
        await files.StartAsync(cancellationToken);
        return files;
    }
}
