using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>What visitors reach: every request some HTTP function names is proxied to the program, as it is.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    /// <summary>How long a request waits for a program that is being started again.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(25);

    private static readonly HashSet<string> NotProxied = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade" };

    private readonly HandlerProcess _process;
    private readonly (TemplateMatcher Route, HashSet<string> Methods)[] _routes;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly WebApplication _application;

    private HttpFront(HandlerProcess process, IEnumerable<Function> functions, int port)
    {
        _process = process;
        _routes =
        [
            .. functions.Where(function => function.Type == "httpTrigger").Select(function => (
                new TemplateMatcher(TemplateParser.Parse(function.Text("route")), []),
                function.Trigger["methods"]!.AsArray().Select(method => method!.GetValue<string>()).ToHashSet(StringComparer.OrdinalIgnoreCase))),
        ];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // The real host takes 100 MB.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 100 * 1024 * 1024).UseUrls($"http://127.0.0.1:{port}");
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public Uri Endpoint => new(_application.Urls.First());

    public static async Task<HttpFront> StartAsync(HandlerProcess process, IEnumerable<Function> functions, int port, CancellationToken cancellationToken)
    {
        var front = new HttpFront(process, functions, port);
        await front._application.StartAsync(cancellationToken);
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!_routes.Any(route => route.Methods.Contains(context.Request.Method) && route.Route.TryMatch(context.Request.Path, new RouteValueDictionary())))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            var address = await _process.ReadyAsync(context.RequestAborted).WaitAsync(StartPatience);
            using var request = RequestTo(address, context);
            using var answer = await _http.SendAsync(request, context.RequestAborted);
            await CopyAsync(answer, context);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            if (context.Response.HasStarted) context.Abort();
            else context.Response.StatusCode = StatusCodes.Status502BadGateway;
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private static HttpRequestMessage RequestTo(Uri address, HttpContext context)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(address, context.Features.Get<IHttpRequestFeature>()!.RawTarget));
        if (context.Request.ContentLength is not 0 and not null || context.Request.Headers.TransferEncoding.Count > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (NotProxied.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        Set("x-ms-invocation-id", $"{Guid.CreateVersion7()}");
        Set("X-Forwarded-Host", context.Request.Host.Value ?? "");
        // What the platform's front end says of the visitor, after whatever the visitor had said.
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}");
        Set("X-Forwarded-Proto", context.Request.Scheme);
        return request;

        void Set(string name, string value)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotProxied.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        if (answer.StatusCode is System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.NotModified) return;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
