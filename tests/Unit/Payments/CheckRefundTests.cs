using Microsoft.Extensions.Configuration;
using PublicServices.Contracts;
using PublicServices.Functions.Payments;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>Refunds that need two people, and refunds of part of a fee.</summary>
public sealed class CheckRefundTests
{
    private static readonly CaseDecision Because = new("Nộp nhầm");
    private static readonly Caller Second = new("acc-second", Role.Finance, "Kế toán trưởng");
    private static readonly RefundLimits Always = new(Money.Vnd(0));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Propose_AboveTheLimit_AsksNobodyUntilASecondPersonAgrees()
    {
        var world = await PaidAsync();

        (await Refunds(world, Always).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop)).Value.Status.Should().Be(PaymentStatus.Paid);
        await world.PassAsync(TimeSpan.FromHours(1));
        world.Gateway.Refunded.Should().BeEmpty();
        world.Payment.Cases.Should().ContainSingle().Which.Status.Should().Be(CaseStatus.Proposed);

        (await Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, Second, cause: null, Stop)).Value.Status.Should().Be(PaymentStatus.Refunding);
        await world.PumpAsync();
        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Payment.Refunds.Should().ContainSingle().Which.Should().Match<Refund>(refund => refund.CheckedBy == Second.Id && refund.AskedBy == PaymentWorld.Finance.Id);
        world.Store.SentOf(PaymentContracts.FeeRefunded).Should().ContainSingle();
    }

    [Fact]
    public async Task Approve_ByWhoProposedIt_IsRefused()
    {
        var world = await PaidAsync();
        await Refunds(world, Always).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);

        (await Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-027");
        (await Check(world).DeclineAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-027");
        (await Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, new Caller("x", Role.Operator, "X"), cause: null, Stop)).Problem!.Code.Should().Be("PS-004");
        (await Check(world).ApproveAsync(PaymentWorld.Id, 1, new CaseDecision(" "), Second, cause: null, Stop)).Problem!.Code.Should().Be("PAY-023");
        (await Check(world).ApproveAsync(PaymentWorld.Id, 2, Because, Second, cause: null, Stop)).Problem!.Code.Should().Be("PS-003");
        world.Payment.Refunds.Single().Status.Should().Be(RefundStatus.Proposed);
    }

    [Fact]
    public async Task Approve_OfOneOfTwoProposals_SendsThatOne()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(PaymentWorld.Fee + Money.Vnd(5_000)));
        (await Refunds(world, Always).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
        (await Refunds(world, Always).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();

        (await Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, Second, cause: null, Stop)).Problem.Should().BeNull();
        await world.PumpAsync();

        world.Payment.Refunds.Select(refund => (refund.Case, refund.Amount.MinorUnits, refund.Status)).Should().Equal(
            (1, 5_000, RefundStatus.Done), (2, PaymentWorld.Fee.MinorUnits, RefundStatus.Proposed));
        world.Payment.Status.Should().Be(PaymentStatus.Paid);
    }

    [Fact]
    public async Task Withdrawn_WhileSomethingElseIsOwed_IsACaseOfItsOwn_Once()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(PaymentWorld.Fee + Money.Vnd(5_000)));
        for (var time = 1; time <= 2; time++)
            await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "withdrawn"), $"w{time}");

        world.Payment.Cases.Select(entry => (entry.Kind, entry.Owed.MinorUnits, entry.Reference)).Should().Equal(
            (CaseKind.Overpaid, 5_000, "ref-1"), (CaseKind.WithdrawnAfterPaid, PaymentWorld.Fee.MinorUnits, "ref-1"));
    }

    [Fact]
    public async Task Withdrawn_AfterPartOfTheFeeWentBack_OwesTheRest()
    {
        var world = await PaidAsync();
        var part = Because with { Amount = Money.Vnd(10_000) };
        await Refunds(world, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, part, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "withdrawn"));
        (await Refunds(world, RefundLimits.Default).OfCaseAsync(PaymentWorld.Id, 2, Because, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
        await world.PumpAsync();

        world.Payment.Refunds.Select(refund => refund.Amount.MinorUnits).Should().Equal(10_000, 35_000);
        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Payment.Cases.Should().OnlyContain(entry => entry.Status == CaseStatus.Closed);
    }

    [Fact]
    public async Task Withdrawn_AndSentBackInAnotherWay_LetsItsCaseBeClosed()
    {
        var world = await PaidAsync();
        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "withdrawn"));
        foreach (var amountVnd in (long[])[10_000, 35_000])
        {
            var part = Because with { Amount = Money.Vnd(amountVnd) };
            (await Refunds(world, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, part, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
            await world.PumpAsync();
        }

        (await Refunds(world, RefundLimits.Default).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-024");
        (await new CloseCase(world.Book).HandleAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Decline_LeavesTheFeePaidAndAllowsAnotherProposal()
    {
        var world = await PaidAsync();
        await Refunds(world, Always).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        (await Check(world).DeclineAsync(PaymentWorld.Id, 1, Because, Second, cause: null, Stop)).Value.Status.Should().Be(PaymentStatus.Paid);
        (await Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, Second, cause: null, Stop)).Problem!.Code.Should().Be("PAY-028");

        await Refunds(world, Always).OfFeeAsync(PaymentWorld.Id, Because, Second, cause: null, Stop);
        await Check(world).ApproveAsync(PaymentWorld.Id, 2, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Gateway.Refunded.Should().ContainSingle().Which.Refund.ToString().Should().Be("pay-1.r2");
    }

    [Fact]
    public async Task Decline_OfWhatIsOwed_LeavesItOwed()
    {
        var world = await PaidAsync(Money.Vnd(50_000));
        await Refunds(world, Always).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop);
        await Check(world).DeclineAsync(PaymentWorld.Id, 1, Because, Second, cause: null, Stop);
        world.Payment.Cases.Single().Status.Should().Be(CaseStatus.Open);
    }

    [Fact]
    public async Task Approve_ByTwoAtOnce_GoesOnce()
    {
        var world = await PaidAsync();
        await Refunds(world, Always).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        var both = await Task.WhenAll(
            Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, Second, cause: null, Stop).AsTask(),
            Check(world).ApproveAsync(PaymentWorld.Id, 1, Because, Second with { Id = "acc-third" }, cause: null, Stop).AsTask());
        await world.PumpAsync();
        both.Count(result => result.Problem is null).Should().Be(1);
        world.Gateway.Refunded.Should().ContainSingle();
    }

    [Fact]
    public async Task Refund_OfPartOfTheFee_LeavesItPaidUntilTheRestGoesBack()
    {
        var world = await PaidAsync();
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because with { Amount = Money.Vnd(20_000) }, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Store.SentOf(PaymentContracts.FeeRefunded).Should().BeEmpty();

        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because with { Amount = Money.Vnd(25_001) }, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-029");
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Gateway.Refunded.Select(order => order.Amount.MinorUnits).Should().Equal(20_000, 25_000);
        world.Store.SentOf(PaymentContracts.FeeRefunded).Should().ContainSingle();
        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-024");
        PaymentSoundness.Faults(world.Payment).Should().BeEmpty();
    }

    [Fact]
    public async Task Refund_OfTheRestThatFails_LeavesTheFeePaid()
    {
        var world = await PaidAsync();
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because with { Amount = Money.Vnd(20_000) }, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Failed, Why: "card closed"));
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Payment.Cases.Select(entry => entry.Status).Should().Equal(CaseStatus.Closed, CaseStatus.Open);
    }

    [Theory]
    [InlineData(0, "VND")]
    [InlineData(-1, "VND")]
    [InlineData(45_001, "VND")]
    [InlineData(10, "USD")]
    public async Task Refund_OfAnImpossibleAmount_IsRefused(long amount, string currency)
    {
        var world = await PaidAsync();
        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because with { Amount = new Money(amount, currency) }, PaymentWorld.Finance, cause: null, Stop))
            .Problem!.Code.Should().Be("PAY-029");
        world.Payment.Refunds.Should().BeEmpty();
    }

    [Fact]
    public async Task Refund_OfACase_IsWhole()
    {
        var world = await PaidAsync(Money.Vnd(50_000));
        (await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, Because with { Amount = Money.Vnd(1) }, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-029");
    }

    [Theory]
    [InlineData(1_000_000, "VND", false)]
    [InlineData(1_000_001, "VND", true)]
    [InlineData(1, "USD", true)]
    public void Refund_AboveTheLimitOrInAnotherCurrency_NeedsASecondPerson(long amount, string currency, bool needs) =>
        RefundLimits.Default.NeedSecondPerson(new Money(amount, currency)).Should().Be(needs);

    [Theory]
    [InlineData(null, 1_000_000)]
    [InlineData("0", 0)]
    [InlineData("250000", 250_000)]
    public void Limits_AreReadInWholeDong(string? setting, long expected) =>
        RefundLimitsSetup.Read(Configured(setting)).AloneUpTo.Should().Be(Money.Vnd(expected));

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("many")]
    public void Limits_ThatAreNoAmount_StopTheProgram(string setting) =>
        FluentActions.Invoking(() => RefundLimitsSetup.Read(Configured(setting))).Should().Throw<InvalidOperationException>().WithMessage("*AloneUpTo*");

    private static IConfiguration Configured(string? setting) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Payments:Refunds:AloneUpTo", setting)]).Build();

    private static RefundMoney Refunds(PaymentWorld world, RefundLimits? limits = null) => new(world.Book, limits ?? RefundLimits.Default);

    private static CheckRefund Check(PaymentWorld world) => new(world.Book);

    private static async Task<PaymentWorld> PaidAsync(Money? amount = null)
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(amount));
        return world;
    }
}
