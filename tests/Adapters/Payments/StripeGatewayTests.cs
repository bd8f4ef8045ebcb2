using System.Text;
using System.Text.Json.Nodes;
using PublicServices.Infra.Stripe;
using PublicServices.Kernel;
using PublicServices.Payments;
using EventUtility = Stripe.EventUtility;

namespace PublicServices.Tests.Adapters.Payments;

public sealed class StripeGatewayTests : RemoteGatewayCompliance
{
    private const string Secret = "whsec_current";
    private const string OldSecret = "whsec_before";

    protected override async Task<RemoteGatewayHarness> StartRemoteAsync() => await StripeHarness.CreateAsync();

    [Fact]
    public async Task Open_SendsWholeDongUnderTheAttemptsKey()
    {
        await using var harness = await StripeHarness.CreateAsync();

        await harness.Gateway.OpenAsync(Order(harness), Stop);

        var form = harness.Stripe.Forms.Single();
        form["line_items[0][price_data][unit_amount]"].ToString().Should().Be("45000");
        form["line_items[0][price_data][currency]"].ToString().Should().Be("vnd");
        form["client_reference_id"].ToString().Should().Be("pay-1.1");
        form["payment_intent_data[metadata][attempt]"].ToString().Should().Be("pay-1.1");
        form["expires_at"].ToString().Should().Be(harness.Now.AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        form["success_url"].ToString().Should().Be("https://service.test/pay/pay-1?back=true");
    }

    [Theory]
    [InlineData(99_999_999, null)]
    [InlineData(100_000_000, "PAY-007")]
    public async Task Open_AboveTheLimitOfACharge_IsRefusedWithoutAsking(long amountVnd, string? code)
    {
        await using var harness = await StripeHarness.CreateAsync();

        var outcome = await harness.Gateway.OpenAsync(Order(harness, amount: amountVnd), Stop);

        outcome.Refusal?.Code.Should().Be(code);
        harness.Stripe.Forms.Should().HaveCount(code is null ? 1 : 0);
    }

    [Fact]
    public async Task Open_WhoseAnswerWasLost_FindsTheSameSession()
    {
        await using var harness = await StripeHarness.CreateAsync();
        harness.Stripe.LosesAnswers = true;
        (await harness.Gateway.OpenAsync(Order(harness), Stop)).RedirectUrl.Should().BeNull();
        harness.Stripe.LosesAnswers = false;

        (await harness.Gateway.OpenAsync(Order(harness), Stop)).GatewayKey.Should().Be("cs_test_1");

        harness.Stripe.Sessions.Should().ContainSingle();
    }

    [Fact]
    public async Task Open_UnderAKeyOfOtherValues_IsUnknownNotRefused()
    {
        await using var harness = await StripeHarness.CreateAsync();
        await harness.Gateway.OpenAsync(Order(harness), Stop);

        var other = await harness.Gateway.OpenAsync(Order(harness, amount: 1_000), Stop);

        other.Should().Match<OpenOutcome>(outcome => outcome.Refusal == null && outcome.RedirectUrl == null);
    }

    [Fact]
    public async Task Refund_WhoseAnswerWasLost_GoesBackOnce()
    {
        await using var harness = await StripeHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        var reference = (await AskAsync(harness, order, opened)).Reference;
        var refund = new RefundOrder(new RefundId(order.Attempt.Payment, 1), order.Attempt, opened.GatewayKey, reference, Money.Vnd(45_000), "x", harness.Now);
        harness.Stripe.LosesAnswers = true;
        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Unknown);
        harness.Stripe.LosesAnswers = false;

        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Succeeded);

        (await harness.GivenBackAsync(order)).Should().Be(45_000);
    }

    [Theory]
    [InlineData("failed", OutcomeKind.Failed)]
    [InlineData("canceled", OutcomeKind.Failed)]
    [InlineData("pending", OutcomeKind.Pending)]
    [InlineData("requires_action", OutcomeKind.Pending)]
    [InlineData("something new", OutcomeKind.Unknown)]
    public async Task Refund_ThatExists_IsNotMadeAgain(string status, OutcomeKind kind)
    {
        await using var harness = await StripeHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        var reference = (await AskAsync(harness, order, opened)).Reference;
        var refund = new RefundOrder(new RefundId(order.Attempt.Payment, 1), order.Attempt, opened.GatewayKey, reference, Money.Vnd(45_000), "x", harness.Now);
        await harness.Gateway.RefundAsync(refund, Stop);
        harness.Stripe.Refunds.Values.Single()["status"] = status;

        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(kind);

        harness.Stripe.Refunds.Should().ContainSingle();
    }

    [Theory]
    [InlineData("unpaid", "open", null, OutcomeKind.Pending)]
    [InlineData("unpaid", "expired", null, OutcomeKind.Expired)]
    [InlineData("unpaid", "complete", "processing", OutcomeKind.Pending)]
    [InlineData("unpaid", "complete", "canceled", OutcomeKind.Cancelled)]
    [InlineData("unpaid", "complete", "requires_payment_method", OutcomeKind.Failed)]
    [InlineData("paid", "complete", null, OutcomeKind.Unknown)]
    [InlineData("no_payment_required", "complete", null, OutcomeKind.Unknown)]
    [InlineData("something new", "complete", null, OutcomeKind.Unknown)]
    public async Task Query_OfEveryState_IsWhatItMeans(string paymentStatus, string status, string? intent, OutcomeKind kind)
    {
        await using var harness = await StripeHarness.CreateAsync();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        var session = harness.Stripe.SessionOf("pay-1.1");
        session["payment_status"] = paymentStatus;
        session["status"] = status;
        session["payment_intent"] = intent is null ? null : new JsonObject { ["id"] = "pi_1", ["object"] = "payment_intent", ["status"] = intent };

        (await AskAsync(harness, Order(harness), opened)).Kind.Should().Be(kind);
    }

    [Fact]
    public async Task Query_ThatAnswersAboutAnotherOrder_IsUnknown()
    {
        await using var harness = await StripeHarness.CreateAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        harness.Stripe.SessionOf("pay-1.1")["client_reference_id"] = "pay-2.1";

        (await AskAsync(harness, order, opened)).Kind.Should().Be(OutcomeKind.Unknown);
    }

    [Fact]
    public async Task Callback_SignedWithTheSecretBefore_StillHolds()
    {
        await using var harness = await StripeHarness.CreateAsync();
        var body = StripeHarness.Event("payment_intent.succeeded", new JsonObject { ["id"] = "pi_1", ["amount_received"] = 1, ["currency"] = "vnd" });

        harness.Gateway.ReadCallback(StripeHarness.Sign(body, OldSecret, harness.Now), harness.Now).Problem.Should().BeNull();
        harness.Gateway.ReadCallback(StripeHarness.Sign(body, "whsec_stranger", harness.Now), harness.Now).Problem!.Code.Should().Be("PAY-010");
    }

    [Theory]
    [InlineData("checkout.session.completed", "Pending")]
    [InlineData("checkout.session.async_payment_failed", "Failed")]
    [InlineData("checkout.session.expired", "Expired")]
    [InlineData("payment_intent.payment_failed", "Pending")]
    [InlineData("payment_intent.processing", "Pending")]
    [InlineData("payment_intent.canceled", "Cancelled")]
    [InlineData("charge.dispute.created", null)]
    [InlineData("something.new", null)]
    public async Task Callback_OfEachType_SaysWhatItMeans(string type, string? outcome)
    {
        await using var harness = await StripeHarness.CreateAsync();
        var subject = new JsonObject { ["payment_status"] = "unpaid", ["metadata"] = new JsonObject { ["attempt"] = "pay-1.1" } };

        var read = harness.Gateway.ReadCallback(StripeHarness.Sign(StripeHarness.Event(type, subject), Secret, harness.Now), harness.Now);

        read.Value.Outcome?.Kind.ToString().Should().Be(outcome);
    }

    [Theory]
    [InlineData("charge.dispute.created", "needs_response", NoticeKind.DisputeOpen)]
    [InlineData("charge.dispute.updated", "under_review", NoticeKind.DisputeOpen)]
    [InlineData("charge.dispute.funds_withdrawn", "needs_response", NoticeKind.DisputeWithdrawn)]
    [InlineData("charge.dispute.funds_reinstated", "won", NoticeKind.DisputeReinstated)]
    [InlineData("charge.dispute.closed", "won", NoticeKind.DisputeWon)]
    [InlineData("charge.dispute.closed", "warning_closed", NoticeKind.DisputeWon)]
    [InlineData("charge.dispute.closed", "lost", NoticeKind.DisputeLost)]
    [InlineData("charge.dispute.closed", "something new", NoticeKind.DisputeOpen)]
    public async Task Callback_OfADispute_SaysWhatItMeans(string type, string status, NoticeKind kind)
    {
        await using var harness = await StripeHarness.CreateAsync();
        var subject = new JsonObject { ["id"] = "dp_1", ["amount"] = 45_000, ["currency"] = "vnd", ["payment_intent"] = "pi_1", ["status"] = status };

        var read = harness.Gateway.ReadCallback(StripeHarness.Sign(StripeHarness.Event(type, subject), Secret, harness.Now), harness.Now).Value;

        read.Notice.Should().Be(new GatewayNotice(kind, "dp_1", "pi_1", Money.Vnd(45_000), status, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData("payout.created", "created")]
    [InlineData("payout.paid", "paid")]
    [InlineData("payout.failed", "failed")]
    [InlineData("payout.reconciliation_completed", "reconciliation_completed")]
    public async Task Callback_OfAPayout_SaysWhatItMeans(string type, string status)
    {
        await using var harness = await StripeHarness.CreateAsync();
        var subject = new JsonObject { ["id"] = "po_1", ["amount"] = 990, ["currency"] = "usd", ["arrival_date"] = 86_400, ["status"] = "x" };

        var read = harness.Gateway.ReadCallback(StripeHarness.Sign(StripeHarness.Event(type, subject), Secret, harness.Now), harness.Now).Value;

        read.Notice.Should().Be(new GatewayNotice(
            NoticeKind.Payout, "po_1", "", new Money(990, "USD"), status, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)));
    }

    [Theory]
    [InlineData("charge.dispute.created", """{"id":"dp_1","amount":1,"currency":"vnd"}""")]
    [InlineData("charge.dispute.created", """{"id":"dp_1","amount":"1","currency":"vnd","payment_intent":"pi_1"}""")]
    [InlineData("charge.dispute.something_new", """{"id":"dp_1","amount":1,"currency":"vnd","payment_intent":"pi_1"}""")]
    [InlineData("payout.paid", """{"amount":1,"currency":"vnd"}""")]
    public async Task Callback_OfANoticeThatSaysNothing_IsAcknowledged(string type, string subject)
    {
        await using var harness = await StripeHarness.CreateAsync();
        var body = StripeHarness.Event(type, JsonNode.Parse(subject)!.AsObject());

        harness.Gateway.ReadCallback(StripeHarness.Sign(body, Secret, harness.Now), harness.Now).Value.Notice.Should().BeNull();
    }

    [Fact]
    public async Task Callback_OfARefund_NamesIt()
    {
        await using var harness = await StripeHarness.CreateAsync();
        var subject = new JsonObject { ["status"] = "failed", ["metadata"] = new JsonObject { ["refund"] = "pay-1.r2" } };

        var read = harness.Gateway.ReadCallback(StripeHarness.Sign(StripeHarness.Event("refund.failed", subject), Secret, harness.Now), harness.Now);

        read.Value.Refund.Should().Be(new RefundId(new RecordId("pay-1"), 2));
        read.Value.Outcome.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded"}""")]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded","data":null}""")]
    [InlineData("""{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":"x"}}""")]
    [InlineData("""{"id":7,"type":"payment_intent.succeeded","data":{"object":{}}}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Callback_SignedButNotAnEvent_IsUnreadable(string body)
    {
        await using var harness = await StripeHarness.CreateAsync();

        harness.Gateway.ReadCallback(StripeHarness.Sign(body, Secret, harness.Now), harness.Now).Problem!.Code.Should().Be("PAY-011");
    }

    [Fact]
    public async Task Callback_OfStripesOwnSample_IsReadWithoutAnApiVersion()
    {
        var file = Path.Combine(Repository.Root, "../shared/data/stripe-fixtures.json");
        if (!File.Exists(file)) Assert.Skip("Stripe's sample objects are not beside the repository.");
        await using var harness = await StripeHarness.CreateAsync();
        var resources = JsonNode.Parse(await File.ReadAllTextAsync(file, Stop))!["resources"]!;
        var sample = resources["event"]!.DeepClone();
        sample["api_version"].Should().BeNull();

        harness.Gateway.ReadCallback(StripeHarness.Sign(sample.ToJsonString(), Secret, harness.Now), harness.Now).Value.Outcome.Should().BeNull();
        sample["type"] = "checkout.session.completed";
        var session = resources["checkout.session"]!.DeepClone();
        session["client_reference_id"] = "pay-1.1";
        sample["data"] = new JsonObject { ["object"] = session };
        harness.Gateway.ReadCallback(StripeHarness.Sign(sample.ToJsonString(), Secret, harness.Now), harness.Now).Value
            .Should().Match<GatewayCallback>(callback => callback.Attempt == "pay-1.1" && callback.Outcome == GatewayOutcome.Pending);
    }

    private sealed class StripeHarness : RemoteGatewayHarness
    {
        private readonly StripeGateway _patient;
        private readonly StripeGateway _hasty;

        private StripeHarness(StripeDouble stripe)
        {
            Stripe = stripe;
            var options = new StripeOptions
            {
                ApiKey = "sk_test_1",
                WebhookSecrets = [Secret, OldSecret],
                PublicUrl = new Uri("https://service.test"),
                ApiBase = stripe.Address,
                Timeout = TimeSpan.FromSeconds(30),
                MaxNetworkRetries = 0,
            };
            _patient = new StripeGateway(options);
            _hasty = new StripeGateway(options with { Timeout = TimeSpan.FromMilliseconds(100) });
        }

        public StripeDouble Stripe { get; }

        public override IPaymentGateway Gateway => Stripe.Fault == GatewayFault.Timeout ? _hasty : _patient;

        public override DateTimeOffset Now { get; } = new(2027, 4, 21, 1, 0, 0, TimeSpan.Zero);

        public static async Task<StripeHarness> CreateAsync() => new(await StripeDouble.StartAsync());

        public static string Event(string type, JsonObject subject) =>
            new JsonObject { ["id"] = "evt_1", ["object"] = "event", ["type"] = type, ["data"] = new JsonObject { ["object"] = subject } }.ToJsonString();

        public static RawCallback Sign(string body, string secret, DateTimeOffset now)
        {
            var signature = EventUtility.GenerateSignatureHeader(body, secret, now.ToUnixTimeSeconds());
            return new RawCallback(
                new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["stripe-signature"] = signature }, "", Encoding.UTF8.GetBytes(body));
        }

        public override Task PayAsync(OpenOrder order, OpenOutcome opened, long amount)
        {
            Stripe.Pay(order.Attempt.ToString(), amount, "vnd", Now);
            return Task.CompletedTask;
        }

        public override Task DeclineAsync(OpenOrder order, OpenOutcome opened)
        {
            var session = Stripe.SessionOf(order.Attempt.ToString());
            session["status"] = "complete";
            session["payment_intent"] = new JsonObject { ["id"] = "pi_x", ["object"] = "payment_intent", ["status"] = "requires_payment_method" };
            return Task.CompletedTask;
        }

        public override Task<RawCallback> CallbackAsync(OpenOrder order, OpenOutcome opened)
        {
            var session = Stripe.SessionOf(order.Attempt.ToString()).DeepClone().AsObject();
            session["payment_intent"] = (string?)session["payment_intent"]!["id"];
            return Task.FromResult(Sign(Event("checkout.session.completed", session), Secret, Now));
        }

        public override Task<long> GivenBackAsync(OpenOrder order) => Task.FromResult(Stripe.Refunds.Values.Sum(refund => (long)refund["amount"]!));

        public override void Break(GatewayFault fault) => Stripe.Fault = fault;

        public override async ValueTask DisposeAsync()
        {
            Stripe.Fault = GatewayFault.None;
            _patient.Dispose();
            _hasty.Dispose();
            await Stripe.DisposeAsync();
        }
    }
}
