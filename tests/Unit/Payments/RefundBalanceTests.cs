using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>What may go back is counted capture by capture: what happened to another one, at this gateway or elsewhere, takes nothing from it.</summary>
public sealed class RefundBalanceTests
{
    private static readonly PaymentCase Overpaid = PaidOnce.Case(1, CaseKind.Overpaid, 5_000);
    private static readonly PaymentCase Twice = PaidOnce.Case(2, CaseKind.PaidTwice, 45_000, "ref-2");

    /// <summary>Both captures and a case of each.</summary>
    private static readonly Payment Paid = PaidOnce.Payment with
    {
        Attempts = [.. PaidOnce.Payment.Attempts, PaidOnce.Captured(2, "ref-2", 45_000)],
        Cases = [Overpaid, Twice],
    };

    [Fact]
    public void Capture_ThatMetTheFee_HoldsTheFeeBack()
    {
        RefundBalance.Of(Paid, Overpaid).Should().Be(Money.Vnd(5_000));
        RefundBalance.Of(Paid, Twice).Should().Be(Money.Vnd(45_000));
        RefundBalance.Of(Paid with { Status = PaymentStatus.Refunding }, Overpaid).Should().Be(Money.Vnd(50_000), "the fee is on its way back as well");
    }

    [Theory]
    [InlineData(PaidOnce.Gateway, PaidOnce.Reference, 3_000)]
    [InlineData(PaidOnce.Gateway, "ref-2", 5_000)]
    [InlineData("other", PaidOnce.Reference, 5_000)]
    public void Anything_ThatHappenedToACapture_CountsForThatOneAlone(string gateway, string reference, long leftVnd)
    {
        var back = Paid with { Refunds = [PaidOnce.Refund(1, 1, 2_000, RefundStatus.Asking, reference, gateway)] };
        var withheld = Paid with { Disputes = [PaidOnce.Lost("dp-1", 2_000, reference, gateway)] };
        var kept = Paid with { Cases = [Overpaid, Twice, PaidOnce.Case(3, CaseKind.Overpaid, 2_000, reference, gateway) with { Choice = OverpaymentChoice.Credit }] };

        RefundBalance.Of(back, Overpaid).Should().Be(Money.Vnd(leftVnd));
        RefundBalance.Of(withheld, Overpaid).Should().Be(Money.Vnd(leftVnd));
        RefundBalance.Of(kept, Overpaid).Should().Be(Money.Vnd(leftVnd));
    }

    [Theory]
    [InlineData(RefundStatus.Failed, 5_000)]
    [InlineData(RefundStatus.Declined, 5_000)]
    [InlineData(RefundStatus.Proposed, 4_000)]
    [InlineData(RefundStatus.Done, 4_000)]
    public void Refund_CountsUnlessItCameToNothing(RefundStatus status, long leftVnd) =>
        RefundBalance.Of(Paid with { Refunds = [PaidOnce.Refund(1, 1, 1_000, status)] }, Overpaid).Should().Be(Money.Vnd(leftVnd));

    [Fact]
    public void Capture_IsFoundByGatewayAndReference_AndElseKnownByItsCase()
    {
        var elsewhere = Paid with { Attempts = [PaidOnce.Captured(1, PaidOnce.Reference, 1_000, "other"), .. Paid.Attempts.Skip(1), PaidOnce.Captured(3, PaidOnce.Reference, 50_000)], PaidBy = new AttemptId(PaymentWorld.Id, 3) };

        RefundBalance.Of(elsewhere, Overpaid).Should().Be(Money.Vnd(5_000));
        RefundBalance.Of(Paid, PaidOnce.Case(3, CaseKind.PaidTwice, 7_000, "ref-9")).Should().Be(Money.Vnd(7_000));
    }

    [Fact]
    public void Fee_GoesBackAtMostAsFarAsItIsLeft()
    {
        var fee = PaidOnce.Case(1, CaseKind.RefundByOfficer, 45_000);
        var half = PaidOnce.Payment with { Cases = [fee], Refunds = [PaidOnce.Refund(1, 1, 20_000, RefundStatus.Done)] };

        RefundBalance.Owed(PaidOnce.Payment, fee).Should().Be(Money.Vnd(45_000));
        RefundBalance.Owed(half, fee).Should().Be(Money.Vnd(25_000));
        RefundBalance.Owed(half, Overpaid).Should().Be(Money.Vnd(5_000), "what came beside the fee is not the fee");
        (RefundBalance.FeeBack(half), RefundBalance.IsWholeFee(half), RefundBalance.IsWholeFeeBack(half)).Should().Be((Money.Vnd(20_000), false, false));
    }

    [Theory]
    [InlineData(RefundStatus.Proposed, false, false)]
    [InlineData(RefundStatus.Asking, true, false)]
    [InlineData(RefundStatus.Done, true, true)]
    [InlineData(RefundStatus.Failed, false, false)]
    public void WholeFee_IsGoingOnceItIsAsked_AndBackOnceItIsDone(RefundStatus status, bool isGoing, bool isBack)
    {
        var payment = PaidOnce.Payment with { Cases = [PaidOnce.Case(1, CaseKind.RefundByOfficer, 45_000)], Refunds = [PaidOnce.Refund(1, 1, 45_000, status)] };

        (RefundBalance.IsWholeFee(payment), RefundBalance.IsWholeFeeBack(payment)).Should().Be((isGoing, isBack));
    }

    /// <summary>Each with the capture of <see cref="Twice"/>, which owes all of its 45,000.</summary>
    public static TheoryData<string, Dispute[], bool> Disputes => new()
    {
        { "none", [], false },
        { "lost", [PaidOnce.Lost("a", 45_000, "ref-2")], true },
        { "lost in part", [PaidOnce.Lost("a", 1, "ref-2")], true },
        { "still open", [PaidOnce.Lost("a", 45_000, "ref-2") with { ClosedAt = null, IsLost = false }], false },
        { "one lost, one open", [PaidOnce.Lost("a", 20_000, "ref-2"), PaidOnce.Lost("b", 20_000, "ref-2") with { ClosedAt = null, IsLost = false }], false },
        { "one lost, one won", [PaidOnce.Lost("a", 20_000, "ref-2"), PaidOnce.Lost("b", 20_000, "ref-2") with { IsLost = false, ReinstatedAt = PaidOnce.At }], true },
        { "lost, and given back", [PaidOnce.Lost("a", 45_000, "ref-2") with { ReinstatedAt = PaidOnce.At }], false },
        { "won, still withheld", [PaidOnce.Lost("a", 45_000, "ref-2") with { IsLost = false }], false },
        { "lost elsewhere", [PaidOnce.Lost("a", 45_000, "ref-2", "other")], false },
        { "lost of another capture", [PaidOnce.Lost("a", 50_000)], false },
        { "another capture's is open", [PaidOnce.Lost("a", 45_000, "ref-2"), PaidOnce.Lost("b", 45_000) with { ClosedAt = null, IsLost = false }], true },
        { "another gateway's is open", [PaidOnce.Lost("a", 45_000, "ref-2"), PaidOnce.Lost("b", 45_000, "ref-2", "other") with { ClosedAt = null, IsLost = false }], true },
    };

    [Theory]
    [MemberData(nameof(Disputes))]
    public void Case_IsTakenByADispute_OnlyWhenItsOwnIsLostAndKeepsSomeOfIt(string what, Dispute[] disputes, bool isTaken) =>
        RefundBalance.IsTakenByDispute(Paid with { Disputes = disputes }, Twice).Should().Be(isTaken, what);

    [Fact]
    public void Case_OfWhichNothingIsMissing_IsNotTaken()
    {
        // The dispute keeps the fee's part; what the case owes can still go back.
        var payment = PaidOnce.Payment with { Cases = [Overpaid], Status = PaymentStatus.Refunding, Disputes = [PaidOnce.Lost("a", 45_000)] };

        RefundBalance.Of(payment, Overpaid).Should().Be(Overpaid.Owed);
        RefundBalance.IsTakenByDispute(payment, Overpaid).Should().BeFalse();
    }

    [Theory]
    [InlineData(PaidOnce.Gateway, "ref-2", true)]
    [InlineData(PaidOnce.Gateway, PaidOnce.Reference, false)]
    [InlineData("other", "ref-2", false)]
    public void Case_IsDisputedByAnOpenDisputeOfItsOwnCapture(string gateway, string reference, bool isDisputed)
    {
        var open = PaidOnce.Lost("a", 45_000, reference, gateway) with { ClosedAt = null, IsLost = false };

        RefundBalance.IsDisputed(Paid with { Disputes = [open] }, Twice).Should().Be(isDisputed);
        RefundBalance.IsDisputed(Paid with { Disputes = [open with { ClosedAt = PaidOnce.At }] }, Twice).Should().BeFalse();
    }
}
