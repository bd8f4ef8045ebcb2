using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.VietQr;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

public sealed class VietQrGatewayTests : OpeningCompliance
{
    /// <summary>The sample of the published specification.</summary>
    private const string Sample =
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E";

    protected override Task<GatewayHarness> StartAsync() => Task.FromResult<GatewayHarness>(new VietQrHarness());

    [Fact]
    public void Text_OfThePublishedSample_IsTheSameToTheByte() =>
        VietQrText.Of("970403", "0011012345678", Money.Vnd(180_000), "thanh toan don hang", "NPS6869").Should().Be(Sample);

    [Theory]
    [InlineData("123456789", "29B1")]
    [InlineData("", "FFFF")]
    public void Checksum_OfItsKnownValues_IsRight(string text, string checksum) => VietQrText.Checksum(text).Should().Be(checksum);

    [Fact]
    public async Task Open_GivesTheAccountTheAmountAndTheMemo()
    {
        await using var harness = new VietQrHarness();

        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);

        var memo = TransferMemo.Of(Order(harness).Attempt);
        opened.GatewayKey.Should().Be(memo);
        opened.RedirectUrl.Should().Be("/pay/pay-1#transfer");
        opened.Transfer.Should().Match<TransferDetails>(to => to.Account == "0011012345678" && to.Memo == memo);
        opened.Transfer!.QrText.Should().Contain("540545000").And.Contain($"0813{memo}").And.StartWith("000201010212");
        opened.Transfer.QrText[^4..].Should().Be(VietQrText.Checksum(opened.Transfer.QrText[..^4]));
    }

    [Fact]
    public async Task Open_InAnotherCurrency_IsRefused()
    {
        await using var harness = new VietQrHarness();

        (await harness.Gateway.OpenAsync(Order(harness) with { Amount = new Money(100, "USD") }, Stop)).Refusal!.Code.Should().Be("PAY-006");
    }

    [Theory]
    [InlineData(0, OutcomeKind.Pending)]
    [InlineData(71, OutcomeKind.Pending)]
    [InlineData(72, OutcomeKind.NotFound)]
    public async Task Query_WhileAStatementMayComeStill_IsPending(int hours, OutcomeKind kind)
    {
        await using var harness = new VietQrHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        var asked = new AskedOrder(Order(harness).Attempt, opened.GatewayKey, harness.Now);
        harness.Clock.Advance(TimeSpan.FromHours(hours));

        (await harness.Gateway.QueryAsync(asked, Stop)).Kind.Should().Be(kind);
    }

    [Fact]
    public async Task Refund_WaitsForAnOfficer()
    {
        await using var harness = new VietQrHarness();
        var refund = new RefundOrder(
            new RefundId(new RecordId("pay-1"), 1), Order(harness).Attempt, "x", "FT1", Money.Vnd(45_000), "x", harness.Now);

        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Pending);
    }

    [Theory]
    [InlineData("97040", "1", "B", "A", 24, 48)]
    [InlineData("97040x", "1", "B", "A", 24, 48)]
    [InlineData("970403", "12345678901234567890", "B", "A", 24, 48)]
    [InlineData("970403", "tk-1", "B", "A", 24, 48)]
    [InlineData("970403", "1", "", "A", 24, 48)]
    [InlineData("970403", "1", "B", "", 24, 48)]
    [InlineData("970403", "1", "B", "A", 0, 48)]
    [InlineData("970403", "1", "B", "A", 24, 72)]
    public void Options_ThatCannotBe_SayWhy(string bin, string account, string bank, string holder, int lifetimeHours, int lagHours) =>
        new VietQrOptions
        {
            Bin = bin,
            Account = account,
            BankName = bank,
            AccountName = holder,
            AttemptLifetime = TimeSpan.FromHours(lifetimeHours),
            StatementLag = TimeSpan.FromHours(lagHours),
        }.Faults().Should().ContainSingle();

    /// <summary>There is no other side: only the opening is asked of it.</summary>
    private sealed class VietQrHarness : GatewayHarness
    {
        private static readonly VietQrOptions Options = new() { Bin = "970403", BankName = "Ngân hàng", Account = "0011012345678", AccountName = "SO GIAO DUC" };

        public VietQrHarness() => (Gateway, Now) = (new VietQrGateway(Options, Clock), Clock.GetUtcNow());

        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2027, 4, 21, 1, 0, 0, TimeSpan.Zero));

        public override IPaymentGateway Gateway { get; }

        public override DateTimeOffset Now { get; }

        public override Task PayAsync(OpenOrder order, OpenOutcome opened, long amount) => throw new NotSupportedException();

        public override Task DeclineAsync(OpenOrder order, OpenOutcome opened) => throw new NotSupportedException();

        public override Task<RawCallback> CallbackAsync(OpenOrder order, OpenOutcome opened) => throw new NotSupportedException();

        public override Task<long> GivenBackAsync(OpenOrder order) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
