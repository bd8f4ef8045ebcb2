using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Functions.Finance;
using PublicServices.Functions.Hosting;
using PublicServices.Infra.Receipts;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>The finance feature as it is wired, on a store in memory; its queue is pumped by hand.</summary>
internal sealed class FinanceWorld : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, VietnamTime.Offset);
    public static readonly DateOnly Day = new(2026, 11, 23);
    public static readonly StatementSource Bank = StatementSource.Bank("vcb-0011");
    public static readonly Caller Officer = new("fin-1", Role.Finance, "Phòng tài chính");
    public static readonly Caller Second = new("fin-2", Role.Finance, "Kế toán trưởng");
    public static readonly Caller Family = new("acc-1", Role.Family, "Phụ huynh");

    private readonly Triggers _triggers = new();
    private readonly ServiceProvider _services;
    private readonly Dictionary<(string Consumer, string Type), HandleMessage> _handlers;
    private int _pumped;

    public FinanceWorld()
    {
        var services = new ServiceCollection();
        FinanceFeature.Register(services, _triggers);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(new IdSource(Clock, new Random(7).NextBytes));
        services.AddSingleton<IRecordStore>(Store);
        services.AddSingleton<IViewStore>(Store);
        services.AddSingleton<IMessageSender>(Store);
        services.AddSingleton<IBlobStore>(new MemoryBlobs());
        services.AddSingleton<IReceiptSigner>(Signer);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        _services = services.BuildServiceProvider();
        _handlers = _triggers.MessageTriggers.ToDictionary(trigger => (trigger.Consumer, trigger.Type), trigger => trigger.Handler(_services));
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public FakeTimeProvider Clock { get; } = new(Start);

    public MemoryStore Store { get; } = new();

    public EcdsaReceiptSigner Signer { get; } = new(ReceiptKey.Generate());

    public Triggers Triggers => _triggers;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A fee that fell due, and that a gateway took.</summary>
    public async Task PaidAsync(string payment, long amountVnd, string gateway, string reference, string unit = "01-002", DateTimeOffset? at = null)
    {
        var id = new RecordId($"pay-{payment}");
        var time = at ?? Clock.GetUtcNow();
        await MovedAsync(new MoneyMovedV1(id, 1, "exams", unit, $"HP-{payment}", "", time, false, [new(MovementKind.FeeDue, Money.Vnd(amountVnd))]));
        await MovedAsync(new MoneyMovedV1(
            id, 2, "exams", unit, $"HP-{payment}", $"{id}.1", time, false, [new(MovementKind.FeePaid, Money.Vnd(amountVnd), gateway, reference)]));
        var changed = new PaymentChangedV1(id, 2, "exams", $"HP-{payment}", "Paid", Money.Vnd(amountVnd), time, gateway, reference, []);
        await SendAsync(PaymentContracts.PaymentChanged.WriteNamed($"{id}.v2.changed", id, time, "c", changed));
    }

    public Task MovedAsync(MoneyMovedV1 moved) => SendAsync(PaymentContracts.MoneyMoved.WriteNamed(
        $"{moved.Payment}.v{moved.Version}.moved", moved.Payment, moved.At, "c", moved));

    public async Task SendAsync(Message message)
    {
        await Store.SendAsync([new Outgoing(message)], Stop);
        await PumpAsync();
    }

    /// <summary>Delivers everything that was sent, each message twice, moving the clock to what is due later.</summary>
    public async Task PumpAsync()
    {
        while (_pumped < Store.Sent.Count)
        {
            var sent = Store.Sent[_pumped++];
            if (sent.NotBefore is { } later && later > Clock.GetUtcNow()) Clock.SetUtcNow(later);
            for (var attempt = 1; attempt <= 2; attempt++) await DeliverAsync(sent.Message, attempt);
        }
    }

    /// <summary>A line of a statement in đồng.</summary>
    /// <param name="day">When it was booked; default <see cref="Day"/>.</param>
    public static StatementLine Shown(int number, LineKind kind, long amount, string reference, long fee = 0, string memo = "", DateOnly? day = null) =>
        new(number, kind, day ?? Day, Money.Vnd(amount), Money.Vnd(fee), reference, "", memo);

    public async Task<ImportAnswer> TakeAsync(Statement statement)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(statement.Lines);
        var answer = await Get<TakeStatement>().HandleAsync(statement, content, "", Officer, "c", Stop);
        await PumpAsync();
        return answer;
    }

    public BookedLine Line(RecordId id) => Read(id, FinanceJson.Default.BookedLine);

    public Expectation Expected(RecordId id) => Read(id, FinanceJson.Default.Expectation);

    public RecordId LineOf(StatementLine line, StatementSource? source = null) => new LineIdentity(source ?? Bank).Next(line);

    /// <summary>Balance of an account, from the records; debits less credits.</summary>
    public long Balance(AccountCode account) => Shards().SelectMany(shard => shard.State.Totals)
        .Where(total => total.Account == account && total.Currency == Money.Dong).Sum(total => total.Balance);

    public List<(RecordId Id, LedgerShard State)> Shards()
    {
        List<(RecordId, LedgerShard)> shards = [];
        var scan = Store.ScanAsync(LedgerShard.Kind, Stop).GetAsyncEnumerator(Stop);
        while (scan.MoveNextAsync().AsTask().Result) shards.Add((scan.Current.Id, JsonSerializer.Deserialize(scan.Current.State.Span, LedgerJson.Default.LedgerShard)!));
        return shards;
    }

    /// <summary>What the operator's check would print.</summary>
    public async Task<List<string>> FaultsAsync()
    {
        List<string> faults = [];
        foreach (var kind in _triggers.Kinds)
        {
            await foreach (var record in Store.ScanAsync(kind.Kind, Stop))
            {
                faults.AddRange(kind.Faults?.Invoke(record) ?? []);
                if (kind.Documents is { } documents)
                    faults.AddRange(documents.Faults(record, await Store.ListDocumentsAsync(record.Id, documents.Prefix, null, 1_000_000, Stop)));
            }
        }

        return faults;
    }

    public void Dispose() => _services.Dispose();

    private TState Read<TState>(RecordId id, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TState> json) =>
        JsonSerializer.Deserialize(Store.LoadAsync(id, Stop).AsTask().Result!.State.Span, json)!;

    private async Task DeliverAsync(Message message, int attempt)
    {
        foreach (var trigger in _triggers.MessageTriggers.Where(trigger => trigger.Type == message.Type))
            await _handlers[(trigger.Consumer, trigger.Type)](new MessageContext(message, new Cause(trigger.Consumer, message.Id), attempt), Stop);
        foreach (var projection in _triggers.Projections.Where(projection => projection.Type == message.Type))
            await Store.ApplyAsync([.. projection.Project(message)], Stop);
    }
}
