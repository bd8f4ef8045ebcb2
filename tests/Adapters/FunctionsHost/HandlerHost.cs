using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Azure;
using PublicServices.Infra.Delivery;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.FunctionsHost;

/// <summary>The handler's routes on loopback, with handlers of the test's own, called over raw sockets: the bytes are part of the contract.</summary>
internal sealed class HandlerHost : IAsyncDisposable, IParkedStore, IViewStore
{
    private WebApplication _app = null!;

    public List<(string Consumer, Message Message, string Reason, string Detail, int Attempts)> Parked { get; } = [];

    public List<ViewChange> Applied { get; } = [];

    public List<MessageContext> Handled { get; } = [];

    public List<IReadOnlyList<JsonElement>> Relayed { get; } = [];

    public int Sweeps { get; private set; }

    public int Collections { get; private set; }

    public int Ticks { get; private set; }

    /// <summary>What the consumer <c>ledger</c> does with a message.</summary>
    public Func<MessageContext, ValueTask> Handle { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>What every other part does when it is its time.</summary>
    public Func<ValueTask> Work { get; set; } = () => ValueTask.CompletedTask;

    public int Port { get; private set; }

    /// <param name="functions">Functions beside those of the triggers, under names of captured requests.</param>
    public static async Task<HandlerHost> StartAsync(params AppFunction[] functions)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var host = new HandlerHost();
        builder.Services.AddSingleton(host);
        var app = host._app = builder.Build();
        var triggers = Declare();
        var calls = new FunctionCalls(
            triggers,
            new Workflows(triggers, app.Services),
            new EngineCalls(
                async (documents, _) =>
                {
                    host.Relayed.Add([.. documents.EnumerateArray().Select(document => document.Clone())]);
                    await host.Work();
                },
                async _ =>
                {
                    host.Sweeps++;
                    await host.Work();
                },
                async _ =>
                {
                    host.Collections++;
                    await host.Work();
                }),
            host,
            host,
            app.Services,
            TimeProvider.System,
            app.Services.GetRequiredService<ILoggerFactory>());
        calls.Map(app, [.. AppFunctions.Of(triggers), .. functions]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        host.Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return host;
    }

    /// <summary>Sends bytes as they are, and reads the answer.</summary>
    public async Task<(int Status, string? ContentType, string Body)> SendAsync(byte[] request)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        var head = await ReadHeadAsync(stream, cancellationToken);
        var lines = head.Split("\r\n");
        string? Header(string name) => lines.FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
        var body = new byte[int.Parse(Header("Content-Length") ?? "0", null)];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return (int.Parse(lines[0].Split(' ')[1], null), Header("Content-Type"), Encoding.UTF8.GetString(body));
    }

    /// <summary>Posts as the host does.</summary>
    public Task<(int Status, string? ContentType, string Body)> CallAsync(string function, string json, params string[] headers)
    {
        if (headers.Length == 0) headers = [$"{CustomHandler.InvocationHeader}: 8f33d9de-eac4-42c7-824c-8dd812db01fa"];
        var body = Encoding.UTF8.GetBytes(json);
        var head = $"POST /{function} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Content-Type: application/json; charset=utf-8\r\nContent-Length: {body.Length}\r\n\r\n";
        return SendAsync([.. Encoding.ASCII.GetBytes(head), .. body]);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    ValueTask IParkedStore.ParkAsync(string consumer, Message message, string reason, string detail, int attempts, CancellationToken cancellationToken)
    {
        Parked.Add((consumer, message, reason, detail, attempts));
        return ValueTask.CompletedTask;
    }

    ValueTask<ViewPage> IViewStore.RangeAsync(ViewRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

    async ValueTask IViewStore.ApplyAsync(IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        await Work();
        Applied.AddRange(changes);
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private static Triggers Declare()
    {
        var triggers = new Triggers();
        triggers.On<EntryV1, HandlerHost>("ledger", Entries.Entry, host => host.HandleAsync);
        triggers.Project("lists", Entries.Listed, entry => [new ViewChange(new ViewKey("list", "all", entry.Value), 1, "{}"u8.ToArray())]);
        triggers.Every<HandlerHost>("tick", TimeSpan.FromMinutes(1), host => _ => host.TickAsync());
        return triggers;
    }

    private ValueTask HandleAsync(EntryV1 entry, MessageContext context, CancellationToken cancellationToken)
    {
        Handled.Add(context);
        return Handle(context);
    }

    private ValueTask TickAsync()
    {
        Ticks++;
        return Work();
    }
}

/// <summary>What the test's messages say.</summary>
internal sealed record EntryV1(string Value);

internal static class Entries
{
    public static readonly Contract<EntryV1> Entry = new("ps.ledger.entry.v1", () => EntryJson.Default.EntryV1);

    public static readonly Contract<EntryV1> Listed = new("ps.ledger.listed.v1", () => EntryJson.Default.EntryV1);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EntryV1))]
internal sealed partial class EntryJson : JsonSerializerContext;
