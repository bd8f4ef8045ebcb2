using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>A gateway's server on a loopback port that can break in every way, before or after it did what it was asked.</summary>
internal abstract class FaultyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    protected FaultyServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Use(FailAsync);
        _app.Run(AnswerAsync);
    }

    public GatewayFault Fault { get; set; }

    /// <summary>True loses the answer but keeps what was done.</summary>
    public bool LosesAnswers { get; set; }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        Fault = GatewayFault.None;
        await _app.DisposeAsync();
    }

    protected abstract Task AnswerAsync(HttpContext context);

    private async Task FailAsync(HttpContext context, RequestDelegate next)
    {
        if (LosesAnswers)
        {
            context.Response.Body = Stream.Null;
            await next(context);
            context.Abort();
            return;
        }

        switch (Fault)
        {
            case GatewayFault.None:
                await next(context);
                break;
            case GatewayFault.LostConnection:
                context.Abort();
                break;
            case GatewayFault.Timeout:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case GatewayFault.Garbage:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html>200, but not what was asked for</html>");
                break;
            case GatewayFault.EmptyAnswer:
                break;
            default:
                context.Response.StatusCode = Fault switch
                {
                    GatewayFault.Conflict => 409,
                    GatewayFault.TooManyRequests => 429,
                    GatewayFault.ServerError => 500,
                    _ => 502,
                };
                await context.Response.WriteAsync("{}");
                break;
        }
    }
}
