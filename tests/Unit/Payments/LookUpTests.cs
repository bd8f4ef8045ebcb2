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
    [InlineData("due", PaymentStatus.Due, "Chưa nhận được tiền.", "No money has been received.")]
    [InlineData("pending", PaymentStatus.Pending, "nếu tiền đã bị trừ, xin đừng nộp lại", "if money was taken, please do not pay again")]
    [InlineData("paid", PaymentStatus.Paid, "Bạn không cần nộp lại", "You do not need to pay again")]
    [InlineData("waived", PaymentStatus.Waived, "Bạn được miễn", "You are exempt")]
    [InlineData("refunding", PaymentStatus.Refunding, "Tiền đang được hoàn lại", "on its way back")]
    [InlineData("refunded", PaymentStatus.Refunded, "Tiền đã được hoàn lại", "was sent back")]
    [InlineData("lapsed", PaymentStatus.Lapsed, "đã hết hạn nộp", "the time to pay has passed")]
    [InlineData("withdrawn", PaymentStatus.Withdrawn, "không cần nộp", "nothing is to be paid")]
    public async Task LookUp_WhereverThePaymentStands_SaysWhatItMeans(string stands, PaymentStatus status, string vietnamese, string english)
    {
        var world = new PaymentWorld();
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Pending));
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Succeeded, "refund-1"));
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request(stands == "waived" ? Money.Vnd(0) : null));
        if (stands is not ("due" or "waived")) await world.OpenedAsync();
        if (stands is "paid" or "refunding" or "refunded") await world.CallAsync(PaymentWorld.First, world.Success());
        if (stands is "refunding" or "refunded")
        {
            await new RefundMoney(world.Book, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop);
            await world.PumpAsync();
        }

        if (stands is "refunded" or "lapsed") await world.PassAsync(TimeSpan.FromDays(10));
        if (stands is "withdrawn") await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "x"));

        var found = (await LookUp(world, "pay-1")).Value;

        (found.Status, found.Received).Should().Be((status, stands == "paid"));
        found.Meaning.Vi.Should().Contain(vietnamese);
        found.Meaning.En.Should().Contain(english);
    }

    [Fact]
    public async Task LookUp_OfOneOfTwo_CountsWhatIsOwedForThatOneOnly()
    {
        var world = await (await new PaymentWorld().OpenedAsync()).OpenedAsync("other");
        await world.CallAsync(PaymentWorld.First, world.Success(Money.Vnd(46_000)));
        await world.CallAsync(PaymentWorld.Second, world.Success(reference: "ref-2"), gateway: world.Other);

        (await LookUp(world, "ref-1")).Value.Owed.Should().Be(Money.Vnd(1_000));
        (await LookUp(world, "REF-2")).Value.Owed.Should().Be(PaymentWorld.Fee);
        (await LookUp(world, "pay-1")).Value.Owed.Should().Be(Money.Vnd(1_000), "the payment's own link asks about what paid it");

        await new RefundMoney(world.Book, RefundLimits.Default).OfCaseAsync(PaymentWorld.Id, 1, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        (await LookUp(world, "ref-1")).Value.Owed.Should().BeNull();
    }

    [Fact]
    public async Task LookUp_OfTheShortestAndTheLongestReference_Looks()
    {
        var world = await new PaymentWorld().OpenedAsync();

        (await LookUp(world, "abc")).Problem!.Code.Should().Be("PS-003");
        (await LookUp(world, new string('x', PaymentLimits.MaxReferenceLength))).Problem!.Code.Should().Be("PS-003");
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
