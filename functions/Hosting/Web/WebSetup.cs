using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.Web;

/// <summary>The HTTP surface: two calls for the host, one for each route.</summary>
public static class WebSetup
{
    /// <summary>Rate limit of what anybody may ask without signing in.</summary>
    public const string PublicPolicy = "public";

    /// <summary>Largest form or file upload of a page: a photo, a transcript and evidence at their limits, with room.</summary>
    public const long MaxFormBytes = 32L * 1024 * 1024;

    /// <summary>Services: problems, languages, sign-in, pages, rate limits.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("Web").Get<WebOptions>() ?? new WebOptions();
        options.UploadOrigin = new Lazy<string?>(() => AzureFiles.UploadOrigin(configuration));
        // Signing out leads through the provider by a redirect after a form.
        if (configuration["SignIn:Oidc:Authority"] is { Length: > 0 } authority && Uri.TryCreate(authority, UriKind.Absolute, out var provider))
            options.FormTargets.Add(provider.GetLeftPart(UriPartial.Authority));
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new IdSource(provider.GetRequiredService<TimeProvider>(), RandomNumberGenerator.Fill));
        services.AddSignIn(configuration, environment);
        services.AddPages();
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(PublicPolicy, context => RateLimitPartition.GetFixedWindowLimiter(
                PublicPartition(context.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = options.PublicRequestsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        });
        // Compression of JSON costs more than it saves on the accept path; pages are text and travel to phones.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        return services;
    }

    /// <summary>Middleware in the one right order, the pages, the assets and the sign-in routes.</summary>
    public static WebApplication UseWeb(this WebApplication app)
    {
        app.UseMiddleware<ArrivalMiddleware>();
        UseTrustedProxies(app);
        app.UseResponseCompression();
        app.Use(Envelope(app.Services.GetRequiredService<WebOptions>(), app.Environment.IsDevelopment()));
        app.UseMiddleware<Faults>();
        app.UseMiddleware<RequestLimits>();
        app.UseRouting();
        app.UseMiddleware<SameOriginRule>();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAssets();
        app.MapSignIn();
        app.MapRazorPages();
        return app;
    }

    /// <summary>Who may call a route, as endpoint conventions.</summary>
    public static TBuilder WithAccess<TBuilder>(this TBuilder route, Access access)
        where TBuilder : IEndpointConventionBuilder
    {
        return access switch
        {
            Access.SignedIn => route.RequireAuthorization(),
            Access.Public => route.AllowAnonymous().RequireRateLimiting(PublicPolicy),
            Access.Signed => route.AllowAnonymous(),
            _ => throw new ArgumentOutOfRangeException(nameof(access), access, null),
        };
    }

    /// <summary>One network of IPv6 counts as one address: a subscriber has a whole /64.</summary>
    internal static string PublicPartition(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static Func<HttpContext, RequestDelegate, Task> Envelope(WebOptions options, bool isDevelopment) => (context, next) =>
    {
        SecurityHeaders.ForEverything(context.Response);
        if (context.Request.IsHttps && !isDevelopment) context.Response.Headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        context.Response.OnStarting(static state =>
        {
            var (response, options) = ((HttpResponse, WebOptions))state;
            var path = response.HttpContext.Request.Path;
            // The API's own documentation page brings scripts of its own.
            if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true && !path.StartsWithSegments("/docs"))
                SecurityHeaders.ForPages(response, options);
            else if (response.Headers.CacheControl.Count == 0)
                response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, (context.Response, options));
        return next(context);
    };

    private static void UseTrustedProxies(WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<WebOptions>().TrustedProxies;
        var isCustomHandler = CustomHandler.PortOf(app.Configuration) is not null;
        if (proxies.Count == 0 && !isCustomHandler) return;
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        if (isCustomHandler)
        {
            // The Functions host calls over loopback, and what it says of the request came from the front end's own headers. Further
            // proxies before it are believed as far as they are known, one after the other.
            forwarded.KnownProxies.Add(IPAddress.Loopback);
            forwarded.ForwardLimit = null;
        }

        foreach (var proxy in proxies)
        {
            if (proxy.Contains('/', StringComparison.Ordinal)) forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            else forwarded.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        app.UseForwardedHeaders(forwarded);
    }
}
