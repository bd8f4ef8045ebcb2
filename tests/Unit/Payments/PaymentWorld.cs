using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>The payment feature on a store in memory, with a gateway that does as it is told and a queue that is pumped by hand.</summary>
internal sealed class PaymentWorld
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static readonly DateTimeOffset Start = new(2027, 4, 21, 8, 0, 0, VietnamTime.Offset);
    public static readonly RecordId Id = new("pay-1");
    public static readonly RecordId Payable = new("reg-1");
    public static readonly AttemptId First = new(Id, 1);
    public static readonly AttemptId Second = new(Id, 2);
    public static readonly Money Fee = Money.Vnd(45_000);
    public static readonly Caller Finance = new("fin-1", Role.Finance, "Phòng tài chính");

    private int _pumped;

    public PaymentWorld(bool opensLocally = true, bool callbackIsProof = true, bool answersFromTheBooks = false)
    {
        Gateway = new FakeGateway { OpensLocally = opensLocally, CallbackIsProof = callbackIsProof, AnswersFromTheBooks = answersFromTheBooks };
        Other = new FakeGateway { Name = "other" };
        Gateways = new Gateways([Gateway, Other]);
        Book = new PaymentBook(Store, new IdSource(Clock, bytes => bytes.Fill(7)), Clock);
        Opening = new AttemptOpening(Book);
        Open = new OpenAttempt(Book, Gateways, Opening, Schedule);
        Ask = new AskGateways(Book, Gateways);
    }

    public SweepSchedule Schedule { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Start);

    public MemoryStore Store { get; } = new();

    public FakeGateway Gateway { get; }

    public FakeGateway Other { get; }

    public Gateways Gateways { get; }

    public PaymentBook Book { get; }

    public AttemptOpening Opening { get; }

    public OpenAttempt Open { get; }

    public AskGateways Ask { get; }

    public CreditTransfer Transfers => new(Book, Store, Store);

    public Payment Payment => Stored ?? throw new InvalidOperationException("There is no payment.");

    public Payment? Stored => Load(Id);

    public IReadOnlyList<FeePaidV1> Told => Store.SentOf(PaymentContracts.FeePaid);

    public static FeeRequestedV1 Request(Money? amount = null) => new(
        Id, Payable, "exams", amount ?? Fee, new("Lệ phí thi", "Exam fee"), "G03.00.01-270421-000001", "NGUYỄN VĂN AN",
        Start.AddDays(7), "Thông tư 00/2027");

    public Payment? Load(RecordId id)
    {
        var stored = Store.LoadAsync(id, Stop).AsTask().Result;
        return stored is null ? null : new Records<Payment>(Store, () => PaymentsJson.Default.Payment).Read(stored.State);
    }

    /// <summary>Fee asked for and one attempt open.</summary>
    public async Task<PaymentWorld> OpenedAsync(string gateway = "fake")
    {
        if (Stored is null) await DeliverAsync(PaymentContracts.FeeRequested, Request());
        (await Open.HandleAsync(Id, new OpenAttemptRequest(gateway), Stop)).Problem.Should().BeNull();
        return this;
    }

    public ValueTask DeliverAsync<T>(Contract<T> contract, T payload, string? id = null) =>
        HandleAsync(contract.Write(id ?? Guid.CreateVersion7().ToString("N"), Id, Clock.GetUtcNow(), "corr-1", payload));

    /// <summary>Sends a callback to the endpoint's operation and everything that follows from it.</summary>
    public async Task CallAsync(AttemptId attempt, GatewayOutcome outcome, string? eventId = null, FakeGateway? gateway = null)
    {
        await ReceiveAsync(attempt.ToString(), outcome, eventId, gateway);
        await PumpAsync();
    }

    public ValueTask<ReceivedCallback> ReceiveAsync(string attempt, GatewayOutcome outcome, string? eventId = null, FakeGateway? gateway = null)
    {
        gateway ??= Gateway;
        gateway.Callback = new GatewayCallback(eventId ?? $"evt-{++gateway.Events}", attempt, outcome);
        return new ReceiveCallback(Store, Gateways).HandleAsync(gateway.Name, FakeGateway.AnyCallback, Clock.GetUtcNow(), "corr-http", Stop);
    }

    public GatewayOutcome Success(Money? amount = null, string reference = "ref-1", DateTimeOffset? at = null) =>
        GatewayOutcome.Succeeded(amount ?? Fee, reference, at ?? Clock.GetUtcNow());

    /// <summary>Delivers every message that is due, once, until none is left.</summary>
    public async Task PumpAsync()
    {
        for (; _pumped < Store.Sent.Count; _pumped++)
        {
            var (message, notBefore, _) = Store.Sent[_pumped];
            if (notBefore is null || notBefore <= Clock.GetUtcNow()) await HandleAsync(message);
            else _later.Add((notBefore.Value, message));
        }
    }

    /// <summary>Moves the clock on, delivering what becomes due on the way at its own time.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var end = Clock.GetUtcNow() + time;
        while (true)
        {
            await PumpAsync();
            var next = _later.Where(one => one.Due <= end).OrderBy(one => one.Due).FirstOrDefault();
            if (next.Message is null) break;
            _later.Remove(next);
            if (next.Due > Clock.GetUtcNow()) Clock.SetUtcNow(next.Due);
            await HandleAsync(next.Message);
        }

        Clock.SetUtcNow(end);
    }

    public async ValueTask HandleAsync(Message message)
    {
        var context = new MessageContext(message, new Cause("payments", message.Id), 1);
        switch (message.Type)
        {
            case "ps.payments.fee-requested.v1":
                await new RequestFee(Book).HandleAsync(PaymentContracts.FeeRequested.Read(message), context, Stop);
                break;
            case "ps.payments.fee-withdrawn.v1":
                await new WithdrawFee(Book).HandleAsync(PaymentContracts.FeeWithdrawn.Read(message), context, Stop);
                break;
            case "ps.payments.lapse-due.v1":
                await new LapseFee(Book).HandleAsync(PaymentMessages.LapseDue.Read(message), context, Stop);
                break;
            case "ps.payments.callback-received.v1":
                await new ApplyCallback(Book, Store, Gateways).HandleAsync(PaymentMessages.CallbackReceived.Read(message), context, Stop);
                break;
            case "ps.payments.sweep-due.v1":
                await new SweepAttempt(Book, Gateways, Opening, Schedule).HandleAsync(PaymentMessages.SweepDue.Read(message), context, Stop);
                break;
            case "ps.payments.refund-due.v1":
                await new SweepRefund(Book, Gateways, Schedule).HandleAsync(PaymentMessages.RefundDue.Read(message), context, Stop);
                break;
            case "ps.payments.notice-received.v1":
                await new ApplyNotice(Book, Store, Store).HandleAsync(PaymentMessages.NoticeReceived.Read(message), context, Stop);
                break;
            case "ps.finance.transfer-received.v1":
                await Transfers.HandleAsync(TransferContracts.TransferReceived.Read(message), context, Stop);
                break;
            case "ps.payments.attempt-named.v1":
                await Store.ApplyAsync([.. PaymentViews.Project(PaymentMessages.AttemptNamed.Read(message))], Stop);
                break;
            case "ps.payments.payment-changed.v1":
                await Store.ApplyAsync([.. PaymentViews.Project(PaymentContracts.PaymentChanged.Read(message))], Stop);
                break;
        }
    }

    private readonly List<(DateTimeOffset Due, Message Message)> _later = [];
}
