using System.Text;
using System.Text.Json;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>How one sort of gateway behaves; each sort the product has an adapter for has one.</summary>
/// <param name="Name">As configured.</param>
internal sealed record GatewayTraits(string Name)
{
    public bool OpensLocally { get; init; }

    public bool CallbackIsProof { get; init; }

    public bool AnswersFromTheBooks { get; init; }

    public bool RefundsByHand { get; init; }

    /// <summary>Payers' banks dispute its captures.</summary>
    public bool HasDisputes { get; init; }
}

/// <summary>
/// A gateway outside of the process: it keeps its own books, which survive our crashes, and it lies by silence. It says
/// nothing false, but its answers get lost, whether or not it did what it was asked, and its callbacks too.
/// </summary>
internal sealed class SimulatedGateway(World world, GatewayTraits traits) : IPaymentGateway
{
    private readonly Dictionary<RefundId, SimulatedRefund> _refunds = [];

    public string Name => traits.Name;

    public LocalText Title => new($"Mô phỏng {traits.Name}", $"Simulated {traits.Name}");

    public bool OpensLocally => traits.OpensLocally;

    public bool CallbackIsProof => traits.CallbackIsProof;

    public bool AnswersFromTheBooks => traits.AnswersFromTheBooks;

    public bool RefundsByHand => traits.RefundsByHand;

    public bool HasDisputes => traits.HasDisputes;

    public TimeSpan AttemptLifetime => TimeSpan.FromMinutes(30);

    /// <summary>Orders in the order they were first opened.</summary>
    public List<Order> Orders { get; } = [];

    /// <summary>Disputes in the order they were opened.</summary>
    public List<SimulatedDispute> Disputes { get; } = [];

    /// <summary>Everything it was asked to send back, refused or not.</summary>
    public IReadOnlyCollection<SimulatedRefund> Refunds => _refunds.Values;

    public IEnumerable<Capture> Captures => Orders.SelectMany(order => order.Captures);

    public ValueTask<OpenOutcome> OpenAsync(OpenOrder order, CancellationToken cancellationToken)
    {
        if (!OpensLocally) world.Effect("before an order is opened", mayInterleave: false);
        if (Orders.All(known => known.Opened.Attempt != order.Attempt)) Orders.Add(new Order(order));
        if (!OpensLocally)
        {
            world.Effect("after an order was opened", mayInterleave: false);
            if (world.Chance.Happens(world.Faults.GatewayUnknown)) return ValueTask.FromResult(OpenOutcome.Unknown("timeout"));
        }

        return ValueTask.FromResult(OpenOutcome.Opened($"key-{order.Attempt}", $"https://{Name}.example/{order.Attempt}"));
    }

    public ValueTask<GatewayOutcome> QueryAsync(AskedOrder asked, CancellationToken cancellationToken)
    {
        world.Effect("before an order is asked about", mayInterleave: true);
        if (world.Chance.Happens(world.Faults.GatewayUnknown)) return ValueTask.FromResult(GatewayOutcome.Unknown("timeout"));
        var order = Orders.Find(known => known.Opened.Attempt == asked.Attempt);
        return ValueTask.FromResult(order?.OutcomeAt(world.Now) ?? GatewayOutcome.NotFound);
    }

    public ValueTask<RefundOutcome> RefundAsync(RefundOrder order, CancellationToken cancellationToken)
    {
        world.Effect("before a refund", mayInterleave: true);
        if (RefundsByHand) return ValueTask.FromResult(new RefundOutcome(OutcomeKind.Pending, Why: "through the operator"));
        if (!_refunds.TryGetValue(order.Refund, out var refund)) refund = Begin(order);
        world.Effect("after a refund", mayInterleave: false);
        return ValueTask.FromResult(world.Chance.Happens(world.Faults.GatewayUnknown)
            ? new RefundOutcome(OutcomeKind.Unknown, Why: "timeout")
            : refund.OutcomeAt(world.Now));
    }

    /// <summary>The operator gives money back where no interface does; asked again, it is the same refund.</summary>
    /// <returns>The operator's reference.</returns>
    public string GiveByHand(Refund asked)
    {
        if (!_refunds.TryGetValue(asked.Id, out var refund))
            _refunds[asked.Id] = refund = new SimulatedRefund(new RefundOrder(asked.Id, default, null, asked.Reference, asked.Amount, "", asked.AskedAt), world.Now);
        CheckRefunds(asked.Reference);
        return refund.Reference;
    }

    public Result<GatewayCallback> ReadCallback(RawCallback raw, DateTimeOffset now)
    {
        var said = JsonSerializer.Deserialize<Said>(raw.Body.Span)!;
        if (said.Refund is not null) return new GatewayCallback(said.Event, null, null, RefundId.TryParse(said.Refund, out var refund) ? refund : null);
        var amount = new Money(said.Amount, said.Currency);
        return said.Notice is { } kind
            ? new GatewayCallback(said.Event, null, null, Notice: new GatewayNotice(kind, said.Subject, said.Reference, amount, kind.ToString(), said.At))
            : new GatewayCallback(said.Event, said.Attempt, GatewayOutcome.Succeeded(amount, said.Reference, said.At));
    }

    public CallbackAnswer? AnswerCallback(GatewayCallback? callback, CallbackVerdict verdict, DateTimeOffset now) =>
        AnswersFromTheBooks ? new CallbackAnswer(Encoding.UTF8.GetBytes($"\"{verdict}\"")) : null;

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

    /// <summary>Somebody pays an order under our name that we never opened.</summary>
    public void PayStranger(AttemptId attempt)
    {
        var order = new Order(new OpenOrder(attempt, Money.Vnd(77_000), "", world.Now.AddHours(1), "vi"));
        Orders.Add(order);
        Take(order, order.Opened.Amount);
    }

    /// <summary>A payer's bank disputes a capture, or decides something about one it disputed.</summary>
    public void Dispute()
    {
        if (!HasDisputes) return;
        var open = Disputes.Where(dispute => !dispute.IsOver).ToList();
        if (open.Count > 0 && world.Chance.Below(3) > 0)
        {
            Decide(world.Chance.Pick(open));
            return;
        }

        var free = Captures.Where(capture => capture.Amount.Currency == Money.Dong && Disputes.All(dispute => dispute.Capture != capture) && Left(capture) > 0).ToList();
        if (free.Count == 0) return;
        var disputed = world.Chance.Pick(free);
        var begun = new SimulatedDispute($"dp-{Disputes.Count + 1}", disputed, Money.Vnd(Left(disputed)));
        Disputes.Add(begun);
        Notify(begun, NoticeKind.DisputeOpen);
        // Most disputes take the money at once; an inquiry takes nothing yet.
        if (world.Chance.Below(4) > 0) Withhold(begun);
    }

    /// <summary>
    /// Brings every dispute to its end. An officer reads some here before the news arrives, and every one whose news got lost; of what is not
    /// known at all the news is sent again.
    /// </summary>
    /// <param name="endByHand">The officer; false when nothing of the dispute is known yet.</param>
    public void EndDisputes(Func<SimulatedDispute, bool> endByHand)
    {
        foreach (var dispute in Disputes)
        {
            while (!dispute.IsOver) Decide(dispute);
            var isRead = (dispute.LostEnd is not null || world.Chance.Below(3) == 0) && endByHand(dispute);
            if (dispute.LostEnd is { } end && !isRead) Tell(end, world.Now, "notice");
        }
    }

    private void Decide(SimulatedDispute dispute)
    {
        switch (world.Chance.Below(5))
        {
            case 0 when dispute.Lost is null: Notify(dispute, NoticeKind.DisputeOpen); break;
            case 1 when dispute.WithdrawnAt is null && dispute.Lost is null: Withhold(dispute); break;
            case 2 or 3 when dispute.Lost is null:
                dispute.Lost = false;
                Notify(dispute, NoticeKind.DisputeWon);
                if (dispute.WithdrawnAt is null) break;
                Reinstate(dispute);
                break;
            case 4 when dispute.Lost is null:
                if (dispute.WithdrawnAt is null) Withhold(dispute);
                dispute.Lost = true;
                Notify(dispute, NoticeKind.DisputeLost);
                // Seldom the bank thinks better of it.
                if (world.Chance.Below(4) == 0) Reinstate(dispute);
                break;
        }
    }

    private void Withhold(SimulatedDispute dispute)
    {
        dispute.WithdrawnAt = world.Now;
        Notify(dispute, NoticeKind.DisputeWithdrawn);
    }

    private void Reinstate(SimulatedDispute dispute)
    {
        dispute.ReinstatedAt = world.Now;
        Notify(dispute, NoticeKind.DisputeReinstated);
    }

    private long Left(Capture capture) => capture.Amount.MinorUnits
        - _refunds.Values.Where(refund => refund.Order.Reference == capture.Reference && refund.IsGivenAt(world.Now)).Sum(refund => refund.Order.Amount.MinorUnits);

    private SimulatedRefund Begin(RefundOrder order)
    {
        var captured = Captures.Single(capture => capture.Reference == order.Reference);
        var refund = new SimulatedRefund(order, world.Now);
        _refunds[order.Refund] = refund;
        var dispute = Disputes.Find(one => one.Capture == captured);
        if (dispute is { Lost: null } or { IsWithheld: true } || world.Chance.Happens(world.Faults.RefundRefused))
        {
            refund.IsRefused = true;
            return refund;
        }

        CheckRefunds(order.Reference);
        if (world.Chance.Happens(world.Faults.RefundLate)) refund.DoneAt = world.Now.AddSeconds(world.Chance.Below(7_200));
        Tell(new Said($"evt-{refund.Reference}", null, 0, "", "", refund.DoneAt, order.Refund.ToString()), refund.DoneAt, "refund");
        if (world.Chance.Happens(world.Faults.RefundReturned))
        {
            refund.ReturnedAt = refund.DoneAt.AddSeconds(world.Chance.Below(7_200));
            refund.IsReturnTold = Tell(new Said($"evt-{refund.Reference}-back", null, 0, "", "", refund.ReturnedAt.Value, order.Refund.ToString()), refund.ReturnedAt.Value, "refund");
            world.Count("refund returned");
        }

        return refund;
    }

    private void CheckRefunds(string reference)
    {
        var captured = Captures.Single(capture => capture.Reference == reference);
        if (Left(captured) < 0) throw new InvariantBrokenException($"More is to go back of {reference} than the {captured.Amount} that came.");
    }

    private void Take(Order order, Money amount)
    {
        var capture = new Capture($"{Name}-{order.Opened.Attempt}-{order.Captures.Count + 1}", amount, world.Now);
        order.Captures.Add(capture);
        capture.IsTold = Tell(new Said($"evt-{capture.Reference}", order.Opened.Attempt.ToString(), amount.MinorUnits, amount.Currency, capture.Reference, capture.At), world.Now, "capture");
    }

    private void Notify(SimulatedDispute dispute, NoticeKind kind)
    {
        var said = new Said(
            $"evt-{dispute.Id}-{++dispute.Notices}", null, dispute.Amount.MinorUnits, dispute.Amount.Currency, dispute.Capture.Reference, world.Now,
            Notice: kind, Subject: dispute.Id);
        world.Count($"notice {kind}");
        if (Tell(said, world.Now, "notice")) return;
        dispute.IsSilent = true;
        if (kind is NoticeKind.DisputeWon or NoticeKind.DisputeLost) dispute.LostEnd = said;
    }

    /// <returns>False when the callback is lost for good.</returns>
    private bool Tell(Said said, DateTimeOffset from, string what)
    {
        var (lost, twice) = what == "refund"
            ? (world.Faults.RefundNewsLost, world.Faults.RefundNewsTwice)
            : (world.Faults.CallbackLost, world.Faults.CallbackTwice);
        if (world.Chance.Happens(lost))
        {
            world.Count($"{Name} {what} lost");
            return false;
        }

        var times = world.Chance.Happens(twice) ? 2 : 1;
        if (times == 2) world.Count($"{Name} {what} twice");
        for (var i = 0; i < times; i++)
        {
            // Each copy comes in its own time, so that they overtake each other.
            var late = TimeSpan.FromSeconds(world.Chance.Below(world.Chance.Below(10) == 0 ? 90_000 : 60));
            world.Callbacks.Add(new SimulatedCallback(from + late, Name, JsonSerializer.SerializeToUtf8Bytes(said)));
        }

        return true;
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
    internal sealed record Capture(string Reference, Money Amount, DateTimeOffset At)
    {
        public bool IsTold { get; set; }
    }

    internal sealed record Said(
        string Event,
        string? Attempt,
        long Amount,
        string Currency,
        string Reference,
        DateTimeOffset At,
        string? Refund = null,
        NoticeKind? Notice = null,
        string Subject = "");
}

/// <summary>A callback on its way to us.</summary>
internal sealed record SimulatedCallback(DateTimeOffset At, string Gateway, byte[] Body);

/// <summary>A refund in a gateway's books.</summary>
internal sealed class SimulatedRefund(RefundOrder order, DateTimeOffset now)
{
    public RefundOrder Order => order;

    public string Reference => "R" + order.Refund;

    public bool IsRefused { get; set; }

    /// <summary>When the gateway sends it.</summary>
    public DateTimeOffset DoneAt { get; set; } = now;

    /// <summary>When it comes back because the payer's bank would not take it; null when it does not.</summary>
    public DateTimeOffset? ReturnedAt { get; set; }

    /// <summary>False when the news of the return is lost.</summary>
    public bool IsReturnTold { get; set; }

    /// <summary>True while it takes from the capture.</summary>
    public bool IsGivenAt(DateTimeOffset now) => !IsRefused && (ReturnedAt is null || now < ReturnedAt);

    public RefundOutcome OutcomeAt(DateTimeOffset now) => this switch
    {
        { IsRefused: true } => new RefundOutcome(OutcomeKind.Failed, Why: "refused"),
        _ when now < DoneAt => new RefundOutcome(OutcomeKind.Pending, Reference),
        { ReturnedAt: { } returned } when now >= returned => new RefundOutcome(OutcomeKind.Failed, Reference, "came back"),
        _ => new RefundOutcome(OutcomeKind.Succeeded, Reference),
    };
}

/// <summary>A dispute in a gateway's books.</summary>
internal sealed class SimulatedDispute(string id, SimulatedGateway.Capture capture, Money amount)
{
    public string Id => id;

    public SimulatedGateway.Capture Capture => capture;

    public Money Amount => amount;

    public DateTimeOffset? WithdrawnAt { get; set; }

    public DateTimeOffset? ReinstatedAt { get; set; }

    /// <summary>How it was decided; null while it is not.</summary>
    public bool? Lost { get; set; }

    public int Notices { get; set; }

    /// <summary>True when some news of it is lost for good.</summary>
    public bool IsSilent { get; set; }

    public bool IsOver => Lost is not null;

    /// <summary>The news of its end, which was lost.</summary>
    public SimulatedGateway.Said? LostEnd { get; set; }

    public bool IsWithheld => WithdrawnAt is not null && ReinstatedAt is null;
}
