using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Console;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Functions.Hosting.Describe;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Puts the server together: engine, features, HTTP.</summary>
internal static class Server
{
    /// <summary>Where it listens unless it is told otherwise.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>Requests under way at once; the next one is answered 503 by the web server instead of waiting without end.</summary>
    public const int MaxConnections = 20_000;

    /// <summary>Everything but what listens: for the server, and for the operators' commands on the same data.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = Begin(args);
        // First of all: a store in another place is reached while the rest is put together.
        AddEngine(builder);
        AddLogging(builder);
        ChooseAddress(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = WebSetup.MaxFormBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            RequestLimits.Widen(kestrel.Limits);
        });

        var triggers = new Triggers();
        builder.Services.AddSingleton(triggers);
        builder.Services.AddSingleton<Workflows>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<FillRandom>(RandomNumberGenerator.Fill);
        builder.Services.AddSingleton<IdSource>();
        builder.Services.AddSingleton<Counters>();
        builder.Services.AddSingleton(KeyFile.Load(builder.Configuration));
        builder.Services.AddTelemetry(builder.Configuration);
        Features.Register(builder.Services, triggers);
        builder.Services.AddAzureFiles(builder.Configuration);
        builder.Services.AddWeb(builder.Configuration, builder.Environment);
        return builder;
    }

    /// <summary>What is configured, and nothing made of it: for what only looks at the data.</summary>
    public static IConfiguration Settings(string[] args) => Begin(args).Configuration;

    /// <summary>The server, ready to run.</summary>
    public static WebApplication Build(string[] args)
    {
        EarlyStart.Begin();
        var builder = CreateBuilder(args);
        var isCustomHandler = CustomHandler.PortOf(builder.Configuration) is not null;
        if (isCustomHandler)
        {
            builder.Services.AddSingleton<FunctionCalls>();
            WarmingServer.Decorate(builder.Services);
        }
        else
        {
            // Certificates are for whoever is spoken to directly; the Functions host speaks plain HTTP.
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.Services.AddHostedService<WorkflowHost>();
        }

        var app = builder.Build();
        // The engine is made while pages and routes are found: they share nothing.
        var making = isCustomHandler ? Task.Run(() => MakeStore(app.Services)) : Task.Run(() => MakeQueueAsync(app.Services));
        app.UseWeb();
        app.MapHealth();
        app.MapDescription();
        foreach (var trigger in app.Services.GetRequiredService<Triggers>().HttpTriggers) Map(app, trigger);
        making.GetAwaiter().GetResult();
        if (isCustomHandler) app.Services.GetRequiredService<FunctionCalls>().Map(app);
        return app;
    }

    /// <summary>The store may still be on its way: <see cref="WarmingServer"/> waits for it, when the pipeline is made too.</summary>
    private static void MakeStore(IServiceProvider services)
    {
        services.GetRequiredService<StoreWarmUp>();
        services.GetRequiredService<FunctionCalls>();
    }

    private static async Task MakeQueueAsync(IServiceProvider services)
    {
        await services.OpenedAsync();
        services.GetRequiredService<IMessageQueue>();
    }

    /// <summary>Settings are read once: watching their files for changes would watch every folder of the program, and cost a start a twentieth.</summary>
    private static WebApplicationBuilder Begin(string[] args) => WebApplication.CreateSlimBuilder(new WebApplicationOptions
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ContentRootPath = AppContext.BaseDirectory,
        EnvironmentName = DefaultEnvironment(args),
    });

    /// <summary>Behind the Functions host, only where the host calls: whatever else is configured would be reachable by others.</summary>
    private static void ChooseAddress(WebApplicationBuilder builder)
    {
        if (CustomHandler.PortOf(builder.Configuration) is { } port) builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        else if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(DefaultUrl);
    }

    private static void AddEngine(WebApplicationBuilder builder)
    {
        switch (Engines.Of(builder.Configuration))
        {
            case EngineKind.Azure:
                builder.Services.AddAzureEngine(builder.Configuration);
                break;
            case EngineKind.Embedded when CustomHandler.PortOf(builder.Configuration) is not null:
                throw new InvalidOperationException("Engine:Kind must be Azure behind the Functions host: its processes share nothing, and have no disk.");
            case EngineKind.Embedded:
                // Before anything is put into it: what makes a folder below it would make it readable by everybody.
                DataFolder.CreatePrivate(DataFolder.Of(builder.Configuration));
                builder.Services.AddEmbeddedEngine(builder.Configuration);
                break;
        }
    }

    private static void Map(WebApplication app, HttpTrigger trigger)
    {
        var handler = LazyHandler.Of(trigger.Handler, trigger.Route, app.Services);
        var route = new RouteHandlerBuilder([app.MapMethods(trigger.Route, [trigger.Method], handler)])
            .WithAccess(trigger.Access).WithMetadata(trigger.Handler.Method, trigger.Description);
        foreach (var convention in trigger.Conventions) convention(route);
    }

    /// <summary>A build for development shows the demonstration data unless it is told otherwise; a release never does.</summary>
    private static string? DefaultEnvironment(string[] args)
    {
        var isSet = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is not null
            || Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is not null
            || args.Any(argument => argument.StartsWith("--environment", StringComparison.OrdinalIgnoreCase));
#if DEBUG
        return isSet ? null : Environments.Development;
#else
        return isSet ? null : Environments.Production;
#endif
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment())
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }
        else
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.IncludeScopes = true;
            });
        }

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
    }
}
