using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Portal;
using PublicServices.Tests.Unit.Support;
using Endpoint = PublicServices.Portal.Endpoint;

namespace PublicServices.Tests.Unit.Portal;

/// <summary>The portal feature on a store in memory, with one endpoint that answers as it is told and a clock that stands still.</summary>
internal sealed class PortalFixture
{
    public const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    public const string Dossier = "G22.99.08-260921-0001";
    public static readonly DateTimeOffset Start = new(2026, 9, 21, 3, 0, 0, TimeSpan.Zero);
    public static readonly RecordId Trail = new("dlv-g22.99.08-260921-0001");
    public static readonly RecordId Registration = new("reg-0001");
    public static readonly Caller Operator = new("ops", Role.Operator, "Operator");
    private readonly HashSet<string> _handled = [];
    private long _seed;

    public PortalFixture(bool withEndpoint = true)
    {
        Ids = new IdSource(Clock, bytes => BitConverter.TryWriteBytes(bytes, ++_seed));
        Options = new PortalOptions
        {
            Inbound = new PortalInboundOptions { Secrets = [Secret] },
            Outbound = new PortalOutboundOptions { Url = withEndpoint ? "https://portal.example/hook" : null, Secret = Secret },
        };
        Directory = new EndpointDirectory(Store, Options, Clock);
        Book = new EndpointBook(Store, Directory, Ids, Clock);
        Courier = new Courier(Sender, Gates, Clock);
        Deliverer = new Deliverer(Store, Directory, Courier, Ids, Clock);
    }

    public MemoryStore Store { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Start);

    public IdSource Ids { get; }

    public PortalOptions Options { get; }

    public ScriptedSender Sender { get; } = new();

    public EndpointGates Gates { get; } = new();

    public EndpointDirectory Directory { get; }

    public EndpointBook Book { get; }

    public Courier Courier { get; }

    public Deliverer Deliverer { get; }

    public static RecordId Configured => EndpointDirectory.Configured;

    /// <summary>A move as a service sends it.</summary>
    public Message Moved(long version, PortalState state, string note = "") => PortalContracts.DossierMoved.Write(
        Ids.Next(),
        Registration,
        Clock.GetUtcNow(),
        "corr",
        new DossierMovedV1(Registration, version, Dossier, "3.000181", state, Clock.GetUtcNow(), new LocalText(note, note)));

    public ValueTask MoveAsync(long version, PortalState state, string note = "") => HandleAsync(Moved(version, state, note));

    /// <summary>Handles everything that is due now, in the order it was sent, and keeps the views up to date.</summary>
    public async Task RunAsync()
    {
        for (var rounds = 0; rounds < 1_000; rounds++)
        {
            var due = Store.Sent.FirstOrDefault(sent => !_handled.Contains(sent.Message.Id) && !(sent.NotBefore > Clock.GetUtcNow()));
            if (due.Message is null) return;
            _handled.Add(due.Message.Id);
            await HandleAsync(due.Message);
        }

        throw new InvalidOperationException("Messages do not come to an end.");
    }

    /// <summary>Lets time pass, handling what falls due on the way at the time it does.</summary>
    public async Task RunForAsync(TimeSpan time)
    {
        var end = Clock.GetUtcNow() + time;
        await RunAsync();
        while (Store.Sent.Where(sent => !_handled.Contains(sent.Message.Id) && sent.NotBefore <= end).Min(sent => sent.NotBefore) is { } next)
        {
            if (next > Clock.GetUtcNow()) Clock.SetUtcNow(next);
            await RunAsync();
        }

        Clock.SetUtcNow(end);
    }

    public ValueTask HandleAsync(Message message) => HandleAsync(message, attempt: 1);

    public async ValueTask HandleAsync(Message message, int attempt)
    {
        var context = new MessageContext(message, new Cause("portal", message.Id), attempt);
        var none = CancellationToken.None;
        if (message.Type == PortalContracts.DossierMoved.Type)
            await new RecordDossierMove(Deliverer).HandleAsync(PortalContracts.DossierMoved.Read(message), context, none);
        else if (message.Type == PortalMessages.DeliveryDue.Type)
            await new DeliverDue(Deliverer).HandleAsync(PortalMessages.DeliveryDue.Read(message), context, none);
        else if (message.Type == PortalMessages.TrailRewound.Type)
            await new RewindTrail(Deliverer, Directory).HandleAsync(PortalMessages.TrailRewound.Read(message), context, none);
        else if (message.Type == PortalMessages.EndpointReported.Type)
            await new ApplyEndpointReport(Book, NullLogger<ApplyEndpointReport>.Instance).HandleAsync(PortalMessages.EndpointReported.Read(message), context, none);
        else if (message.Type == PortalMessages.EndpointRecovered.Type)
            await new ResumeEndpoint(Store, Store, Directory, Gates, Ids, Clock).HandleAsync(PortalMessages.EndpointRecovered.Read(message), context, none);
        else if (message.Type == PortalMessages.ReplayRequested.Type)
            await new ContinueReplay(Store, Store, Directory, Ids, Clock).HandleAsync(PortalMessages.ReplayRequested.Read(message), context, none);
        else if (message.Type == PortalMessages.DeliveriesRecorded.Type)
            await Store.ApplyAsync([.. PortalViews.Project(PortalMessages.DeliveriesRecorded.Read(message))], none);
        else
            throw new InvalidOperationException(message.Type);
    }

    public async Task<DeliveryTrail> TrailAsync() =>
        (await new Records<DeliveryTrail>(Store, () => PortalJson.Default.DeliveryTrail).LoadAsync(Trail, CancellationToken.None)).State!;

    public async Task<Endpoint> EndpointAsync(RecordId? id = null) =>
        (await Book.FindAsync(Operator, id ?? Configured, CancellationToken.None)).Value;

    /// <summary>The delivery log of a day as people read it.</summary>
    public async Task<IReadOnlyList<DeliveryLine>> LogAsync(DateOnly? day = null) =>
        (await new ReadDeliveries(Book, Store, Store).OfDayAsync(
            Configured, day ?? Clock.GetUtcNow().VietnamDate(), null, Operator, CancellationToken.None)).Value.Lines;
}

/// <summary>Stands for the receiver: answers from a script, 200 when the script is over, and remembers what it was sent.</summary>
internal sealed class ScriptedSender : IWebhookSender
{
    private readonly Queue<WebhookAnswer> _answers = [];

    /// <summary>Answers everything with this while it is set.</summary>
    public WebhookAnswer? Always { get; set; }

    public List<WebhookPost> Posts { get; } = [];

    /// <summary>The states that arrived, in order, repeats included.</summary>
    public IReadOnlyList<int> AcknowledgedStates => [.. _acknowledged];

    private readonly List<int> _acknowledged = [];

    public void Answer(params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) _answers.Enqueue(new WebhookAnswer(status));
    }

    public void Answer(WebhookAnswer answer) => _answers.Enqueue(answer);

    public ValueTask<WebhookAnswer> SendAsync(WebhookPost post, CancellationToken cancellationToken)
    {
        Posts.Add(post);
        var answer = _answers.TryDequeue(out var scripted) ? scripted : Always ?? new WebhookAnswer(200);
        if (answer.IsDelivered && Body(post).GetProperty("data").TryGetProperty("state", out var state)) _acknowledged.Add(state.GetInt32());
        return ValueTask.FromResult(answer);
    }

    public static System.Text.Json.JsonElement Body(WebhookPost post) => System.Text.Json.JsonDocument.Parse(post.Body).RootElement;
}
