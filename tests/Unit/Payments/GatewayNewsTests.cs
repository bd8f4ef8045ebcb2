using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>What a gateway's word makes of a payment, to the second and to the word in its history.</summary>
public sealed class GatewayNewsTests
{
    private const string Gateway = PaidOnce.Gateway;

    private static readonly DateTimeOffset Opened = PaidOnce.At;
    private static readonly DateTimeOffset Expires = Opened.AddMinutes(30);
    private static readonly Money Fee = PaymentWorld.Fee;
    private static readonly Payment Pending = PaidOnce.Payment with
    {
        Status = PaymentStatus.Pending,
        Attempts =
        [
            PaidOnce.Captured(1, "", 0) with { Status = AttemptStatus.Open, Captured = null, CapturedAt = null, Reference = null, RedirectUrl = "https://pay.example/1" },
        ],
        PaidBy = null,
        SettledAt = null,
    };

    private static readonly Payment Paid = Apply(Pending, Success()).Payment;

    [Fact]
    public void Money_InTime_PaysTheFee()
    {
        var decision = Apply(Pending, Success(at: Opened.AddMinutes(1)), Opened.AddMinutes(2));

        (decision.Effect, decision.Action, decision.Note).Should().Be((Effect.Moved, "pay", $"fake ref-1 {Fee}"));
        (decision.Payment.Status, decision.Payment.PaidBy, decision.Payment.SettledAt).Should().Be((PaymentStatus.Paid, PaymentWorld.First, Opened.AddMinutes(1)));
        decision.Payment.Attempts[0].Should().Match<Attempt>(attempt =>
            attempt.RedirectUrl == null && attempt.Captured == Fee && attempt.CapturedAt == Opened.AddMinutes(1) && attempt.Reference == "ref-1");
        decision.Payment.Cases.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "Overpaid")]
    [InlineData(-1, "Underpaid")]
    public void Money_OfAnotherAmount_IsACaseBesides(long more, string? kind)
    {
        var decision = Apply(Pending, Success(Money.Vnd(Fee.MinorUnits + more)));

        decision.Effect.Should().Be(kind is null ? Effect.Moved : Effect.Forced);
        decision.Action.Should().Be(more < 0 ? "money-owed-back" : "pay");
        decision.Payment.Cases.Select(entry => entry.Kind.ToString()).Should().Equal(kind is null ? [] : [kind]);
    }

    [Fact]
    public void Money_AfterAllWasGivenUp_IsTakenAllTheSame_AndSeenByAnOfficer()
    {
        var expired = Apply(Pending, GatewayOutcome.Expired, Expires).Payment;
        var late = Apply(expired, Success(at: Opened.AddMinutes(5)), Expires.AddHours(1));

        (late.Effect, late.Action).Should().Be((Effect.Forced, "pay"));
        late.Payment.Cases.Should().ContainSingle().Which.Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.LateSuccess && entry.Owed.IsZero);
    }

    [Fact]
    public void Money_AtTheLastInstant_IsInTime()
    {
        var lapsed = Pending with { Status = PaymentStatus.Lapsed, Attempts = [Pending.Attempts[0] with { Status = AttemptStatus.Expired }] };

        Apply(lapsed, Success(at: Expires), Expires.AddHours(1)).Payment.Status.Should().Be(PaymentStatus.Paid);
        Apply(lapsed, Success(at: Expires.AddTicks(1)), Expires.AddHours(1)).Payment.Status.Should().Be(PaymentStatus.Lapsed);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(1, 1)]
    [InlineData(9, 2)]
    public void Money_IsDatedBetweenTheOpeningAndNow(int told, int counts) =>
        Apply(Pending, Success(at: Opened.AddMinutes(told)), Opened.AddMinutes(2)).Payment.SettledAt.Should().Be(Opened.AddMinutes(counts));

    [Theory]
    [InlineData(OutcomeKind.Failed, "attempt-failed")]
    [InlineData(OutcomeKind.Cancelled, "attempt-cancelled")]
    [InlineData(OutcomeKind.Expired, "attempt-expired")]
    public void Attempt_ThatEnds_LosesItsAddressAndLeavesTheFeeDue(OutcomeKind kind, string action)
    {
        var decision = Apply(Pending, new GatewayOutcome(kind, Why: "no money"));

        (decision.Effect, decision.Action, decision.Note).Should().Be((Effect.Moved, action, "no money"));
        decision.Payment.Attempts[0].RedirectUrl.Should().BeNull();
        decision.Payment.Status.Should().Be(PaymentStatus.Due);
        Apply(Pending, new GatewayOutcome(kind), Pending.ExpiresAt.AddTicks(-1)).Payment.Status.Should().Be(PaymentStatus.Due);
        Apply(Pending, new GatewayOutcome(kind), Pending.ExpiresAt).Payment.Status.Should().Be(PaymentStatus.Lapsed);
    }

    [Fact]
    public void Order_TheGatewayDoesNotKnow_ExpiresAfterItsGrace()
    {
        var given = Expires + SweepSchedule.ExpiryGrace;

        Apply(Pending, GatewayOutcome.NotFound, given.AddTicks(-1)).Effect.Should().Be(Effect.Ignored);
        Apply(Pending, GatewayOutcome.NotFound, given).Payment.Attempts[0].Status.Should().Be(AttemptStatus.Expired);
        Apply(Paid, GatewayOutcome.NotFound, given).Effect.Should().Be(Effect.Ignored, "what was captured is not forgotten");
    }

    [Fact]
    public void Contradiction_IsOneCaseForEachAttemptUntilItIsClosed()
    {
        var first = Apply(Paid, GatewayOutcome.Failed("changed its mind"));
        (first.Effect, first.Action, first.Note).Should().Be((Effect.Forced, "contradicted", "Failed: changed its mind"));
        var entry = first.Payment.Cases.Should().ContainSingle().Subject;
        (entry.Kind, entry.Attempt, entry.Reference, entry.Owed.IsZero).Should().Be((CaseKind.Contradicted, PaymentWorld.First, "ref-1", true));
        first.Payment.Status.Should().Be(PaymentStatus.Paid, "only a person undoes it");

        Apply(first.Payment, GatewayOutcome.Cancelled).Effect.Should().Be(Effect.Ignored);
        var closed = first.Payment.With(entry with { Status = CaseStatus.Closed });
        Apply(closed, GatewayOutcome.Cancelled).Payment.Cases.Should().HaveCount(2);
        var another = first.Payment.With(entry with { Attempt = PaymentWorld.Second });
        Apply(another, GatewayOutcome.Cancelled).Payment.Cases.Should().HaveCount(2, "it is about another attempt");
        var other = first.Payment.With(entry with { Kind = CaseKind.Overpaid });
        Apply(other, GatewayOutcome.Cancelled).Payment.Cases.Should().HaveCount(2, "it is about something else");
        Apply(Paid, Success(Fee + Fee)).Should().Match<Decision>(decision => decision.Action == "contradicted" && decision.Note == $"Succeeded: {Fee + Fee}");
    }

    [Fact]
    public void Suspicion_IsOneCaseForEachAttemptUntilItIsClosed()
    {
        var outcome = GatewayOutcome.Suspicious(Fee, "ref-9", "stolen card");
        var first = Apply(Pending, outcome);
        (first.Effect, first.Action, first.Note).Should().Be((Effect.Forced, "held-back", $"{Fee}: stolen card"));
        var entry = first.Payment.Cases.Should().ContainSingle().Subject;
        (entry.Kind, entry.Reference, entry.Owed.IsZero, entry.Note).Should().Be((CaseKind.Suspicious, "ref-9", true, $"{Fee}: stolen card"));
        first.Payment.Attempts[0].Status.Should().Be(AttemptStatus.Open, "the gateway is asked again");

        Apply(first.Payment, outcome).Effect.Should().Be(Effect.Ignored);
        Apply(first.Payment.With(entry with { Status = CaseStatus.Closed }), outcome).Payment.Cases.Should().HaveCount(2);
        Apply(first.Payment.With(entry with { Attempt = PaymentWorld.Second }), outcome).Payment.Cases.Should().HaveCount(2);
        Apply(first.Payment.With(entry with { Kind = CaseKind.Overpaid }), outcome).Payment.Cases.Should().HaveCount(2);
    }

    [Fact]
    public void Contradicts_OnlyWhatWouldUndoACapture()
    {
        foreach (var undoing in (GatewayOutcome[])[GatewayOutcome.Failed("x"), GatewayOutcome.Cancelled, GatewayOutcome.Expired, Success(Fee + Fee)])
        {
            GatewayNews.Contradicts(Paid, PaymentWorld.First, undoing).Should().BeTrue($"{undoing}");
            GatewayNews.Contradicts(Pending, PaymentWorld.First, undoing).Should().BeFalse("nothing is captured");
            GatewayNews.Contradicts(Paid, PaymentWorld.Second, undoing).Should().BeFalse("there is no such attempt");
        }

        foreach (var harmless in (GatewayOutcome[])[Success(), Success(Fee + Fee, "ref-2"), GatewayOutcome.Pending, GatewayOutcome.NotFound, GatewayOutcome.Unknown("down")])
            GatewayNews.Contradicts(Paid, PaymentWorld.First, harmless).Should().BeFalse($"{harmless}");
    }

    [Theory]
    [InlineData(OutcomeKind.Succeeded, "UnknownReference", "money-owed-back", 45_000)]
    [InlineData(OutcomeKind.Suspicious, "Suspicious", "held-back", 0)]
    public void Money_ForAnOrderNobodyOpened_IsACaseOnce(OutcomeKind kind, string raised, string action, long owed)
    {
        var outcome = new GatewayOutcome(kind, Fee, "ref-7", Opened, "odd");
        var decision = GatewayNews.Apply(Paid, PaymentWorld.Second, Gateway, outcome, Opened);

        (decision.Effect, decision.Action, decision.Note).Should().Be((Effect.Forced, action, $"fake ref-7 {Fee}"));
        decision.Payment.Cases.Should().ContainSingle().Which.Should().Match<PaymentCase>(entry =>
            entry.Kind.ToString() == raised && entry.Reference == "ref-7" && entry.Owed == Money.Vnd(owed) && entry.Attempt == null);
        GatewayNews.Apply(decision.Payment, PaymentWorld.Second, Gateway, outcome, Opened).Effect.Should().Be(Effect.Ignored, "its case knows it");
        GatewayNews.Apply(decision.Payment, PaymentWorld.Second, "other", outcome, Opened).Effect.Should().Be(Effect.Forced, "another gateway may use the same reference");
        GatewayNews.Apply(Paid, PaymentWorld.Second, Gateway, outcome with { Reference = "ref-1" }, Opened).Effect.Should().Be(Effect.Ignored, "an attempt knows it");
        GatewayNews.Apply(Paid, PaymentWorld.Second, "other", outcome with { Reference = "ref-1" }, Opened).Effect.Should().Be(Effect.Forced);
        GatewayNews.Apply(Paid, PaymentWorld.Second, Gateway, GatewayOutcome.Failed("x"), Opened).Effect.Should().Be(Effect.Ignored, "no money, no owner");
    }

    [Fact]
    public void Money_WithoutAnAmount_IsAFaultOfTheAdapter()
    {
        FluentActions.Invoking(() => Apply(Pending, new GatewayOutcome(OutcomeKind.Succeeded, null, "r"))).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => Apply(Pending, Success(Money.Vnd(0)))).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Soundness_SaysWhatCannotBe()
    {
        var attempt = Paid.Attempts[0];
        PaymentSoundness.Faults(Pending).Should().BeEmpty();
        PaymentSoundness.Faults(Paid).Should().BeEmpty();
        PaymentSoundness.Faults(Paid with { Refunds = [Sent(1, 40_000), Sent(2, 5_000), PaidOnce.Refund(3, 1, 1, RefundStatus.Failed)] }).Should().BeEmpty();

        Faulty(Paid with { Attempts = [attempt with { Id = PaymentWorld.Second }], PaidBy = PaymentWorld.First }, "attempt 1 has another id");
        Faulty(Paid with { Cases = [PaidOnce.Case(2, CaseKind.Overpaid, 0)] }, "case 1 has another number");
        Faulty(Pending with { Status = PaymentStatus.Due }, "its status does not fit its attempts");
        Faulty(Pending with { Attempts = [] }, "its status does not fit its attempts");
        foreach (var status in (PaymentStatus[])[PaymentStatus.Paid, PaymentStatus.Refunding, PaymentStatus.Refunded])
        {
            Faulty(Paid with { Status = status, SettledAt = null }, "met at no time");
            Faulty(Paid with { Status = status, PaidBy = null }, "met by no money");
            Faulty(Paid with { Status = status, Attempts = [attempt with { Captured = null }] }, "met by no money");
            Faulty(Paid with { Status = status, Attempts = [attempt with { Captured = Fee - Money.Vnd(1) }] }, "met by less than was owed");
            Faulty(Paid with { Status = status, Attempts = [attempt with { Captured = Fee with { Currency = "USD" } }] }, "met by less than was owed");
        }

        Faulty(Paid with { Refunds = [Sent(1, 40_000), Sent(2, 5_001)] }, "more went back of ref-1 than came");

        static Refund Sent(int number, long amountVnd) => PaidOnce.Refund(number, 1, amountVnd, RefundStatus.Done);

        static void Faulty(Payment payment, string says) => PaymentSoundness.Faults(payment).Should().Equal(says);
    }

    private static GatewayOutcome Success(Money? amount = null, string reference = "ref-1", DateTimeOffset? at = null) =>
        GatewayOutcome.Succeeded(amount ?? Fee, reference, at ?? Opened.AddMinutes(1));

    private static Decision Apply(Payment payment, GatewayOutcome outcome, DateTimeOffset? now = null) =>
        GatewayNews.Apply(payment, PaymentWorld.First, Gateway, outcome, now ?? Opened.AddMinutes(2));
}
