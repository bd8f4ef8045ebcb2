using System.Text;
using System.Text.Json;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>
/// A gateway outside of the process: it keeps its own books, which survive our crashes, and it lies by silence. It says
/// nothing false, but its answers get lost, whether or not it did what it was asked.
/// </summary>
internal sealed class SimulatedGateway(World world, bool opensLocally, bool callbackIsProof) : IPaymentGateway
{
    private readonly Dictionary<RefundId, RefundOrder> _refunds = [];

    public string Name => "sim";

    public LocalText Title { get; } = new("Mô phỏng", "Simulated");

    public bool OpensLocally => opensLocally;

    public bool CallbackIsProof => callbackIsProof;

    public TimeSpan AttemptLifetime => TimeSpan.FromMinutes(30);

    /// <summary>Orders in the order they were first opened.</summary>
    public List<Order> Orders { get; } = [];

    public IReadOnlyCollection<RefundOrder> Refunds => _refunds.Values;

    public ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        if (!opensLocally) world.Effect("before an order is opened", mayInterleave: false);
        if (Orders.All(known => known.Opened.Attempt != order.Attempt)) Orders.Add(new Order(order));
        if (!opensLocally)
        {
            world.Effect("after an order was opened", mayInterleave: false);
            if (world.Chance.Happens(world.Faults.GatewayUnknown)) return ValueTask.FromResult(OpenOutcome.Unknown("timeout"));
        }

        return ValueTask.FromResult(OpenOutcome.Opened($"key-{order.Attempt}", $"https://sim.example/{order.Attempt}"));
    }

    public ValueTask<GatewayOutcome> QueryAsync(AskedOrder asked, CancellationToken cancellationToken)
    {
        world.Effect("before an order is asked about", mayInterleave: true);
        if (world.Chance.Happens(world.Faults.GatewayUnknown)) return ValueTask.FromResult(GatewayOutcome.Unknown("timeout"));
        var order = Orders.Find(known => known.Opened.Attempt == asked.Attempt);
        return ValueTask.FromResult(order?.OutcomeAt(world.Now) ?? GatewayOutcome.NotFound);
    }

    public ValueTask<RefundOutcome> RefundAsync(RefundOrder refund, CancellationToken cancellationToken)
    {
        world.Effect("before a refund", mayInterleave: true);
        var captured = Orders.SelectMany(order => order.Captures).Single(capture => capture.Reference == refund.Reference);
        _refunds.TryAdd(refund.Refund, refund);
        var given = _refunds.Values.Where(other => other.Reference == refund.Reference).Sum(other => other.Amount.MinorUnits);
        if (given > captured.Amount.MinorUnits)
            throw new InvariantBrokenException($"{refund.Refund} asks for more than was captured under {refund.Reference}.");

        world.Effect("after a refund", mayInterleave: false);
        return ValueTask.FromResult(world.Chance.Happens(world.Faults.GatewayUnknown)
            ? new RefundOutcome(OutcomeKind.Unknown, Why: "timeout")
            : new RefundOutcome(OutcomeKind.Succeeded, "R" + refund.Refund));
    }

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now)
    {
        var said = JsonSerializer.Deserialize<Said>(raw.Body.Span)!;
        var outcome = GatewayOutcome.Succeeded(new Money(said.Amount, said.Currency), said.Reference, said.At);
        return new GatewayCallback(said.Event, said.Attempt, outcome);
    }

    /// <summary>The payer pays, at the gateway's page; the gateway tells us, or forgets to.</summary>
    public void Pay(Order order)
    {
        if (world.Now >= order.Opened.ExpiresAt) return;
        var asked = order.Opened.Amount;
        var taken = world.Chance.Below(20) switch
        {
            0 => asked with { MinorUnits = asked.MinorUnits - 1_000 },
            1 => asked with { MinorUnits = asked.MinorUnits + 1_000 },
            2 => asked with { Currency = "USD" },
            _ => asked,
        };
        Take(order, taken);
        // Now and then it takes the money twice.
        if (world.Chance.Below(30) == 0) Take(order, asked);
    }

    private void Take(Order order, Money amount)
    {
        var capture = new Capture($"{order.Opened.Attempt}-{order.Captures.Count + 1}", amount, world.Now);
        order.Captures.Add(capture);
        if (world.Chance.Happens(world.Faults.CallbackLost)) return;
        var times = world.Chance.Happens(world.Faults.CallbackTwice) ? 2 : 1;
        for (var i = 0; i < times; i++)
        {
            var said = new Said($"evt-{capture.Reference}", order.Opened.Attempt.ToString(), amount.MinorUnits, amount.Currency, capture.Reference, capture.At);
            var late = TimeSpan.FromSeconds(world.Chance.Below(world.Chance.Below(10) == 0 ? 90_000 : 60));
            world.Callbacks.Add((world.Now + late, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(said))));
        }
    }

    /// <summary>One order in the gateway's books.</summary>
    internal sealed class Order(OpenOrder opened)
    {
        public OpenOrder Opened => opened;

        public List<Capture> Captures { get; } = [];

        /// <summary>What a query answers: the first capture, as gateways do.</summary>
        public GatewayOutcome OutcomeAt(DateTimeOffset now) => Captures.Count > 0
            ? GatewayOutcome.Succeeded(Captures[0].Amount, Captures[0].Reference, Captures[0].At)
            : now >= opened.ExpiresAt ? GatewayOutcome.Expired : GatewayOutcome.Pending;
    }

    /// <summary>Money the gateway took.</summary>
    internal sealed record Capture(string Reference, Money Amount, DateTimeOffset At);

    private sealed record Said(string Event, string Attempt, long Amount, string Currency, string Reference, DateTimeOffset At);
}
