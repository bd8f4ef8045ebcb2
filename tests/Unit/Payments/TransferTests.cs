using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>Money that comes by bank transfer, as statements and officers tell of it.</summary>
public sealed class TransferTests
{
    private static readonly string Memo = TransferMemo.Of(PaymentWorld.First);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Line_WithTheMemo_PaysTheFee()
    {
        var world = await OpenedAsync();

        await LineAsync(world, "l-1", $"MBVCB.77.{Memo}.CT tu 0011");

        world.Payment.Should().Match<Payment>(payment => payment.Status == PaymentStatus.Paid && payment.PaidBy == PaymentWorld.First && payment.Cases.Count == 0);
        world.Payment.Attempts[0].Reference.Should().Be("FT-l-1");
        world.Told.Should().ContainSingle();
    }

    [Fact]
    public async Task Line_SentAgain_ChangesNothing()
    {
        var world = await OpenedAsync();
        await LineAsync(world, "l-1", Memo);
        var before = world.Payment;

        await LineAsync(world, "l-1", Memo);
        await LineAsync(world, "l-1", Memo);

        world.Payment.Should().BeEquivalentTo(before);
    }

    [Theory]
    [InlineData(44_999, PaymentStatus.Pending, CaseKind.Underpaid, 44_999)]
    [InlineData(45_001, PaymentStatus.Paid, CaseKind.Overpaid, 1)]
    public async Task Line_OfAnotherAmount_FollowsTheTable(long amountVnd, PaymentStatus status, CaseKind kind, long owedVnd)
    {
        var world = await OpenedAsync();

        await LineAsync(world, "l-1", Memo, Money.Vnd(amountVnd));

        world.Payment.Status.Should().Be(status == PaymentStatus.Pending ? PaymentStatus.Due : status, "a captured attempt brings no more");
        world.Payment.Cases.Should().ContainSingle().Which.Should().Match<PaymentCase>(entry => entry.Kind == kind && entry.Owed == Money.Vnd(owedVnd));
    }

    [Fact]
    public async Task Line_OfASecondTransfer_IsPaidTwice()
    {
        var world = await OpenedAsync();
        await LineAsync(world, "l-1", Memo);

        await LineAsync(world, "l-2", Memo);

        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.PaidTwice);
    }

    [Fact]
    public async Task Line_OfAReferenceTheBankUsedTwice_IsMoneyAllTheSame()
    {
        var world = await OpenedAsync();
        await LineAsync(world, "l-1", Memo, reference: "FT1");

        await LineAsync(world, "l-2", Memo, reference: "FT1");
        await LineAsync(world, "l-2", Memo, reference: "FT1");

        world.Payment.Cases.Should().ContainSingle().Which.Should().Match<PaymentCase>(entry =>
            entry.Kind == CaseKind.PaidTwice && entry.Owed == PaymentWorld.Fee && entry.Reference.StartsWith("FT1/"));
    }

    [Fact]
    public async Task Line_InAnotherCurrency_IsOwedBack()
    {
        var world = await OpenedAsync();

        await LineAsync(world, "l-1", Memo, new Money(45_000, "USD"));

        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.WrongCurrency);
    }

    [Fact]
    public async Task Line_BookedInTimeButImportedAfterTheFeeLapsed_MeetsIt()
    {
        var world = await OpenedAsync();
        var booked = world.Clock.GetUtcNow().AddMinutes(5);
        await world.PassAsync(TimeSpan.FromDays(8));
        world.Payment.Status.Should().Be(PaymentStatus.Lapsed);

        await LineAsync(world, "l-1", Memo, bookedAt: booked);

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.LateSuccess);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nop le phi thi")]
    [InlineData("unknown")]
    [InlineData("both")]
    public async Task Line_ThatNamesNobodyOrTwo_IsCreditedToNobody(string text)
    {
        var world = await OpenedAsync();
        await world.OpenedAsync("other");
        var memo = text switch
        {
            "unknown" => TransferMemo.Of(new AttemptId(new RecordId("pay-9"), 1)),
            "both" => $"{Memo} {TransferMemo.Of(PaymentWorld.Second)}",
            _ => text,
        };

        // Only a memo that could still become known was looked for first.
        var ago = text == "unknown" ? CreditTransfer.LookFor : default;
        await LineAsync(world, "l-1", memo, ago: ago);
        await LineAsync(world, "l-1", memo, ago: ago);

        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        var strays = (await new ListCases(world.Store).HandleAsync(false, null, PaymentWorld.Finance, Stop)).Value.Cases;
        strays.Should().ContainSingle().Which.Case.Should().Match<PaymentCaseV1>(entry => entry.Owed == PaymentWorld.Fee && entry.Reference == "FT-l-1");
        var closed = await new CloseStray(world.Store, world.Clock).HandleAsync(strays[0].Payment, new StrayDecision("named on its line"), PaymentWorld.Finance, null, Stop);
        closed.Problem.Should().BeNull("the bank's line holds the money, and waits by itself");
    }

    [Fact]
    public async Task Line_FasterThanTheListOfMemos_WaitsForIt()
    {
        var world = Transferring();
        await world.OpenedAsync();
        var received = new TransferReceivedV1("l-1", Memo, PaymentWorld.Fee, "FT1", world.Clock.GetUtcNow());
        var deliver = async () => await world.DeliverAsync(TransferContracts.TransferReceived, received);
        await deliver.Should().ThrowAsync<DeliverLaterException>();

        await world.PumpAsync();
        await deliver();

        world.Payment.PaidBy.Should().Be(PaymentWorld.First);
    }

    [Theory]
    [InlineData("", 45_000, "FT1")]
    [InlineData("l-1", 0, "FT1")]
    [InlineData("l-1", -5, "FT1")]
    [InlineData("l-1", 45_000, "")]
    public async Task Line_ThatCannotBe_IsParked(string line, long amountVnd, string reference)
    {
        var world = await OpenedAsync();

        var sending = () => LineAsync(world, line, Memo, Money.Vnd(amountVnd), reference);

        (await sending.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("transfer-invalid");
    }

    [Fact]
    public async Task Record_ByAnOfficer_PaysAndIsConfirmedByItsLine()
    {
        var world = await OpenedAsync();

        (await RecordAsync(world)).Value.Status.Should().Be(PaymentStatus.Paid);
        (await RecordAsync(world)).Problem!.Code.Should().Be("PAY-041");
        await LineAsync(world, "l-1", Memo, reference: "FT1");
        await LineAsync(world, "l-1", Memo, reference: "FT1");

        world.Payment.Cases.Should().BeEmpty("the line confirms what the officer recorded");
        await LineAsync(world, "l-2", Memo, reference: "FT1");
        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.PaidTwice);
    }

    [Fact]
    public async Task Record_OfAnAmountItsLineDenies_CallsAnOfficer()
    {
        var world = await OpenedAsync();
        await RecordAsync(world);

        await LineAsync(world, "l-1", Memo, Money.Vnd(40_000), "FT1");

        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.Contradicted);
    }

    [Theory]
    [InlineData(0, "FT1", "because", "PAY-040")]
    [InlineData(45_000, " ", "because", "PAY-040")]
    [InlineData(45_000, "FT1", "", "PAY-023")]
    public async Task Record_OfWhatCannotBe_IsRefused(long amountVnd, string reference, string reason, string code)
    {
        var world = await OpenedAsync();
        var entry = new TransferEntry(Memo, amountVnd, reference, world.Clock.GetUtcNow(), reason);

        (await Record(world).HandleAsync(entry, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be(code);
    }

    [Fact]
    public async Task Record_ByOthersOfAnotherTimeOrForNobody_IsRefused()
    {
        var world = await OpenedAsync();
        var entry = new TransferEntry(Memo, 45_000, "FT1", world.Clock.GetUtcNow(), "because");

        (await Record(world).HandleAsync(entry, new Caller("x", Role.Operator, "X"), cause: null, Stop)).Problem!.Code.Should().Be("PS-004");
        (await Record(world).HandleAsync(entry with { BookedAt = entry.BookedAt.AddMinutes(1) }, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-040");
        (await Record(world).HandleAsync(entry with { BookedAt = entry.BookedAt.AddDays(-367) }, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-040");
        (await Record(world).HandleAsync(entry with { Memo = "nobody" }, PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PS-003");
    }

    [Fact]
    public async Task Refund_ThroughTheBank_IsDoneWhenAnOfficerSaysSo()
    {
        var world = await OpenedAsync();
        await LineAsync(world, "l-1", Memo);
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Pending));
        var sent = new RecordRefundSent(world.Book, world.Gateways);
        world.Gateway.RefundsByHand = true;
        (await sent.HandleAsync(PaymentWorld.Id, 1, new SentRefund("FT9", "x"), PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PS-003");
        await new RefundMoney(world.Book, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop);
        await world.PumpAsync();
        world.Payment.Status.Should().Be(PaymentStatus.Refunding);

        (await sent.HandleAsync(PaymentWorld.Id, 1, new SentRefund(" ", "x"), PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-040");
        (await sent.HandleAsync(PaymentWorld.Id, 1, new SentRefund("FT9", "x"), PaymentWorld.Finance, cause: null, Stop)).Value.Status.Should().Be(PaymentStatus.Refunded);
        (await sent.HandleAsync(PaymentWorld.Id, 1, new SentRefund("FT9", "x"), PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-042");

        world.Payment.Refunds.Should().ContainSingle().Which.GatewayReference.Should().Be("FT9");
    }

    [Fact]
    public async Task Page_WhileATransferIsToBeMade_ShowsIt()
    {
        var world = await OpenedAsync();
        var read = new ReadPayment(world.Book, world.Gateways, world.Ask);

        (await read.HandleAsync(PaymentWorld.Id, false, Stop)).Value.Transfer!.Details.Memo.Should().Be(Memo);
        (await new LookUpMoney(world.Ask, world.Store).HandleAsync(Memo.ToLowerInvariant(), Stop)).Value.Status.Should().Be(PaymentStatus.Pending);
        await LineAsync(world, "l-1", Memo);
        (await read.HandleAsync(PaymentWorld.Id, false, Stop)).Value.Transfer.Should().BeNull();
        (await new LookUpMoney(world.Ask, world.Store).HandleAsync(Memo, Stop)).Value.Received.Should().BeTrue();
    }

    private static async Task<PaymentWorld> OpenedAsync()
    {
        var world = Transferring();
        await world.OpenedAsync();
        await world.PumpAsync();
        return world;
    }

    /// <summary>Both gateways open attempts to be paid by transfer.</summary>
    private static PaymentWorld Transferring()
    {
        var world = new PaymentWorld();
        world.Gateway.Opens = Opens;
        world.Other.Opens = Opens;
        return world;

        static OpenOutcome Opens(OpenOrder order)
        {
            var memo = TransferMemo.Of(order.Attempt);
            return OpenOutcome.Opened(memo, "/pay") with { Transfer = new TransferDetails("Bank", "1", "A", memo, "qr") };
        }
    }

    private static async Task LineAsync(
        PaymentWorld world, string line, string memo, Money? amount = null, string? reference = null, DateTimeOffset? bookedAt = null, TimeSpan ago = default)
    {
        await world.PumpAsync();
        var now = world.Clock.GetUtcNow();
        var received = new TransferReceivedV1(line, memo, amount ?? PaymentWorld.Fee, reference ?? $"FT-{line}", bookedAt ?? now);
        await world.HandleAsync(TransferContracts.TransferReceived.Write(Guid.CreateVersion7().ToString("N"), PaymentWorld.Id, now - ago, "corr-1", received));
        await world.PumpAsync();
    }

    private static RecordTransfer Record(PaymentWorld world) => new(world.Book, world.Store, world.Transfers);

    private static ValueTask<Result<Payment>> RecordAsync(PaymentWorld world) =>
        Record(world).HandleAsync(new TransferEntry(Memo, 45_000, "FT1", world.Clock.GetUtcNow(), "Sổ phụ giấy"), PaymentWorld.Finance, cause: null, Stop);
}
