using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Infra.Blobs;
using PublicServices.Infra.Receipts;
using PublicServices.Infra.Sheets;
using PublicServices.Infra.VietQr;
using PublicServices.Kernel;
using PublicServices.Notices;
using PublicServices.Payments;
using PublicServices.Portal;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>
/// The whole domain with everything around it, on one thread, from one seed. The handlers, triggers and decisions are the real
/// ones; store, clock, gateway, portal and post are simulated, and everything that can go wrong does.
/// </summary>
internal sealed class World : IDisposable
{
    /// <summary>Deliveries after which messages that keep failing are left for later.</summary>
    private const int MostReady = 20_000;

    /// <summary>Deliveries before a failing message is parked.</summary>
    private const int MaxAttempts = 25;

    private static readonly VietQrOptions OurAccount = new() { Bin = "970403", BankName = "Ngân hàng Mô phỏng", Account = "0001", AccountName = "SO GDDT" };

    private static readonly EcdsaReceiptSigner Signer = new(ReceiptKey.Generate());

    /// <summary>What gateways and the bank told, which operators let the server finish before they export.</summary>
    private static readonly HashSet<string> News =
        [PaymentMessages.CallbackReceived.Type, PaymentMessages.NoticeReceived.Type, PaymentMessages.RefundDue.Type, TransferContracts.TransferReceived.Type];

    private readonly Triggers _triggers = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2027, 4, 21, 1, 0, 0, TimeSpan.Zero));
    private readonly HashSet<(string Consumer, RecordId Session)> _busy = [];
    /// <summary>What happens in between happens in another process: in one they would wait for each other, and here nothing can wait.</summary>
    private readonly List<Process> _processes = [];
    private int _depth;

    public World(int seed, Faults faults)
    {
        (Chance, Faults) = (new Chance(seed), faults);
        Features.Register(new ServiceCollection(), _triggers);
        Store = new SimulatedStore(_triggers.ConsumersOfType(), _clock, EffectOnStore);
        Gateways =
        [
            new(this, new("cards") { HasDisputes = true }),
            new(this, new("redirect") { OpensLocally = true, AnswersFromTheBooks = true }),
            new(this, new("platform") { AnswersFromTheBooks = true, RefundsByHand = true, CallbackIsProof = Chance.Below(2) == 0 }),
            new(this, new("wallet") { OpensLocally = true, CallbackIsProof = true }),
        ];
        Bank = new SimulatedBank(this);
        Portal = new SimulatedPortal(this);
        Email = new SimulatedPost(this, NoticeChannelKind.Email);
        Sms = new SimulatedPost(this, NoticeChannelKind.Sms);
    }

    public Chance Chance { get; }

    public Faults Faults { get; set; }

    public SimulatedStore Store { get; }

    /// <summary>One of each sort that calls back.</summary>
    public IReadOnlyList<SimulatedGateway> Gateways { get; }

    /// <summary>Where payers transfer to, and gateways pay out to.</summary>
    public SimulatedBank Bank { get; }

    /// <summary>The gateway that is a bank account: the product's own, because there is nothing outside of it to simulate but the bank.</summary>
    public const string Transfers = VietQrGateway.GatewayName;

    /// <summary>How often what happened.</summary>
    public SortedDictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public SimulatedPortal Portal { get; }

    public SimulatedPost Email { get; }

    public SimulatedPost Sms { get; }

    /// <summary>Callbacks on their way to us, and when they arrive.</summary>
    public List<SimulatedCallback> Callbacks { get; } = [];

    /// <summary>What people do by themselves; set once the world has people.</summary>
    public Action? Somebody { get; set; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public int Crashes { get; private set; }

    public int Interleavings { get; private set; }

    /// <summary>The process's services, until it dies.</summary>
    public IServiceProvider Services => Here.Services;

    /// <summary>Runs what a request would run; null when the process died under it, so that whoever asked has no answer.</summary>
    public Result<T>? Ask<T>(Func<ValueTask<Result<T>>> request)
    {
        try
        {
            return request().AsTask().GetAwaiter().GetResult();
        }
        catch (EngineBusyException)
        {
            return null;
        }
        catch (SimulatedCrashException) when (_depth == 0)
        {
            Reboot();
            return null;
        }
    }

    /// <summary>Remembers that something happened.</summary>
    public void Count(string what, int times = 1) => Seen[what] = Seen.GetValueOrDefault(what) + times;

    /// <summary>The gateway of that name; null for the bank account.</summary>
    public SimulatedGateway? Find(string gateway) => Gateways.FirstOrDefault(one => one.Name == gateway);

    /// <summary>Runs a timer of the trigger list once.</summary>
    public void RunTimer(string name)
    {
        var run = _triggers.Timers.Single(timer => timer.Name == name).Run(Services);
        try
        {
            run(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (SimulatedCrashException) when (_depth == 0)
        {
            Reboot();
        }
    }

    /// <summary>A record's history, oldest first.</summary>
    public IEnumerable<HistoryEntry> History(RecordId record) => Store.DocumentsOf(record)
        .Where(document => document.Id.StartsWith(Document.HistoryPrefix, StringComparison.Ordinal))
        .Select(document => JsonSerializer.Deserialize(document.Body.Span, KernelJson.Default.HistoryEntry)!);

    /// <summary>
    /// Moves to another store, as an export and an import do: records and rows come along, messages, inbox and kept answers do not,
    /// and every record is woken. News that waits is handled first: only its message knows what was read of it.
    /// </summary>
    public void MoveToAnotherStore()
    {
        // Whatever cannot be made again has been handled before an export begins; here it is carried over.
        Store.Queue.RemoveAll(queued => !News.Contains(queued.Message.Type) && !_triggers.DrainedBeforeExport.Contains(queued.Consumer));
        Store.ForgetCauses();
        foreach (var kind in _triggers.Kinds.Where(kind => kind.Wake is not null))
        {
            foreach (var record in Store.All(kind.Kind).ToList())
                Store.SendAsync([.. kind.Wake!(record, Now)], CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        // As an operator does after an import: lists are made again from the records.
        foreach (var kind in _triggers.Kinds.Where(kind => kind.Rows is not null))
        {
            foreach (var record in Store.All(kind.Kind).ToList())
                Store.ApplyAsync([.. kind.Rows!(record)], CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        Reboot();
        Crashes--;
    }

    /// <summary>Lets time pass in which nothing happens, however much falls due.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        // Messages do not wait for days: what is ready now has its effect before the clock jumps.
        var somebody = Somebody;
        Somebody = null;
        for (var step = 0; step < MostReady && Ready().Count > 0; step++) Happen();
        Somebody = somebody;
        if (time > Now) _clock.SetUtcNow(time);
    }

    /// <summary>Lets one thing happen: somebody does something, a callback arrives, or a message is delivered.</summary>
    public void Step()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(Chance.Below(20_000)));
        Happen();
    }

    /// <summary>Without people, goes on until nothing waits any more, moving the clock to whatever is due next.</summary>
    public void Settle(int maxSteps)
    {
        Somebody = null;
        for (var step = 0; step < maxSteps; step++)
        {
            if (Ready().Count == 0 && !Callbacks.Exists(callback => callback.At <= Now))
            {
                if (Store.Queue.Count + Callbacks.Count == 0) return;
                // What is due may wait behind an earlier message of its session that was put off.
                var next = Store.Queue.Select(message => message.Due).Concat(Callbacks.Select(callback => callback.At)).Where(at => at > Now).ToList();
                if (next.Count > 0) _clock.SetUtcNow(next.Min());
            }

            Happen();
        }

        throw new InvariantBrokenException(
            $"After {maxSteps} steps there is still work: {string.Join(", ", Store.Queue.Take(5).Select(one => $"{one.Consumer} {one.Message.Type} {one.Message.Session} due {one.Due:u}"))}");
    }

    /// <summary>The process dies here by chance, or something else happens first.</summary>
    public void Effect(string where, bool mayInterleave)
    {
        if (Chance.Happens(where.StartsWith("before", StringComparison.Ordinal) ? Faults.CrashBeforeEffect : Faults.CrashAfterEffect))
            throw new SimulatedCrashException(where);
        if (!mayInterleave || _depth >= 3 || !Chance.Happens(Faults.Interleave)) return;
        Interleavings++;
        _depth++;
        try
        {
            Happen();
        }
        finally
        {
            _depth--;
        }
    }

    public void Dispose() => Die();

    private Process Here
    {
        get
        {
            while (_processes.Count <= _depth) _processes.Add(Boot());
            return _processes[_depth];
        }
    }

    private void EffectOnStore(string where) =>
        Effect(where, mayInterleave: where.StartsWith("before the commit", StringComparison.Ordinal) && !where.Contains("counter-", StringComparison.Ordinal));

    private void Happen()
    {
        try
        {
            if (Somebody is { } people && Chance.Below(4) == 0) people();
            else if (Chance.Below(3) == 0 && Callbacks.FindIndex(callback => callback.At <= Now) is var arrived and >= 0) Arrive(arrived);
            else Deliver();
        }
        catch (SimulatedCrashException) when (_depth == 0)
        {
            Reboot();
        }
    }

    private void Arrive(int index)
    {
        var callback = Callbacks[index];
        var raw = new RawCallback(new Dictionary<string, string>(), "", callback.Body);
        var received = Services.GetRequiredService<ReceiveCallback>().HandleAsync(callback.Gateway, raw, Now, "sim", CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (received.Problem is { } problem) throw new InvariantBrokenException($"A callback of {callback.Gateway} was refused: {problem.Code}.");
        // Only an acknowledged callback is not sent again.
        Callbacks.Remove(callback);
    }

    private List<QueuedMessage> Ready()
    {
        var held = new HashSet<(string, RecordId)>();
        var ready = new List<QueuedMessage>();
        foreach (var message in Store.Queue)
        {
            var lane = (message.Consumer, message.Message.Session);
            if (message.Due > Now && !message.HoldsSession) continue;
            if (!held.Add(lane) || message.Due > Now || _busy.Contains(lane)) continue;
            ready.Add(message);
        }

        return ready;
    }

    private void Deliver()
    {
        var ready = Ready();
        if (ready.Count == 0) return;
        var queued = Chance.Pick(ready);
        var lane = (queued.Consumer, queued.Message.Session);
        _busy.Add(lane);
        try
        {
            Handle(queued);
            if (!Chance.Happens(Faults.Redeliver)) Store.Queue.Remove(queued);
        }
        catch (PermanentFailureException e)
        {
            Park(queued, e.Reason + ": " + e.Message);
        }
        catch (DeliverLaterException e)
        {
            PutOff(queued, e.Pause);
        }
        catch (EngineBusyException e)
        {
            PutOff(queued, e.RetryAfter);
        }
        catch (Exception e) when (e is not SimulatedCrashException and not InvariantBrokenException)
        {
            if (++queued.Failures >= MaxAttempts) Park(queued, e.ToString());
            else PutOff(queued, TimeSpan.FromSeconds(Math.Min(300, 1 << Math.Min(queued.Failures, 9))));
        }
        finally
        {
            _busy.Remove(lane);
        }
    }

    private void Handle(QueuedMessage queued)
    {
        if (Here.Handlers.TryGetValue((queued.Consumer, queued.Message.Type), out var handle))
        {
            var context = new MessageContext(queued.Message, new Cause(queued.Consumer, queued.Message.Id), queued.Failures + 1);
            handle(context, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return;
        }

        var projection = _triggers.Projections.First(one => one.Consumer == queued.Consumer && one.Type == queued.Message.Type);
        Store.ApplyAsync([.. projection.Project(queued.Message)], CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private void Park(QueuedMessage queued, string reason)
    {
        Store.Queue.Remove(queued);
        Store.Parked.Add((queued, reason));
    }

    private void PutOff(QueuedMessage queued, TimeSpan pause)
    {
        queued.Due = Now + pause;
        queued.HoldsSession = true;
    }

    private void Reboot()
    {
        Crashes++;
        _busy.Clear();
        Die();
    }

    private void Die()
    {
        foreach (var process in _processes) process.Services.Dispose();
        _processes.Clear();
    }

    /// <summary>A new process on what is durable: no cache, no gate, no number block of the old one is left.</summary>
    private Process Boot()
    {
        var services = new ServiceCollection();
        Features.Register(services, new Triggers());
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<FillRandom>(Chance.Fill);
        services.AddSingleton(new IdSource(_clock, Chance.Fill));
        services.AddSingleton(new KeyedHash(new byte[32]));
        services.AddSingleton<Counters>();
        services.AddSingleton<IRecordStore>(Store);
        services.AddSingleton<IViewStore>(Store);
        services.AddSingleton<IMessageSender>(Store);
        services.AddSingleton<IFileScanner>(new EicarScanner());
        services.AddSingleton<ISheetReader>(new SheetReader());
        services.AddSingleton<IBlobStore>(new NoBlobs());
        services.AddSingleton<IReceiptSigner>(Signer);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IHostEnvironment>(new DevelopmentEnvironment());
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(new Gateways([.. Gateways, new VietQrGateway(OurAccount, _clock)]));
        services.AddSingleton<IWebhookSender>(Portal);
        services.AddSingleton<IReadOnlyList<INoticeChannel>>([Email, Sms]);
        var process = services.BuildServiceProvider();
        return new Process(process, _triggers.MessageTriggers
            .Where(trigger => trigger.Consumer != "sandbox")
            .ToDictionary(trigger => (trigger.Consumer, trigger.Type), trigger => trigger.Handler(process)));
    }

    private sealed record Process(ServiceProvider Services, Dictionary<(string Consumer, string Type), HandleMessage> Handlers);
}
