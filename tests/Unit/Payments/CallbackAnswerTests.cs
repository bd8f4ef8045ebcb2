using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>What a gateway is told that asks what we know of the order.</summary>
public sealed class CallbackAnswerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receive_OfNewMoney_IsTakenThenRepeated()
    {
        var world = await World();

        (await VerdictAsync(world, "pay-1.1", world.Success(), "evt-1")).Should().Be(CallbackVerdict.Taken);
        (await VerdictAsync(world, "pay-1.1", world.Success(), "evt-1")).Should().Be(CallbackVerdict.Repeated, "it is stored already");
        await world.PumpAsync();
        (await VerdictAsync(world, "pay-1.1", world.Success(), "evt-2")).Should().Be(CallbackVerdict.Repeated, "the order is settled");
    }

    [Theory]
    [InlineData("pay-1.1", 44_999, CallbackVerdict.AmountDiffers)]
    [InlineData("pay-1.1", 45_001, CallbackVerdict.AmountDiffers)]
    [InlineData("pay-1.1", 0, CallbackVerdict.AmountDiffers)]
    [InlineData("pay-1.2", 45_000, CallbackVerdict.UnknownOrder)]
    [InlineData("pay-2.1", 45_000, CallbackVerdict.UnknownOrder)]
    [InlineData("order 7", 45_000, CallbackVerdict.UnknownOrder)]
    public async Task Receive_OfWhatDoesNotFit_IsToldAndStoredAllTheSame(string order, long amountVnd, CallbackVerdict verdict)
    {
        var world = await World();
        var sent = world.Store.Sent.Count;

        (await VerdictAsync(world, order, world.Success(Money.Vnd(amountVnd)), "evt-1")).Should().Be(verdict);

        world.Store.Sent.Skip(sent).Where(message => message.Message.Type != PaymentContracts.MoneyMoved.Type)
            .Should().ContainSingle("an officer or the sweep looks at it");
        world.Payment.Status.Should().Be(PaymentStatus.Pending);
    }

    [Fact]
    public async Task Receive_InAnotherCurrency_IsAnAmountThatDiffers()
    {
        var world = await World();

        (await VerdictAsync(world, "pay-1.1", world.Success(new Money(45_000, "USD")), "evt-1")).Should().Be(CallbackVerdict.AmountDiffers);
    }

    [Fact]
    public async Task Receive_OfAnotherGatewaysOrder_IsUnknown()
    {
        var world = new PaymentWorld(answersFromTheBooks: true);
        await world.OpenedAsync("other");

        (await VerdictAsync(world, "pay-1.1", world.Success(), "evt-1")).Should().Be(CallbackVerdict.UnknownOrder);
    }

    [Theory]
    [InlineData("PAY-010", CallbackVerdict.SignatureWrong)]
    [InlineData("PAY-011", CallbackVerdict.Unusable)]
    [InlineData("PAY-012", CallbackVerdict.Unusable)]
    public async Task Receive_OfWhatCannotBeBelieved_IsToldWithNothingStored(string code, CallbackVerdict verdict)
    {
        var world = await World();
        var sent = world.Store.Sent.Count;
        world.Gateway.Callback = new[] { PaymentProblems.CallbackSignature, PaymentProblems.CallbackUnreadable, PaymentProblems.CallbackOutsideWindow }
            .Single(problem => problem.Code == code);

        var received = await new ReceiveCallback(world.Store, world.Gateways).HandleAsync(
            "fake", FakeGateway.AnyCallback, PaymentWorld.Start, "c", Stop);

        world.Gateway.Verdict.Should().Be(verdict);
        received.Answer.Should().NotBeNull();
        received.Problem!.Code.Should().Be(code);
        world.Store.Sent.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Suspicious_Money_IsAnOfficersCaseAndCreditsNobodyUntilItIsLetGo()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var held = GatewayOutcome.Suspicious(PaymentWorld.Fee, "ref-1", "07");

        await world.CallAsync(PaymentWorld.First, held);
        await world.CallAsync(PaymentWorld.First, held);

        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        world.Payment.Attempts[0].IsLive.Should().BeTrue("it is asked about until the gateway has decided");
        world.Payment.Cases.Should().ContainSingle().Which.Should().Match<PaymentCase>(entry =>
            entry.Kind == CaseKind.Suspicious && entry.Owed.IsZero && entry.Reference == "ref-1" && entry.Status == CaseStatus.Open);

        await world.CallAsync(PaymentWorld.First, world.Success());
        world.Payment.Status.Should().Be(PaymentStatus.Paid);
    }

    [Fact]
    public async Task Suspicious_MoneyOfAnOrderNobodyHas_IsKeptForAnOfficer()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var held = GatewayOutcome.Suspicious(PaymentWorld.Fee, "ref-1", "07");

        await world.CallAsync(new AttemptId(PaymentWorld.Id, 9), held);
        await world.ReceiveAsync("order 7", held, "evt-7");

        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.Suspicious);
        world.Store.SentOf(PublicServices.Contracts.PaymentContracts.PaymentChanged).Should().Contain(changed => changed.Payment.Value == "cbk-fake-evt-7");
    }

    private static Task<PaymentWorld> World() => new PaymentWorld(answersFromTheBooks: true).OpenedAsync();

    private static async Task<CallbackVerdict?> VerdictAsync(PaymentWorld world, string order, GatewayOutcome outcome, string eventId)
    {
        (await world.ReceiveAsync(order, outcome, eventId)).Answer.Should().NotBeNull();
        return world.Gateway.Verdict;
    }
}
