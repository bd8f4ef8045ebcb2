using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class RefundTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly CaseDecision Because = new("Nộp nhầm");

    [Fact]
    public async Task Refund_OfTheWholeFee_GoesBackAndIsTold()
    {
        var world = await PaidAsync();

        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop)).Value.Status.Should().Be(PaymentStatus.Refunding);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Store.SentOf(PaymentContracts.FeeRefunded).Should().ContainSingle().Which.Amount.Should().Be(PaymentWorld.Fee);
        world.Gateway.Refunded.Should().ContainSingle().Which.Should().Match<RefundOrder>(order =>
            order.Refund.ToString() == "pay-1.r1" && order.Amount == PaymentWorld.Fee && order.Reference == "ref-1");
        world.Payment.Cases[0].Status.Should().Be(CaseStatus.Closed);
    }

    [Fact]
    public async Task Refund_InParts_IsToldAsWhatIsBackInAllAndThenAsWhole()
    {
        var world = await PaidAsync();

        foreach (var part in (long[])[10_000, 5_000, 30_000])
        {
            (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because with { Amount = Money.Vnd(part) }, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
            await world.PumpAsync();
        }

        world.Store.SentOf(PaymentContracts.FeePartRefunded).Select(told => told.Back).Should().Equal(Money.Vnd(10_000), Money.Vnd(15_000));
        world.Store.SentOf(PaymentContracts.FeeRefunded).Should().ContainSingle().Which.Amount.Should().Be(PaymentWorld.Fee);
        PaymentWake.Of(new Loaded<Payment>(PaymentWorld.Id, 9, world.Payment), world.Clock.GetUtcNow()).Select(wake => wake.Message.Type)
            .Should().Contain(PaymentContracts.FeeRefunded.Type).And.NotContain(PaymentContracts.FeePartRefunded.Type);
    }

    [Fact]
    public async Task Refund_OfAPart_AskedAgainUnderItsKey_GoesBackOnce()
    {
        var world = await PaidAsync();
        var (part, key) = (Because with { Amount = Money.Vnd(10_000) }, Cause.Request("http:fin", "press-1", "part"));

        for (var press = 0; press < 2; press++)
        {
            (await Refunds(world).OfFeeAsync(PaymentWorld.Id, part, PaymentWorld.Finance, key, Stop)).Problem.Should().BeNull();
            await world.PumpAsync();
        }

        world.Gateway.Refunded.Should().ContainSingle().Which.Amount.Should().Be(Money.Vnd(10_000));
        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, key with { Fingerprint = "all" }, Stop))
            .Problem.Should().Be(KernelProblems.IdempotencyKeyReused);
    }

    [Fact]
    public async Task Refund_OfTheExcess_LeavesTheFeePaid()
    {
        var world = await PaidAsync(Money.Vnd(50_000));

        await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        world.Gateway.Refunded.Single().Amount.Should().Be(Money.Vnd(5_000));
        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Store.SentOf(PaymentContracts.FeeRefunded).Should().BeEmpty();
    }

    [Fact]
    public async Task Refund_OfTheExcess_AfterAPartOfTheFee_GoesBackToo()
    {
        var world = await PaidAsync(Money.Vnd(50_000));
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because with { Amount = Money.Vnd(20_000) }, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        (await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
        await world.PumpAsync();

        world.Gateway.Refunded.Select(order => order.Amount).Should().Equal(Money.Vnd(20_000), Money.Vnd(5_000));
        world.Payment.Cases.Should().OnlyContain(entry => entry.Status == CaseStatus.Closed);
    }

    [Fact]
    public async Task Refund_WithoutAnAnswer_IsAskedAgainUnderTheSameKey()
    {
        var world = await PaidAsync();
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Unknown, Why: "timeout"));
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Pending, "r"));

        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PassAsync(TimeSpan.FromMinutes(10));

        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Gateway.Refunded.Should().HaveCount(3);
        world.Gateway.Refunded.Select(order => order.Refund).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Refund_ThatFails_OpensTheCaseAgainAndCanBeRepeated()
    {
        var world = await PaidAsync();
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Failed, Why: "card closed"));

        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Payment.Cases[0].Status.Should().Be(CaseStatus.Open);
        world.Told.Should().ContainSingle("the service was told long ago");

        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Gateway.Refunded.Select(order => order.Refund.ToString()).Should().Equal("pay-1.r1", "pay-1.r2");
        world.Payment.Cases.Should().ContainSingle();
    }

    [Fact]
    public async Task Refund_TakenBackByTheGateway_BringsTheFeeBack()
    {
        var world = await PaidAsync();
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Failed, Why: "returned by the bank"));
        world.Gateway.Callback = new GatewayCallback("evt-r", null, null, world.Payment.Refunds[0].Id);

        await new ReceiveCallback(world.Store, world.Gateways).HandleAsync("fake", FakeGateway.AnyCallback, world.Clock.GetUtcNow(), "c", Stop);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Payment.Cases[0].Status.Should().Be(CaseStatus.Open);
    }

    [Fact]
    public async Task Refund_PromptedWhenTheGatewayDoesNotAnswer_IsAskedAboutAgain()
    {
        var world = await PaidAsync();
        await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Unknown, Why: "timeout"));
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Failed, Why: "returned by the bank"));
        world.Gateway.Callback = new GatewayCallback("evt-r", null, null, world.Payment.Refunds[0].Id);
        await new ReceiveCallback(world.Store, world.Gateways).HandleAsync("fake", FakeGateway.AnyCallback, world.Clock.GetUtcNow(), "c", Stop);

        var pump = async () => await world.PumpAsync();
        (await pump.Should().ThrowAsync<DeliverLaterException>()).Which.Pause.Should().Be(world.Schedule.PauseBefore(0));
        world.Payment.Refunds[0].Status.Should().Be(RefundStatus.Done, "nothing is known yet");

        await world.PumpAsync();
        world.Payment.Refunds[0].Status.Should().Be(RefundStatus.Failed);
        world.Payment.Cases[0].Status.Should().Be(CaseStatus.Open);
    }

    [Fact]
    public async Task Refund_AskedTwice_GoesOnce()
    {
        var world = await PaidAsync();

        var both = await Task.WhenAll(
            Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop).AsTask(),
            Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop).AsTask());
        await world.PumpAsync();

        both.Count(result => result.Problem is null).Should().Be(1);
        both.Single(result => result.Problem is not null).Problem!.Code.Should().Be("PAY-024");
        world.Gateway.Refunded.Should().ContainSingle();
    }

    [Fact]
    public async Task Refund_OfAWithdrawnFee_ClosesItsCase()
    {
        var world = await PaidAsync();
        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "x"));

        await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Refunded);
        world.Payment.Cases.Should().ContainSingle().Which.Status.Should().Be(CaseStatus.Closed);
    }

    [Fact]
    public async Task Refund_OfUncreditedMoney_LeavesTheFeeDue()
    {
        var world = await PaidAsync(Money.Vnd(10_000));

        await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Due);
        world.Gateway.Refunded.Single().Amount.Should().Be(Money.Vnd(10_000));
    }

    [Fact]
    public async Task Refund_OfACaseThatClaimsTheCreditedMoney_IsRefused()
    {
        var world = await (await new PaymentWorld().OpenedAsync()).OpenedAsync("other");
        await world.CallAsync(PaymentWorld.First, world.Success());
        var lie = world.Payment with
        {
            Cases = [new PaymentCase(1, CaseKind.PaidTwice, "fake", "ref-1", PaymentWorld.Fee, PaymentWorld.Start, Attempt: PaymentWorld.First)],
        };
        var records = new Records<Payment>(world.Store, () => PaymentsJson.Default.Payment);
        await records.CommitAsync(await records.LoadAsync(PaymentWorld.Id, Stop), new Change<Payment>(lie), null, Stop);

        (await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-025");
    }

    [Theory]
    [InlineData(Role.Family)]
    [InlineData(Role.School)]
    [InlineData(Role.Department)]
    [InlineData(Role.Ministry)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Partner)]
    public async Task Desk_ForAnyoneButFinance_IsForbidden(Role role)
    {
        var world = await PaidAsync();
        var caller = new Caller("x", role, "X");

        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, Because, caller, cause: null, Stop)).Problem!.Code.Should().Be("PS-004");
        (await new CloseCase(world.Book).HandleAsync(PaymentWorld.Id, 1, Because, caller, cause: null, Stop)).Problem!.Code.Should().Be("PS-004");
        (await new ListCases(world.Store).HandleAsync(false, null, caller, Stop)).Problem!.Code.Should().Be("PS-004");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    public async Task Refund_WithoutAReason_IsRefused(string? reason) =>
        (await Refunds(await PaidAsync()).OfFeeAsync(PaymentWorld.Id, new CaseDecision(reason!), PaymentWorld.Finance, cause: null, Stop))
            .Problem!.Code.Should().Be("PAY-023");

    [Fact]
    public async Task Refund_OfAnUnpaidFee_IsRefused() =>
        (await Refunds(await new PaymentWorld().OpenedAsync()).OfFeeAsync(PaymentWorld.Id, Because, PaymentWorld.Finance, cause: null, Stop))
            .Problem!.Code.Should().Be("PAY-024");

    [Fact]
    public async Task Close_OfACaseThatOwes_IsRefusedAndOfOneThatDoesNot_LeavesTheQueue()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, GatewayOutcome.Failed("declined"));
        await world.CallAsync(PaymentWorld.First, world.Success(Money.Vnd(46_000)));
        var close = new CloseCase(world.Book);
        world.Payment.Cases.Select(entry => entry.Kind).Should().Equal(CaseKind.LateSuccess, CaseKind.Overpaid);

        (await close.HandleAsync(PaymentWorld.Id, 2, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-022");
        (await close.HandleAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
        (await close.HandleAsync(PaymentWorld.Id, 1, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-020");
        (await close.HandleAsync(PaymentWorld.Id, 3, Because, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PS-003");
        await world.PumpAsync();

        var list = new ListCases(world.Store);
        (await list.HandleAsync(false, null, PaymentWorld.Finance, Stop)).Value.Cases.Should().ContainSingle().Which.Case.Number.Should().Be(2);
        (await list.HandleAsync(true, null, PaymentWorld.Finance, Stop)).Value.Cases.Should().ContainSingle().Which.Case.Number.Should().Be(1);
    }

    private static async Task<PaymentWorld> PaidAsync(Money? amount = null)
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(amount));
        return world;
    }

    private static RefundMoney Refunds(PaymentWorld world) => new(world.Book, RefundLimits.Default);
}
