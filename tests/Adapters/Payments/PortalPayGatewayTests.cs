using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.PortalPay;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

public sealed class PortalPayGatewayTests : OpeningCompliance
{
    private const string Key = "portal-hash-key-1";

    protected override async Task<GatewayHarness> StartAsync() => await PortalHarness.CreateAsync();

    [Fact]
    public async Task Open_SendsTheFieldsInTheirOrderUnderTheirHash()
    {
        await using var harness = await PortalHarness.CreateAsync();

        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);

        opened.GatewayKey.Should().Be("pay-1.1");
        var asked = harness.Portal.Asked.Single();
        asked.Select(pair => pair.Key).Should().Equal(
            "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi", "NgonNgu", "MaTienTe",
            "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip", "MaXacThuc", "ThongTinBienLai");
        ((string)asked["SoTien"]!).Should().Be("45000");
        ((string)asked["ThoiGianGD"]!).Should().Be("20270421080000");
        ((string)asked["ThongTinBienLai"]!["DSKhoanNop"]![0]!["SoTien"]!).Should().Be("45000");
    }

    [Fact]
    public async Task Open_ThatIsRefused_IsNoSilence()
    {
        await using var harness = await PortalHarness.CreateAsync();
        harness.Portal.Alter = answer => answer["MaLoi"] = "12";

        (await harness.Gateway.OpenAsync(Order(harness), Stop)).Refusal!.Code.Should().Be("PAY-006");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/relative")]
    [InlineData("")]
    public async Task Open_WithoutAUsableAddress_IsUnknown(string url)
    {
        await using var harness = await PortalHarness.CreateAsync();
        harness.Portal.Alter = answer => answer["UrlThanhToan"] = url;

        (await harness.Gateway.OpenAsync(Order(harness), Stop)).Should().Match<OpenOutcome>(opened => opened.Refusal == null && opened.RedirectUrl == null);
    }

    [Theory]
    [InlineData(GatewayFault.LostConnection)]
    [InlineData(GatewayFault.Timeout)]
    [InlineData(GatewayFault.Conflict)]
    [InlineData(GatewayFault.TooManyRequests)]
    [InlineData(GatewayFault.ServerError)]
    [InlineData(GatewayFault.BadGateway)]
    [InlineData(GatewayFault.Garbage)]
    [InlineData(GatewayFault.EmptyAnswer)]
    public async Task Fault_OfAnyKind_IsUnknownAndHeals(GatewayFault fault)
    {
        await using var harness = await PortalHarness.CreateAsync();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        harness.Portal.Fault = fault;

        (await harness.Gateway.OpenAsync(Order(harness, 2), Stop)).Should().Match<OpenOutcome>(other => other.Refusal == null && other.RedirectUrl == null);
        (await AskAsync(harness, Order(harness), opened)).Kind.Should().Be(OutcomeKind.Unknown);

        harness.Portal.Fault = GatewayFault.None;
        (await harness.Gateway.OpenAsync(Order(harness, 2), Stop)).RedirectUrl.Should().NotBeNull();
        (await AskAsync(harness, Order(harness), opened)).Kind.Should().Be(OutcomeKind.NotFound);
    }

    [Theory]
    [InlineData(true, OutcomeKind.Succeeded)]
    [InlineData(false, OutcomeKind.Unknown)]
    public async Task Query_OfAReceipt_IsMoneyOnlyWhenItNamesTheAmount(bool tellsAmount, OutcomeKind kind)
    {
        await using var harness = await PortalHarness.CreateAsync(options => options with { LookUpTellsAmount = tellsAmount });
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        harness.Portal.Paid["pay-1.1"] = 44_000;

        var outcome = await AskAsync(harness, Order(harness), opened);

        outcome.Kind.Should().Be(kind);
        outcome.Amount.Should().Be(tellsAmount ? Money.Vnd(44_000) : null, "what was taken counts, not what was asked");
        harness.Gateway.CallbackIsProof.Should().Be(!tellsAmount);
    }

    [Fact]
    public async Task Callback_OfPaidMoney_IsReadOnceForEachEvent()
    {
        await using var harness = await PortalHarness.CreateAsync();

        var read = harness.Gateway.ReadCallback(PortalDouble.Notify(), harness.Now).Value;

        read.Attempt.Should().Be("pay-1.1");
        read.Outcome.Should().Be(GatewayOutcome.Succeeded(Money.Vnd(45_000), "T1", new DateTimeOffset(2027, 4, 21, 1, 0, 0, TimeSpan.Zero)));
        harness.Gateway.ReadCallback(PortalDouble.Notify(), harness.Now.AddDays(1)).Value.Should().Be(read);
    }

    [Fact]
    public async Task Callback_ChangedInAnyByte_IsRefused()
    {
        await using var harness = await PortalHarness.CreateAsync();
        var body = PortalDouble.Notify().Body.ToArray();
        for (var i = 0; i < body.Length; i++)
        {
            var changed = body.ToArray();
            changed[i] = (byte)(changed[i] == '7' ? '8' : '7');

            harness.Gateway.ReadCallback(PortalDouble.Raw(changed), harness.Now).Problem?.Code.Should().StartWith("PAY-01", "byte {0} was changed", i);
            harness.Gateway.ReadCallback(PortalDouble.Raw(changed), harness.Now).Problem.Should().NotBeNull("byte {0} was changed", i);
        }
    }

    [Theory]
    [InlineData("MaDoiTac", "ANOTHER")]
    [InlineData("MaThamChieu", "")]
    [InlineData("SoTien", "-1")]
    [InlineData("SoTien", "45000.0")]
    [InlineData("MaTienTe", "")]
    [InlineData("MaGiaoDich", "")]
    public async Task Callback_HashedButOfNoUse_IsUnreadable(string field, string value)
    {
        await using var harness = await PortalHarness.CreateAsync();

        harness.Gateway.ReadCallback(PortalDouble.Notify(values => values[field] = value), harness.Now).Problem!.Code.Should().Be("PAY-011");
    }

    [Fact]
    public async Task Callback_WhoseValuesCouldPassForOthers_IsRefused()
    {
        await using var harness = await PortalHarness.CreateAsync();

        var read = harness.Gateway.ReadCallback(PortalDouble.Notify(values => values["MaNganHang"] = "A|B"), harness.Now);

        read.Problem!.Code.Should().Be("PAY-010");
    }

    [Theory]
    [InlineData("MaTienTe", "USD", "USD", 45_000)]
    [InlineData("SoTien", "1", "VND", 1)]
    public async Task Callback_OfOtherMoney_SaysWhatItSays(string field, string value, string currency, long amount)
    {
        await using var harness = await PortalHarness.CreateAsync();

        harness.Gateway.ReadCallback(PortalDouble.Notify(values => values[field] = value), harness.Now).Value.Outcome!.Amount.Should().Be(new Money(amount, currency));
    }

    [Theory]
    [InlineData(CallbackVerdict.Taken, "00")]
    [InlineData(CallbackVerdict.Repeated, "00")]
    [InlineData(CallbackVerdict.AmountDiffers, "00")]
    [InlineData(CallbackVerdict.UnknownOrder, "00")]
    [InlineData(CallbackVerdict.SignatureWrong, "99")]
    [InlineData(CallbackVerdict.Unusable, "99")]
    [InlineData(CallbackVerdict.Busy, "99")]
    public async Task Answer_OfEveryVerdict_IsHashed(CallbackVerdict verdict, string code)
    {
        await using var harness = await PortalHarness.CreateAsync();
        var callback = harness.Gateway.ReadCallback(PortalDouble.Notify(), harness.Now).Value;

        var answer = JsonNode.Parse(harness.Gateway.AnswerCallback(callback, verdict, harness.Now)!.Body.Span)!.AsObject();

        answer.Select(pair => pair.Key).Should().Equal("MaLoi", "MoTaLoi", "MaDoiTac", "MaThamChieu", "ThoiGianGD", "MaXacThuc");
        ((string)answer["MaLoi"]!).Should().Be(code);
        ((string)answer["MaXacThuc"]!).Should().Be(PortalDouble.Hash(answer.Take(5).Select(pair => (string)pair.Value!)));
    }

    [Fact]
    public async Task Fields_UnderTheOperatorsNamesAndHash_AreReadAndWritten()
    {
        await using var harness = await PortalHarness.CreateAsync(options => options with
        {
            Names = new Dictionary<string, string> { ["MaThamChieu"] = "ref", ["SoTien"] = "amount" },
            InitOrder = ["SoTien", "MaThamChieu"],
            Hash = "SHA512",
            Delimiter = ';',
        });

        await harness.Gateway.OpenAsync(Order(harness), Stop);

        var asked = harness.Portal.Asked.Single();
        ((string)asked["amount"]!).Should().Be("45000");
        ((string)asked["MaXacThuc"]!).Should().Be(Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes($"45000;pay-1.1;{Key}"))));
    }

    [Fact]
    public void Options_ThatLeaveTheAmountUnhashed_AreRefused()
    {
        var options = PortalHarness.Options("http://127.0.0.1") with { CallbackOrder = ["MaLoi", "MaThamChieu"] };

        options.Faults().Should().ContainSingle().Which.Should().Contain("CallbackOrder");
        PortalHarness.Options("http://127.0.0.1").Faults().Should().BeEmpty();
    }

    private sealed class PortalDouble : FaultyServer
    {
        public List<JsonObject> Asked { get; } = [];

        public ConcurrentDictionary<string, long> Paid { get; } = new();

        public Action<JsonObject>? Alter { get; set; }

        public static string Hash(IEnumerable<string> values) =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', values) + "|" + Key)));

        public static RawCallback Raw(byte[] body) => new(new Dictionary<string, string>(), "", body);

        public static RawCallback Notify(Action<Dictionary<string, string>>? change = null)
        {
            var values = new Dictionary<string, string>
            {
                ["LoaiBanTin"] = "notify",
                ["MaLoi"] = "00",
                ["MaDoiTac"] = "PARTNER",
                ["MaThamChieu"] = "pay-1.1",
                ["SoTien"] = "45000",
                ["MaTienTe"] = "VND",
                ["MaGiaoDich"] = "T1",
                ["MaNganHang"] = "VCB",
                ["ThoiGianGD"] = "20270421080000",
                ["ThongTinGiaoDich"] = "fee",
            };
            change?.Invoke(values);
            var body = new JsonObject();
            foreach (var (name, value) in values) body[name] = value;
            body["MaXacThuc"] = Hash(values.Values);
            return Raw(Encoding.UTF8.GetBytes(body.ToJsonString()));
        }

        protected override async Task AnswerAsync(HttpContext context)
        {
            var asked = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
            Asked.Add(asked);
            var reference = (string?)asked["MaThamChieu"] ?? (string)asked["ref"]!;
            var answer = context.Request.Path == "/init"
                ? new JsonObject { ["MaLoi"] = "00", ["UrlThanhToan"] = $"https://portal.test/pay/{reference}" }
                : Paid.TryGetValue(reference, out var amount)
                    ? new JsonObject { ["MaLoi"] = "00", ["MaThamChieu"] = reference, ["UrlBienLai"] = "https://portal.test/r.pdf", ["SoTien"] = amount, ["MaTienTe"] = "VND", ["MaGiaoDich"] = "T1" }
                    : new JsonObject { ["MaLoi"] = "01" };
            Alter?.Invoke(answer);
            await context.Response.WriteAsync(answer.ToJsonString());
        }
    }

    private sealed class PortalHarness : GatewayHarness
    {
        private readonly PortalPayGateway _patient;
        private readonly PortalPayGateway _hasty;

        private PortalHarness(PortalDouble portal, PortalPayOptions options)
        {
            Portal = portal;
            var clock = new FakeTimeProvider(Now);
            _patient = new PortalPayGateway(options, clock);
            _hasty = new PortalPayGateway(options with { Timeout = TimeSpan.FromMilliseconds(100) }, clock);
        }

        public PortalDouble Portal { get; }

        public override IPaymentGateway Gateway => Portal.Fault == GatewayFault.Timeout ? _hasty : _patient;

        public override DateTimeOffset Now { get; } = new(2027, 4, 21, 1, 0, 0, TimeSpan.Zero);

        public static PortalPayOptions Options(string address) => new()
        {
            InitUrl = new Uri(address + "/init"),
            ReceiptUrl = new Uri(address + "/receipt"),
            Partner = "PARTNER",
            HashKey = Key,
            ServerIp = "127.0.0.1",
            AttemptLifetime = TimeSpan.FromHours(1),
            Timeout = TimeSpan.FromSeconds(30),
        };

        public static async Task<PortalHarness> CreateAsync(Func<PortalPayOptions, PortalPayOptions>? change = null)
        {
            var portal = new PortalDouble();
            await portal.StartAsync();
            var options = Options(portal.Address);
            return new PortalHarness(portal, change?.Invoke(options) ?? options);
        }

        public override Task PayAsync(OpenOrder order, OpenOutcome opened, long amount) => throw new NotSupportedException();

        public override Task DeclineAsync(OpenOrder order, OpenOutcome opened) => throw new NotSupportedException();

        public override Task<RawCallback> CallbackAsync(OpenOrder order, OpenOutcome opened) => throw new NotSupportedException();

        public override Task<long> GivenBackAsync(OpenOrder order) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            Portal.Fault = GatewayFault.None;
            _patient.Dispose();
            _hasty.Dispose();
            await Portal.DisposeAsync();
        }
    }
}
