using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>A gateway that answers what the test sets and counts what it is asked.</summary>
internal sealed class FakeGateway : IPaymentGateway
{
    public static readonly RawCallback AnyCallback = new(new Dictionary<string, string>(), "", "{}"u8.ToArray());

    public string Name { get; init; } = "fake";

    public LocalText Title { get; init; } = new("Cổng giả", "Fake");

    public bool OpensLocally { get; init; } = true;

    public bool CallbackIsProof { get; init; } = true;

    public bool AnswersFromTheBooks { get; init; }

    public bool RefundsByHand { get; set; }

    public CallbackVerdict? Verdict { get; private set; }

    public TimeSpan AttemptLifetime => TimeSpan.FromMinutes(30);

    public GatewayOutcome Answer { get; set; } = GatewayOutcome.NotFound;

    public Func<OpenOrder, OpenOutcome> Opens { get; set; } = order => OpenOutcome.Opened($"key-{order.Attempt}", $"https://gateway.test/{order.Attempt}");

    public Queue<RefundOutcome> Refunds { get; } = [];

    public Result<GatewayCallback> Callback { get; set; } = PaymentProblems.CallbackSignature;

    public int Events { get; set; }

    public List<OpenOrder> Opened { get; } = [];

    public List<RefundOrder> Refunded { get; } = [];

    public int Asked { get; private set; }

    public ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        Opened.Add(order);
        return ValueTask.FromResult(Opens(order));
    }

    public ValueTask<GatewayOutcome> QueryAsync(AskedOrder order, CancellationToken cancellationToken)
    {
        Asked++;
        return ValueTask.FromResult(Answer);
    }

    public ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken)
    {
        Refunded.Add(order);
        return ValueTask.FromResult(Refunds.Count > 0 ? Refunds.Dequeue() : new RefundOutcome(OutcomeKind.Succeeded, "refund-1"));
    }

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now) => Callback;

    public CallbackAnswer? AnswerCallback(GatewayCallback? callback, CallbackVerdict verdict, DateTimeOffset now)
    {
        Verdict = verdict;
        return AnswersFromTheBooks ? new CallbackAnswer("{}"u8.ToArray()) : null;
    }
}
