using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>Which movements the ledger is told of between two states of a payment, one fact at a time.</summary>
public sealed class MovementTests
{
    private static readonly PaymentCase OfFee = PaidOnce.Case(1, CaseKind.RefundByOfficer, 45_000, status: CaseStatus.Refunding);
    private static readonly PaymentCase Beside = PaidOnce.Case(1, CaseKind.Overpaid, 5_000, status: CaseStatus.Refunding);

    [Fact]
    public void Nothing_IsToldWhenNothingMoved() => MoneyTrail.Between(PaidOnce.Payment, PaidOnce.Payment with { PayerName = "B" }, 2, PaidOnce.Now).Should().BeNull();

    [Fact]
    public void Capture_IsDatedByTheGateway_AndNamesItsOrder()
    {
        var before = PaidOnce.Payment with { Status = PaymentStatus.Pending, Attempts = [], PaidBy = null, SettledAt = null };

        var moved = MoneyTrail.Between(before, PaidOnce.Payment, 7, PaidOnce.Now)!;

        (moved.At, moved.Order, moved.Version, moved.Unit, moved.IsForced).Should().Be((PaidOnce.At.AddMinutes(1), "pay-1.1", 7, "01-001", false));
        moved.Movements.Should().Equal(
            new MoneyMovementV1(MovementKind.FeePaid, Money.Vnd(45_000), "fake", "ref-1"), new MoneyMovementV1(MovementKind.OwedBack, Money.Vnd(5_000), "fake", "ref-1"));
    }

    [Fact]
    public void Fee_ThatFallsDue_HasNoOrderAndNoUnitUnlessThereIsOne()
    {
        var due = PaidOnce.Payment with { Status = PaymentStatus.Due, Attempts = [], PaidBy = null, SettledAt = null, Unit = null };

        var moved = MoneyTrail.Between(null, due, 1, PaidOnce.Now)!;

        (moved.At, moved.Order, moved.Unit, moved.IsForced).Should().Be((PaidOnce.Now, "", "", false));
        Kinds(moved).Should().Equal(MovementKind.FeeDue);
        Kinds(MoneyTrail.Between(due, due with { Status = PaymentStatus.Lapsed }, 2, PaidOnce.Now)!).Should().Equal(MovementKind.FeeDropped);
    }

    [Fact]
    public void Case_ThatIsNew_SaysThatItWasForced()
    {
        var stranger = PaidOnce.Case(1, CaseKind.UnknownReference, 9_000, "ref-8") with { Attempt = null };

        var moved = MoneyTrail.Between(PaidOnce.Payment, PaidOnce.Payment with { Cases = [stranger] }, 2, PaidOnce.Now)!;
        (moved.IsForced, moved.Order, moved.At).Should().Be((true, "", PaidOnce.Now));
        moved.Movements.Should().Equal(new MoneyMovementV1(MovementKind.Unclaimed, Money.Vnd(9_000), "fake", "ref-8"));

        var known = PaidOnce.Payment with { Cases = [Beside] };
        MoneyTrail.Between(known, known with { Refunds = [PaidOnce.Refund(1, 1, 5_000, RefundStatus.Done)] }, 3, PaidOnce.Now)!.IsForced.Should().BeFalse();
    }

    [Theory]
    [InlineData(CaseKind.PaidTwice, 0, "ref-8")]
    [InlineData(CaseKind.PaidTwice, 9_000, "")]
    [InlineData(CaseKind.RefundByOfficer, 45_000, "ref-8")]
    [InlineData(CaseKind.WithdrawnAfterPaid, 45_000, "ref-8")]
    [InlineData(CaseKind.PaidTwice, 5_000, PaidOnce.Reference)]
    public void Case_ThatBroughtNoMoney_MovesNone(CaseKind kind, long owedVnd, string reference) =>
        MoneyTrail.Between(PaidOnce.Payment, PaidOnce.Payment with { Cases = [PaidOnce.Case(1, kind, owedVnd, reference)] }, 2, PaidOnce.Now).Should().BeNull();

    /// <summary>Where a refund was and is, of the fee or not, and what that moves.</summary>
    public static TheoryData<RefundStatus?, RefundStatus, bool, MovementKind[]> Refunds => new()
    {
        { null, RefundStatus.Proposed, true, [] },
        { null, RefundStatus.Asking, true, [MovementKind.FeeReturnable] },
        { null, RefundStatus.Asking, false, [] },
        { RefundStatus.Proposed, RefundStatus.Asking, true, [MovementKind.FeeReturnable] },
        { RefundStatus.Proposed, RefundStatus.Declined, true, [] },
        { RefundStatus.Asking, RefundStatus.Done, true, [MovementKind.Refunded] },
        { RefundStatus.Asking, RefundStatus.Done, false, [MovementKind.Refunded] },
        { RefundStatus.Asking, RefundStatus.Failed, true, [MovementKind.FeeKept] },
        { RefundStatus.Asking, RefundStatus.Failed, false, [] },
        { RefundStatus.Done, RefundStatus.Failed, true, [MovementKind.RefundReturned, MovementKind.FeeKept] },
        { RefundStatus.Done, RefundStatus.Failed, false, [MovementKind.RefundReturned] },
        { RefundStatus.Done, RefundStatus.Done, true, [] },
        { RefundStatus.Failed, RefundStatus.Failed, true, [] },
    };

    [Theory]
    [MemberData(nameof(Refunds))]
    public void Refund_MovesWhatItsStepMoves(RefundStatus? earlier, RefundStatus later, bool isOfFee, MovementKind[] kinds)
    {
        var payment = PaidOnce.Payment with { Cases = [isOfFee ? OfFee : Beside] };
        var before = earlier is { } status ? payment with { Refunds = [PaidOnce.Refund(1, 1, 5_000, status)] } : payment;

        var moved = MoneyTrail.Between(before, payment with { Refunds = [PaidOnce.Refund(1, 1, 5_000, later)] }, 3, PaidOnce.Now);

        (moved is null ? [] : Kinds(moved)).Should().Equal(kinds);
        if (kinds.Contains(MovementKind.Refunded)) (moved!.Order, moved.Movements[0].Reference).Should().Be(("pay-1.r1", "pay-1.r1"), "the gateway gave no reference");
    }

    [Theory]
    [InlineData(0, RefundStatus.Done, true)]
    [InlineData(1, RefundStatus.Done, false)]
    [InlineData(1, RefundStatus.Failed, true)]
    [InlineData(2, RefundStatus.Done, true)]
    public void Case_ThatIsClosedUnpaid_WasTakenByADispute(int refundOf, RefundStatus status, bool isTaken)
    {
        var refunds = refundOf == 0 ? (IReadOnlyList<Refund>)[] : [PaidOnce.Refund(1, refundOf, 5_000, status)];
        var before = PaidOnce.Payment with { Cases = [Beside, PaidOnce.Case(2, CaseKind.PaidTwice, 5_000)], Refunds = refunds };

        var moved = MoneyTrail.Between(before, before with { Cases = [Beside with { Status = CaseStatus.Closed }, before.Cases[1]] }, 3, PaidOnce.Now);

        (moved is null ? [] : Kinds(moved)).Should().Equal(isTaken ? [MovementKind.OwedByDispute] : []);
    }

    /// <summary>A dispute before and after, and what that moves.</summary>
    public static TheoryData<Dispute?, Dispute, MovementKind[]> Disputes
    {
        get
        {
            var lost = PaidOnce.Lost("dp-1", 45_000);
            var open = lost with { WithdrawnAt = null, ClosedAt = null, IsLost = false };
            var withheld = open with { WithdrawnAt = PaidOnce.At };
            var back = withheld with { ReinstatedAt = PaidOnce.At };
            return new()
            {
                { null, open, [] },
                { open, withheld, [MovementKind.DisputeOpened] },
                { withheld, lost, [MovementKind.DisputeLost] },
                { null, lost, [MovementKind.DisputeOpened, MovementKind.DisputeLost] },
                { withheld, back, [MovementKind.DisputeWon] },
                { lost, lost with { ReinstatedAt = PaidOnce.At }, [MovementKind.DisputeWon, MovementKind.LossRecovered] },
                { open, open with { ClosedAt = PaidOnce.At, IsLost = true }, [] },
                { lost, lost, [] },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Disputes))]
    public void Dispute_MovesWhatItsStepMoves(Dispute? earlier, Dispute later, MovementKind[] kinds)
    {
        var before = PaidOnce.Payment with { Disputes = earlier is null ? [] : [earlier] };

        var moved = MoneyTrail.Between(before, before with { Disputes = [later] }, 3, PaidOnce.Now);

        (moved is null ? [] : Kinds(moved)).Should().Equal(kinds);
    }

    private static IEnumerable<MovementKind> Kinds(MoneyMovedV1 moved) => moved.Movements.Select(movement => movement.Kind);
}
