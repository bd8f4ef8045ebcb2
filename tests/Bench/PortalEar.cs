using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.Bench;

/// <summary>The portal's side: takes every webhook, and says when a dossier was accepted.</summary>
internal sealed class PortalEar : IAsyncDisposable
{
    private const int Accepted = 2;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private long _events;

    public PortalEar(int port)
    {
        Url = $"http://127.0.0.1:{port}/portal";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Url { get; }

    /// <summary>Webhooks taken, repeats included.</summary>
    public long Events => Interlocked.Read(ref _events);

    public Task StartAsync() => _app.StartAsync();

    public Task WhenAccepted(string dossierCode) =>
        _waiting.GetOrAdd(dossierCode, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = new byte[(int)(context.Request.ContentLength ?? 0)];
        await context.Request.Body.ReadExactlyAsync(body);
        Interlocked.Increment(ref _events);
        var (dossier, state) = Read(body);
        if (dossier is not null && state == Accepted)
        {
            _waiting.GetOrAdd(dossier, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            _waiting.TryRemove(dossier, out _);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static (string? Dossier, int State) Read(byte[] body)
    {
        string? dossier = null;
        var state = 0;
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2) continue;
            if (reader.ValueTextEquals("dossierCode"u8))
            {
                reader.Read();
                dossier = reader.GetString();
            }
            else if (reader.ValueTextEquals("state"u8))
            {
                reader.Read();
                state = reader.GetInt32();
            }
        }

        return (dossier, state);
    }
}
