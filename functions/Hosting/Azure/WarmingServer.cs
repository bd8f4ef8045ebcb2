using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PublicServices.Functions.Hosting.Azure;

/// <summary>
/// A server that sends itself a few requests before it listens. The host takes the first answer of any kind as readiness and
/// sends real callers at once; they must not be the ones who wait for code to be compiled and connections to be opened.
/// </summary>
internal sealed partial class WarmingServer(IServer inner, IServiceProvider services, TimeProvider clock, ILogger<WarmingServer> logger) : IServer
{
    /// <summary>A part that is down or slow must not keep the process from saying so.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The host asks again every few milliseconds until there is an answer.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>A page, and a call that is refused because nobody is signed in. What lists and records need of the store, <see cref="StoreWarmUp"/> asks for.</summary>
    private static readonly (string Method, string Path)[] Requests = [("GET", "/"), ("POST", "/api/exams/warm-up/registrations")];

    private readonly CancellationTokenSource _stopping = new();

    public IFeatureCollection Features => inner.Features;

    /// <summary>Puts itself before the server that is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IServer));
        services.RemoveAll<IServer>();
        services.AddSingleton<StoreWarmUp>();
        services.AddSingleton<IServer>(provider => new WarmingServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!),
            provider,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WarmingServer>>()));
    }

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        var requests = Requests.Select(request => Task.Run(() => SendAsync(application, request.Method, request.Path), cancellationToken)).ToArray();
        var calls = Task.Run(services.GetRequiredService<FunctionCalls>().Prepare, cancellationToken);
        // Asked for now and not when this server is made: what is wrong with the store is said before anything listens, and nothing has to
        // wait for it earlier.
        await services.OpenedAsync();
        await Task.WhenAll([.. requests, calls, services.GetRequiredService<StoreWarmUp>().Done]);
        await inner.StartAsync(application, cancellationToken);
        _ = OpenTheRestAsync(application);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await inner.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        inner.Dispose();
    }

    /// <summary>Opens what no caller waits for, the broker and the files, out of the way of the host's first question.</summary>
    private async Task OpenTheRestAsync<TContext>(IHttpApplication<TContext> application)
        where TContext : notnull
    {
        await Task.Delay(Calm, clock, _stopping.Token);
        await SendAsync(application, "GET", "/health/ready");
    }

    private async Task SendAsync<TContext>(IHttpApplication<TContext> application, string method, string path)
        where TContext : notnull
    {
        using var patience = new CancellationTokenSource(Patience);
        var http = new DefaultHttpContext { RequestAborted = patience.Token };
        http.Request.Method = method;
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("localhost");
        http.Request.Path = path;
        http.Response.Body = new MemoryStream();
        var context = application.CreateContext(http.Features);
        try
        {
            await application.ProcessRequestAsync(context).WaitAsync(Patience, CancellationToken.None);
            application.DisposeContext(context, null);
        }
        catch (Exception e)
        {
            Log.Cold(logger, e, method, path);
            application.DisposeContext(context, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Method} {Path} failed while warming up; real requests will tell whether it still does")]
        public static partial void Cold(ILogger logger, Exception exception, string method, string path);
    }
}
