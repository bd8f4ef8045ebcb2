using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class ChooseOverpaymentTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Credit_OfTheExcess_IsToldOnceAndNeverGoesBack()
    {
        var world = await OverpaidAsync();

        (await Choose(world, 1, OverpaymentChoice.Credit)).Problem.Should().BeNull();
        (await Choose(world, 1, OverpaymentChoice.Credit)).Problem.Should().BeNull("the same choice again changes nothing");

        world.Store.SentOf(PaymentContracts.OverpaymentKept).Should().ContainSingle().Which.Should().Match<OverpaymentKeptV1>(kept =>
            kept.Payment == PaymentWorld.Id && kept.Payable == PaymentWorld.Payable && kept.Case == 1 && kept.Amount == Money.Vnd(5_000));
        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Payment.Cases[0].Status.Should().Be(CaseStatus.Closed);
        (await Choose(world, 1, OverpaymentChoice.Refund)).Problem!.Code.Should().Be("PAY-044");
        (await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, new("x"), PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-020");
        var moved = world.Store.SentOf(PaymentContracts.MoneyMoved)[^1];
        moved.Movements.Should().ContainSingle().Which.Should().Match<MoneyMovementV1>(movement =>
            movement.Kind == MovementKind.KeptAsCredit && movement.Amount == Money.Vnd(5_000));
        PaymentJournals.Of(moved)!.Lines.Sum(line => line.Amount.MinorUnits).Should().Be(0);
    }

    [Fact]
    public async Task Credit_ThenTheFeeGoesBack_LeavesTheCredit()
    {
        var world = await OverpaidAsync();
        await Choose(world, 1, OverpaymentChoice.Credit);

        (await Refunds(world).OfFeeAsync(PaymentWorld.Id, new("x"), PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
        await world.PumpAsync();

        world.Gateway.Refunded.Should().ContainSingle().Which.Amount.Should().Be(PaymentWorld.Fee);
    }

    [Fact]
    public async Task Refund_WaitsForAnOfficer_AndMayStillBecomeCredit()
    {
        var world = await OverpaidAsync();

        await Choose(world, 1, OverpaymentChoice.Refund);

        world.Payment.Cases[0].Should().Match<PaymentCase>(entry => entry.Status == CaseStatus.Open && entry.Choice == OverpaymentChoice.Refund);
        ChooseOverpayment.Open(world.Payment).Should().Equal(new OverpaymentToChoose(1, Money.Vnd(5_000), OverpaymentChoice.Refund));
        (await Choose(world, 1, OverpaymentChoice.Credit)).Problem.Should().BeNull();
        ChooseOverpayment.Open(world.Payment).Should().BeEmpty();
    }

    [Fact]
    public async Task Choice_AfterAnOfficerSentItBack_IsTooLate()
    {
        var world = await OverpaidAsync();
        await Refunds(world).OfCaseAsync(PaymentWorld.Id, 1, new("x"), PaymentWorld.Finance, cause: null, Stop);

        (await Choose(world, 1, OverpaymentChoice.Credit)).Problem!.Code.Should().Be("PAY-044");
    }

    [Fact]
    public async Task Choice_WhereNoCreditIsKept_IsRefused()
    {
        var world = await OverpaidAsync(keepsCredit: false);

        (await Choose(world, 1, OverpaymentChoice.Credit)).Problem!.Code.Should().Be("PAY-044");
        (await Choose(world, 1, OverpaymentChoice.Refund)).Problem!.Code.Should().Be("PAY-044");
        ChooseOverpayment.Open(world.Payment).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Choice_OfNoCase_IsNotFound(int number) =>
        (await Choose(await OverpaidAsync(), number, OverpaymentChoice.Credit)).Problem!.Code.Should().Be("PS-003");

    [Fact]
    public async Task Wake_OfKeptMoney_TellsItAgain()
    {
        var world = await OverpaidAsync();
        await Choose(world, 1, OverpaymentChoice.Credit);

        var woken = PaymentWake.Of(new Loaded<Payment>(PaymentWorld.Id, 9, world.Payment), world.Clock.GetUtcNow());

        woken.Should().ContainSingle(one => one.Message.Type == PaymentContracts.OverpaymentKept.Type);
    }

    private static ValueTask<Result<Payment>> Choose(PaymentWorld world, int number, OverpaymentChoice choice) =>
        new ChooseOverpayment(world.Book).HandleAsync(PaymentWorld.Id, number, choice, Stop);

    private static RefundMoney Refunds(PaymentWorld world) => new(world.Book, RefundLimits.Default);

    private static async Task<PaymentWorld> OverpaidAsync(bool keepsCredit = true)
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request() with { KeepsCredit = keepsCredit });
        await world.OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(Money.Vnd(50_000)));
        return world;
    }
}
