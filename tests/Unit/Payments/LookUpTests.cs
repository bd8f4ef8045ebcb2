using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class LookUpTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ref-1")]
    [InlineData("  REF-1 ")]
    [InlineData("pay-1.1")]
    [InlineData("PAY-1.1")]
    [InlineData("pay-1")]
    public async Task LookUp_OfPaidMoney_SaysReceived(string reference)
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());

        var found = await LookUp(world, reference);

        found.Value.Should().Match<MoneyWhereabouts>(money => money.Received && money.Amount == PaymentWorld.Fee && money.Owed == null);
    }

    [Fact]
    public async Task LookUp_BeforeTheCallback_AsksTheGatewayAndCredits()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Gateway.Answer = world.Success();

        (await LookUp(world, "pay-1.1")).Value.Received.Should().BeTrue();
        world.Told.Should().ContainSingle();
    }

    [Fact]
    public async Task LookUp_OfMoneyTakenTwice_SaysWhatIsOwed()
    {
        var world = await (await new PaymentWorld().OpenedAsync()).OpenedAsync("other");
        await world.CallAsync(PaymentWorld.First, world.Success());
        await world.CallAsync(PaymentWorld.Second, world.Success(reference: "ref-2"), gateway: world.Other);

        var second = (await LookUp(world, "ref-2")).Value;

        second.Received.Should().BeFalse();
        second.Owed.Should().Be(PaymentWorld.Fee);
        second.Meaning.Vi.Should().Contain("hoàn lại");
    }

    [Theory]
    [InlineData(null, "PAY-030")]
    [InlineData("  ", "PAY-030")]
    [InlineData("ab", "PAY-030")]
    [InlineData("unknown-reference", "PS-003")]
    [InlineData("pay-2", "PS-003")]
    [InlineData("pay-1.0", "PS-003")]
    public async Task LookUp_OfNothing_IsRefused(string? reference, string code)
    {
        var world = await new PaymentWorld().OpenedAsync();

        (await LookUp(world, reference)).Problem!.Code.Should().Be(code);
        (await LookUp(world, new string('x', PaymentLimits.MaxReferenceLength + 1))).Problem!.Code.Should().Be("PAY-030");
    }

    [Fact]
    public async Task Read_ByTheLink_MasksThePayerAndOffersGateways()
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        var read = new ReadPayment(world.Book, world.Gateways, world.Ask);

        var page = (await read.HandleAsync(PaymentWorld.Id, askFirst: false, Stop)).Value;

        page.Payer.Should().Be("N. V. AN");
        page.Gateways.Select(gateway => gateway.Name).Should().Equal("fake", "other");
        world.Clock.SetUtcNow(PaymentWorld.Start.AddDays(7));
        (await read.HandleAsync(PaymentWorld.Id, askFirst: true, Stop)).Value.Gateways.Should().BeEmpty();
        (await read.HandleAsync(new RecordId("pay-none"), askFirst: true, Stop)).Problem!.Code.Should().Be("PS-003");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("AN", "A.")]
    [InlineData("  Đỗ   Ánh ", "Đ. Ánh")]
    public void Mask_KeepsTheGivenNameOnly(string name, string masked) => ReadPayment.Mask(name).Should().Be(masked);

    [Fact]
    public async Task ByDay_ListsWhatWasSettledThatVietnameseDay()
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        world.Clock.SetUtcNow(new DateTimeOffset(2027, 4, 22, 0, 30, 0, VietnamTime.Offset));
        await world.OpenedAsync();

        await world.CallAsync(PaymentWorld.First, world.Success());

        (await world.Store.RangeAsync(new ViewRange(PaymentViews.ByDay, "2027-04-22"), Stop)).Rows.Should().ContainSingle().Which.Sort.Should().EndWith("|pay-1");
        (await world.Store.RangeAsync(new ViewRange(PaymentViews.ByDay, "2027-04-21"), Stop)).Rows.Should().BeEmpty();
    }

    private static ValueTask<Result<MoneyWhereabouts>> LookUp(PaymentWorld world, string? reference) =>
        new LookUpMoney(world.Ask, world.Store).HandleAsync(reference, Stop);
}
