using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.VnPay;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

public sealed class VnPayGatewayTests : RemoteGatewayCompliance
{
    protected override async Task<RemoteGatewayHarness> StartRemoteAsync() => await VnPayHarness.CreateAsync();

    [Fact]
    public async Task Open_SignsWhatVnPayReads()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var order = Order(harness) with { Description = "G03.00.01-270421-000001 (lệ phí!)", Language = "en" };

        var opened = await harness.Gateway.OpenAsync(order, Stop);

        var values = VnPayDouble.ReadAddress(opened.RedirectUrl!);
        values["vnp_Version"].Should().Be("2.1.0");
        values["vnp_Amount"].Should().Be("4500000", "amounts are in hundredths of a đồng");
        values["vnp_CreateDate"].Should().Be("20270421080000", "times are Vietnamese");
        values["vnp_ExpireDate"].Should().Be("20270421090000");
        values["vnp_TxnRef"].Should().Be("1N1");
        values["vnp_OrderInfo"].Should().Be("G03 00 01 270421 000001 l ph");
        values["vnp_Locale"].Should().Be("en");
        values["vnp_ReturnUrl"].Should().Be("https://service.test/pay/pay-1/back");
    }

    [Fact]
    public async Task Open_InAnotherCurrency_IsRefused()
    {
        await using var harness = await VnPayHarness.CreateAsync();

        var opened = await harness.Gateway.OpenAsync(Order(harness) with { Amount = new Money(100, "USD") }, Stop);

        opened.Refusal!.Code.Should().Be("PAY-006");
    }

    [Theory]
    [InlineData("pay-01ab.c_d~e-f")]
    [InlineData("pay-01jx5v3k9m2n4p6q8r0s1t3v5w")]
    public async Task Order_OfAnyPayment_IsReadBackFromItsNumber(string payment)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var order = Order(harness) with { Attempt = new AttemptId(new RecordId(payment), 12) };
        var opened = await harness.Gateway.OpenAsync(order, Stop);
        VnPayDouble.ReadAddress(opened.RedirectUrl!)["vnp_TxnRef"].Should().MatchRegex("^[A-Za-z0-9]+$");
        var paid = harness.VnPay.Settle(opened.RedirectUrl!, harness.Now);

        harness.Gateway.ReadCallback(VnPayDouble.Notify(paid), harness.Now).Value.Attempt.Should().Be(order.Attempt.ToString());
    }

    [Theory]
    [InlineData("00", "00", OutcomeKind.Succeeded)]
    [InlineData("00", "01", OutcomeKind.Pending)]
    [InlineData("00", "", OutcomeKind.Pending)]
    [InlineData("99", "00", OutcomeKind.Pending)]
    [InlineData("00", "07", OutcomeKind.Suspicious)]
    [InlineData("07", "00", OutcomeKind.Suspicious)]
    [InlineData("07", "07", OutcomeKind.Suspicious)]
    [InlineData("24", "02", OutcomeKind.Cancelled)]
    [InlineData("11", "02", OutcomeKind.Expired)]
    [InlineData("51", "02", OutcomeKind.Failed)]
    public async Task Callback_OfEachPairOfCodes_SaysWhatItMeans(string response, string status, OutcomeKind kind)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var order = harness.VnPay.Settle((await harness.Gateway.OpenAsync(Order(harness), Stop)).RedirectUrl!, harness.Now, null, response, status);

        harness.Gateway.ReadCallback(VnPayDouble.Notify(order), harness.Now).Value.Outcome!.Kind.Should().Be(kind);
    }

    [Fact]
    public async Task Callback_OfHundredthsOfADong_IsAnImpossibleAmount()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var order = harness.VnPay.Settle((await harness.Gateway.OpenAsync(Order(harness), Stop)).RedirectUrl!, harness.Now);

        var read = harness.Gateway.ReadCallback(VnPayDouble.Notify(order, values => values["vnp_Amount"] = "4500001"), harness.Now).Value;

        read.Outcome!.Amount.Should().Be(Money.Vnd(0), "the stray's rule for amounts that cannot be applies");
    }

    [Fact]
    public async Task Callback_InAnotherCurrency_SaysSo()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var order = harness.VnPay.Settle((await harness.Gateway.OpenAsync(Order(harness), Stop)).RedirectUrl!, harness.Now);

        var read = harness.Gateway.ReadCallback(VnPayDouble.Notify(order, values => values["vnp_CurrCode"] = "USD"), harness.Now).Value;

        read.Outcome!.Amount.Should().Be(new Money(45_000, "USD"));
    }

    [Theory]
    [InlineData("vnp_TmnCode", "OTHERTMN")]
    [InlineData("vnp_Amount", "many")]
    [InlineData("vnp_Amount", "99999999999999999999")]
    [InlineData("vnp_TxnRef", "")]
    [InlineData("vnp_ResponseCode", "")]
    public async Task Callback_SignedButOfNoUse_IsUnreadable(string name, string value)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var order = harness.VnPay.Settle((await harness.Gateway.OpenAsync(Order(harness), Stop)).RedirectUrl!, harness.Now);
        var raw = VnPayDouble.Notify(order, values => values[name] = value);

        harness.Gateway.ReadCallback(raw, harness.Now).Problem!.Code.Should().Be("PAY-011");
    }

    [Fact]
    public async Task Callback_SaidTwiceOrWithAHashType_IsReadByTheRules()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var raw = VnPayDouble.Notify(harness.VnPay.Settle((await harness.Gateway.OpenAsync(Order(harness), Stop)).RedirectUrl!, harness.Now));

        harness.Gateway.ReadCallback(raw with { Query = raw.Query + "&vnp_SecureHashType=HmacSHA512" }, harness.Now).Problem.Should().BeNull();
        harness.Gateway.ReadCallback(raw with { Query = raw.Query + "&vnp_Amount=100" }, harness.Now).Problem!.Code.Should().Be("PAY-011");
    }

    [Theory]
    [InlineData(CallbackVerdict.Taken, "00")]
    [InlineData(CallbackVerdict.UnknownOrder, "01")]
    [InlineData(CallbackVerdict.Repeated, "02")]
    [InlineData(CallbackVerdict.AmountDiffers, "04")]
    [InlineData(CallbackVerdict.SignatureWrong, "97")]
    [InlineData(CallbackVerdict.Unusable, "99")]
    [InlineData(CallbackVerdict.Busy, "99")]
    public async Task Answer_OfEveryVerdict_IsVnPaysOwn(CallbackVerdict verdict, string code)
    {
        await using var harness = await VnPayHarness.CreateAsync();

        var answer = harness.Gateway.AnswerCallback(null, verdict, harness.Now)!;

        answer.Status.Should().Be(200);
        var body = JsonNode.Parse(Encoding.UTF8.GetString(answer.Body.Span))!.AsObject();
        body.Select(pair => pair.Key).Should().Equal("RspCode", "Message");
        ((string)body["RspCode"]!).Should().Be(code);
    }

    [Theory]
    [InlineData("01", OutcomeKind.Pending)]
    [InlineData("02", OutcomeKind.Failed)]
    [InlineData("04", OutcomeKind.Suspicious)]
    [InlineData("07", OutcomeKind.Suspicious)]
    [InlineData("05", OutcomeKind.Unknown)]
    [InlineData("", OutcomeKind.Unknown)]
    public async Task Query_OfEveryStatus_IsWhatItMeans(string status, OutcomeKind kind)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        harness.VnPay.Settle(opened.RedirectUrl!, harness.Now, null, "00", status);

        (await AskAsync(harness, Order(harness), opened)).Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("vnp_Amount", "9900")]
    [InlineData("vnp_TransactionStatus", "02")]
    [InlineData("vnp_SecureHash", "00")]
    public async Task Query_WhoseAnswerIsNotSigned_IsUnknown(string name, string value)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        harness.VnPay.Spoil = answer => answer[name] = value;

        (await AskAsync(harness, order, opened)).Kind.Should().Be(OutcomeKind.Unknown);
    }

    [Theory]
    [InlineData("vnp_TxnRef", "1N2")]
    [InlineData("vnp_TmnCode", "OTHERTMN")]
    [InlineData("vnp_Command", "refund")]
    [InlineData("vnp_ResponseCode", "99")]
    [InlineData("vnp_ResponseCode", "94")]
    [InlineData("vnp_PayDate", "yesterday")]
    [InlineData("vnp_Amount", "-100")]
    [InlineData("vnp_TransactionNo", "")]
    public async Task Query_SignedButNotAboutThisMoney_IsUnknown(string name, string value)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        harness.VnPay.Alter = answer => answer[name] = value;

        (await AskAsync(harness, order, opened)).Kind.Should().Be(OutcomeKind.Unknown);
    }

    [Fact]
    public async Task Refund_WhoseAnswerWasLost_GoesBackOnce()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        var refund = await RefundOf(harness, order, opened, 1, 5_000);
        // The question before the refund must be answered, the refund itself not.
        harness.VnPay.Alter = answer => harness.VnPay.LosesAnswers = (string?)answer["vnp_Command"] == "querydr";
        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Unknown);
        (harness.VnPay.Alter, harness.VnPay.LosesAnswers) = (null, false);
        (await harness.GivenBackAsync(order)).Should().Be(5_000);

        var again = await harness.Gateway.RefundAsync(refund, Stop);

        again.Kind.Should().Be(OutcomeKind.Succeeded);
        (await harness.GivenBackAsync(order)).Should().Be(5_000);
    }

    [Theory]
    [InlineData("05", OutcomeKind.Pending)]
    [InlineData("06", OutcomeKind.Pending)]
    [InlineData("09", OutcomeKind.Failed)]
    [InlineData("77", OutcomeKind.Unknown)]
    public async Task Refund_OnItsWay_IsAskedAboutNotMadeAgain(string status, OutcomeKind kind)
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        var refund = await RefundOf(harness, order, opened, 1, 45_000);
        harness.VnPay.Orders.Values.Single().RefundStatus = status;

        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(kind);
        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(kind);

        harness.VnPay.Requests.Count(asked => (string)asked["vnp_Command"]! == "refund").Should().Be(1);
    }

    [Fact]
    public async Task Refund_InPartOnALaterDay_IsNotAskedBlindly()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        var refund = await RefundOf(harness, order, opened, 1, 5_000);
        await harness.Gateway.RefundAsync(refund, Stop);
        harness.Clock.Advance(TimeSpan.FromDays(1));

        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Unknown);

        (await harness.GivenBackAsync(order)).Should().Be(5_000);
    }

    [Fact]
    public async Task Refund_RefusedLongAfterItsFirstAsk_MayBeTheFirstOnesDoing()
    {
        await using var harness = await VnPayHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        await harness.Gateway.RefundAsync(await RefundOf(harness, order, opened, 1, 5_000), Stop);
        var tooMuch = new RefundOrder(
            new RefundId(order.Attempt.Payment, 2), order.Attempt, opened.GatewayKey, harness.VnPay.Orders.Values.Single().TransactionNo, Money.Vnd(45_000), "x", harness.Now);
        harness.Clock.Advance(TimeSpan.FromMinutes(6));

        (await harness.Gateway.RefundAsync(tooMuch, Stop)).Kind.Should().Be(OutcomeKind.Unknown);
    }

    private sealed class VnPayHarness : RemoteGatewayHarness
    {
        private readonly VnPayGateway _patient;
        private readonly VnPayGateway _hasty;

        private VnPayHarness(VnPayDouble vnPay)
        {
            VnPay = vnPay;
            var options = new VnPayOptions
            {
                TmnCode = VnPayDouble.TmnCode,
                HashSecret = VnPayDouble.Secret,
                PayUrl = new Uri("https://pay.vnpay.test/paymentv2/vpcpay.html"),
                ApiUrl = new Uri(vnPay.Address + "/merchant_webapi/api/transaction"),
                PublicUrl = new Uri("https://service.test"),
                ServerIp = "127.0.0.1",
                AttemptLifetime = TimeSpan.FromHours(1),
                Timeout = TimeSpan.FromSeconds(30),
            };
            Now = Clock.GetUtcNow();
            var ids = new IdSource(Clock, bytes => bytes.Fill(7));
            _patient = new VnPayGateway(options, ids, Clock);
            _hasty = new VnPayGateway(options with { Timeout = TimeSpan.FromMilliseconds(100) }, ids, Clock);
        }

        public VnPayDouble VnPay { get; }

        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2027, 4, 21, 1, 0, 0, TimeSpan.Zero));

        public override IPaymentGateway Gateway => VnPay.Fault == GatewayFault.Timeout ? _hasty : _patient;

        public override DateTimeOffset Now { get; }

        public override bool HasReplayWindow => false;

        public static async Task<VnPayHarness> CreateAsync()
        {
            var vnPay = new VnPayDouble();
            await vnPay.StartAsync();
            return new VnPayHarness(vnPay);
        }

        public override Task PayAsync(OpenOrder order, OpenOutcome opened, long amount)
        {
            VnPay.Settle(opened.RedirectUrl!, Now, amount);
            return Task.CompletedTask;
        }

        public override Task DeclineAsync(OpenOrder order, OpenOutcome opened)
        {
            VnPay.Settle(opened.RedirectUrl!, Now, null, "51", "02");
            return Task.CompletedTask;
        }

        public override Task<RawCallback> CallbackAsync(OpenOrder order, OpenOutcome opened) =>
            Task.FromResult(VnPayDouble.Notify(VnPay.Orders[VnPayDouble.ReadAddress(opened.RedirectUrl!)["vnp_TxnRef"]]));

        public override Task<long> GivenBackAsync(OpenOrder order) => Task.FromResult(VnPay.Orders.Values.Sum(one => one.Back) / 100);

        public override void Break(GatewayFault fault) => VnPay.Fault = fault;

        public override async ValueTask DisposeAsync()
        {
            VnPay.Fault = GatewayFault.None;
            _patient.Dispose();
            _hasty.Dispose();
            await VnPay.DisposeAsync();
        }
    }
}
