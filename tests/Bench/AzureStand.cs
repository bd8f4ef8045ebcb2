using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Tests.Doubles;
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
        _settings = new Dictionary<string, string>(DoubleSettings.Of(
            store.Endpoint,
            StoreKey,
            broker,
            $"DefaultEndpointsProtocol=http;AccountName=bench;AccountKey={StoreKey};BlobEndpoint={files.Urls.First()}/bench;"))
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };
    }

    public static async Task<AzureStand> StartAsync(CancellationToken cancellationToken)
    {
        var store = await CosmosHost.StartAsync(new CosmosDouble(TimeProvider.System, StoreKey), 0, cancellationToken);
        var broker = ServiceBusSimulator.Start(TopologyFile.Of(AzureCommands.Declared().Topology()));
        return new AzureStand(store, broker, await StartFilesAsync(cancellationToken));
    }

    /// <summary>A start as the Functions host does it. It asks for <c>/</c>. Only the first, which is not counted, makes the containers.</summary>
    public StartSettings CustomHandler(int port)
    {
        var settings = new Dictionary<string, string>(_settings) { ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}" };
        _settings["Cosmos__Create"] = "false";
        return new StartSettings([], settings, "/", () => { });
    }

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
