using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>The double over loopback HTTP, for programs in processes of their own.</summary>
/// <remarks>
/// Beside the protocol: <c>POST /_faults</c> with a <see cref="CosmosFault"/> arms one, <c>DELETE /_faults</c> disarms all,
/// <c>GET /_usage</c> says what was asked so far.
/// </remarks>
public sealed class CosmosHost : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly WebApplication _application;

    private CosmosHost(WebApplication application, Uri endpoint) => (_application, Endpoint) = (application, endpoint);

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts to listen on 127.0.0.1.</summary>
    /// <param name="cosmos">What answers.</param>
    /// <param name="port">Zero for any that is free.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<CosmosHost> StartAsync(CosmosDouble cosmos, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        var application = builder.Build();
        application.Run(context => AnswerAsync(cosmos, context));
        await application.StartAsync(cancellationToken);
        return new CosmosHost(application, new Uri(application.Urls.First()));
    }

    /// <summary>Waits until the process is told to stop.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task AnswerAsync(CosmosDouble cosmos, HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("POST", "/_faults"):
                cosmos.Faults.Add(JsonSerializer.Deserialize<CosmosFault>(body, Json)!);
                return;
            case ("DELETE", "/_faults"):
                cosmos.Faults.Clear();
                return;
            case ("GET", "/_usage"):
                await context.Response.WriteAsJsonAsync(cosmos.Usage.ByOperation, Json, context.RequestAborted);
                return;
        }

        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var request = new GatewayRequest(context.Request.Method, CosmosHandler.SegmentsOf(path), headers, body);
        try
        {
            var answer = await cosmos.AnswerAsync(
                request, new Uri($"http://{context.Request.Host}/"), context.RequestAborted);
            context.Response.StatusCode = answer.Status;
            foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
            if (answer.Status is 204 or 304) return;
            context.Response.ContentType = answer.ContentType;
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
        catch (IOException)
        {
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The caller went away.
        }
    }
}
