using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.EndToEnd;

/// <summary>One webhook as it came, repeats included.</summary>
/// <param name="Place">The order of arrival, from 1.</param>
internal sealed record HeardWebhook(long Place, string Id, string Type, string Dossier, int State, int Sequence, string Body);

/// <summary>
/// The portal's side, written from the Standard Webhooks specification alone: takes webhooks, checks their signatures, and
/// remembers the order they came in.
/// </summary>
internal sealed class PortalEar : IAsyncDisposable
{
    private const int ToleranceSeconds = 300;
    private readonly ConcurrentQueue<HeardWebhook> _heard = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly WebApplication _app;
    private volatile string? _secret;
    private long _places;

    private PortalEar()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Url { get; private set; } = "";

    /// <summary>What a failure should say besides, such as what the server said last.</summary>
    public required Func<string> Circumstances { get; init; }

    /// <summary>Webhooks that were not signed as they must be.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public IReadOnlyCollection<HeardWebhook> Heard => _heard;

    /// <summary>Listens, and has the operator of a server enable it.</summary>
    public static async Task<PortalEar> ListenAsync(Visitor asOperator, Func<string>? circumstances = null)
    {
        var ear = await ListenAsync(circumstances);
        await ear.BeHeardAsync(asOperator);
        return ear;
    }

    /// <summary>Listens; nobody knows of it yet.</summary>
    public static async Task<PortalEar> ListenAsync(Func<string>? circumstances = null)
    {
        var ear = new PortalEar { Circumstances = circumstances ?? (static () => "") };
        await ear._app.StartAsync();
        ear.Url = ear._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/portal";
        return ear;
    }

    /// <summary>Has the operator of a server add and enable it.</summary>
    public async Task<(string Endpoint, string Secret)> BeHeardAsync(Visitor asOperator)
    {
        var added = (await asOperator.PostAsync("/api/portal/endpoints", $$"""{"name":"Portal","url":"{{Url}}"}""")).Must(HttpStatusCode.Created);
        Expect(added.Text("secret"));
        (await asOperator.PostAsync($"/api/portal/endpoints/{added.Text("endpoint")}/enable")).Must(HttpStatusCode.OK);
        return (added.Text("endpoint"), added.Text("secret"));
    }

    /// <summary>From now on webhooks are signed with this.</summary>
    public void Expect(string secret) => _secret = secret;

    /// <summary>What was heard of a dossier, each webhook once, in the order they first came.</summary>
    public IReadOnlyList<HeardWebhook> Of(string dossier) =>
        [.. _heard.Where(heard => heard.Dossier == dossier).OrderBy(heard => heard.Place).DistinctBy(heard => heard.Id)];

    /// <summary>Waits until a dossier's states are these, in this order.</summary>
    public Task UntilAsync(string dossier, params int[] states) => Eventually.TrueAsync(
        () => Task.FromResult(Of(dossier).Select(heard => heard.State).SequenceEqual(states)),
        Eventually.Soon,
        () => $"the portal heard {string.Join(", ", states)} of {dossier}; it heard {string.Join(", ", Of(dossier).Select(heard => heard.State))}; not signed as they must be: {string.Join(", ", _faults)}\n{Circumstances()}");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var id = context.Request.Headers["webhook-id"].ToString();
        if (Fault(context.Request, id, body) is { } fault)
        {
            _faults.Enqueue($"{id}: {fault}");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var json = JsonNode.Parse(body)!;
        if (json["data"]?["dossierCode"] is { } dossier)
        {
            _heard.Enqueue(new HeardWebhook(
                Interlocked.Increment(ref _places),
                id,
                json["type"]!.GetValue<string>(),
                dossier.GetValue<string>(),
                json["data"]!["state"]!.GetValue<int>(),
                json["data"]!["sequence"]!.GetValue<int>(),
                body));
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private string? Fault(HttpRequest request, string id, string body)
    {
        var timestamp = request.Headers["webhook-timestamp"].ToString();
        if (id.Length == 0 || !long.TryParse(timestamp, out var seconds)) return "headers";
        if (Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > ToleranceSeconds) return "timestamp";
        // The test webhook comes before anybody can know the secret only when enabling overtakes adding, which it cannot.
        return Signatures.Of(_secret!, id, timestamp, body) is var expected
            && request.Headers["webhook-signature"].ToString().Split(' ').Contains(expected) ? null : "signature";
    }
}

/// <summary>Standard Webhooks signatures, from the specification.</summary>
internal static class Signatures
{
    public static string Of(string secret, string id, string timestamp, string body)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return "v1," + Convert.ToBase64String(mac);
    }
}
