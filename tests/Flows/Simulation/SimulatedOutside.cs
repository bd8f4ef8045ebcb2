using System.Text.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using PublicServices.Kernel;
using PublicServices.Notices;
using PublicServices.Portal;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>The National Public Service Portal: keeps each event once, by its id; now and then it is down, or its answer is lost.</summary>
internal sealed class SimulatedPortal(World world) : IWebhookSender
{
    private readonly Dictionary<string, string> _bodies = new(StringComparer.Ordinal);

    /// <summary>Dossier and state of each event, in the order they first arrived.</summary>
    public List<(string Dossier, int State, long Sequence)> Events { get; } = [];

    public DateTimeOffset DownUntil { get; set; }

    public ValueTask<WebhookAnswer> SendAsync(WebhookPost post, CancellationToken cancellationToken)
    {
        world.Effect("before a webhook", mayInterleave: true);
        if (world.Now < DownUntil) return ValueTask.FromResult(new WebhookAnswer(0, "unreachable"));
        if (world.Chance.Happens(world.Faults.PortalFails)) return ValueTask.FromResult(Refusal());

        Take(post);
        world.Effect("after a webhook", mayInterleave: false);
        return ValueTask.FromResult(world.Chance.Happens(world.Faults.PortalAcceptsSilently)
            ? new WebhookAnswer(0, "timeout")
            : new WebhookAnswer(204));
    }

    private WebhookAnswer Refusal() => world.Chance.Below(12) switch
    {
        0 => new WebhookAnswer(410),
        1 or 2 => new WebhookAnswer(429, RetryAfter: TimeSpan.FromSeconds(60)),
        3 => new WebhookAnswer(400),
        4 or 5 => new WebhookAnswer(503),
        _ => new WebhookAnswer(500),
    };

    private void Take(WebhookPost post)
    {
        using var body = JsonDocument.Parse(post.Body);
        if (body.RootElement.GetProperty("type").GetString() != "dossier.status-changed") return;
        var data = body.RootElement.GetProperty("data");
        var said = data.GetRawText();
        if (_bodies.TryGetValue(post.Id, out var before))
        {
            if (before != said) throw new InvariantBrokenException($"Webhook {post.Id} came again with another content.");
            return;
        }

        _bodies.Add(post.Id, said);
        Events.Add((data.GetProperty("dossierCode").GetString()!, data.GetProperty("state").GetInt32(), data.GetProperty("sequence").GetInt64()));
    }
}

/// <summary>The post office: takes each letter once, by its id.</summary>
internal sealed class SimulatedPost(World world, NoticeChannelKind kind) : INoticeChannel
{
    public NoticeChannelKind Kind => kind;

    /// <summary>Letters taken.</summary>
    public Dictionary<string, NoticeLetter> Letters { get; } = new(StringComparer.Ordinal);

    public ValueTask<ChannelAnswer> SendAsync(NoticeLetter letter, CancellationToken cancellationToken)
    {
        world.Effect("before a letter", mayInterleave: true);
        if (world.Chance.Happens(world.Faults.NoticeFails)) return ValueTask.FromResult(new ChannelAnswer(ChannelOutcome.TryLater, "timeout"));
        if (Letters.TryGetValue(letter.Id, out var before) && before.Text != letter.Text)
            throw new InvariantBrokenException($"Letter {letter.Id} came again with another text.");
        Letters[letter.Id] = letter;
        world.Effect("after a letter", mayInterleave: false);
        return ValueTask.FromResult(new ChannelAnswer(ChannelOutcome.Sent));
    }
}

/// <summary>Nobody uploads a file in here: statements come as they were read.</summary>
internal sealed class NoBlobs : IBlobStore
{
    public ValueTask<string> PutAsync(RecordId owner, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Stream?> OpenAsync(RecordId owner, string sha256, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask EraseAsync(RecordId owner, CancellationToken cancellationToken) => default;
}

internal sealed class DevelopmentEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Development;

    public string ApplicationName { get; set; } = "simulation";

    public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
