using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Contracts;
using PublicServices.Functions.Hosting;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>The real server on a folder of its own.</summary>
public sealed class PaymentsServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-").FullName;
    private WebApplication _app = null!;

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        _app = Server.Build(
        [
            "--urls", "http://127.0.0.1:0", $"--Data:Folder={_folder}", "--environment", "Development", "--Logging:LogLevel:Default=Critical",
            // The pages belong to the server, not to these tests.
            "--applicationName=PublicServices.Functions", "--Payments:PublicUrl=https://service.test",
            "--Payments:VietQr:Account=0011012345678", "--Payments:VietQr:Bin=970403", "--Payments:VietQr:BankName=Sacombank", "--Payments:VietQr:AccountName=SO GIAO DUC",
            $"--Payments:VnPay:TmnCode={VnPayDouble.TmnCode}", $"--Payments:VnPay:HashSecret={VnPayDouble.Secret}", "--Payments:VnPay:ServerIp=127.0.0.1",
            "--Payments:VnPay:PayUrl=https://pay.vnpay.test/vpcpay.html", "--Payments:VnPay:ApiUrl=http://127.0.0.1:9/",
            "--Payments:VnPay:Fee:0:From=2020-01-01", "--Payments:VnPay:Fee:0:BasisPoints=110", "--Payments:VnPay:Fee:0:BorneBy=Payer",
            "--Payments:VietQr:Fee:0:From=2020-01-01", "--Payments:VietQr:Fee:0:BorneBy=Collector",
        ]);
        await _app.StartAsync();
        var address = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The payment feature in the real server, on the real engine, over real HTTP.</summary>
public sealed class PaymentsOverHttpTests(PaymentsServer server) : IClassFixture<PaymentsServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http = server.Http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Succeed")]
    [InlineData("CallTwice")]
    [InlineData("CallOutOfOrder")]
    public async Task Payment_AtTheSandbox_IsPaidByItsCallback(string behaviour)
    {
        var payment = await AskAsync(45_000);
        var redirect = (string)(await OpenAsync(payment))["redirectUrl"]!;

        var pressed = await _http.PostAsJsonAsync(redirect.Replace("/sandbox/pay?", "/sandbox/charges?", StringComparison.Ordinal), new { behaviour }, Stop);

        pressed.StatusCode.Should().Be(HttpStatusCode.OK);
        var reference = (string)JsonNode.Parse(await pressed.Content.ReadAsStringAsync(Stop))!["reference"]!;
        var page = await UntilAsync(payment, "Paid");
        ((string)page["reference"]!).Should().Be(reference);
        (await UntilFoundAsync(reference))["received"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Payment_BeforeItIsPaid_SaysWhatEachChannelCharges()
    {
        var payment = await AskAsync(45_000);
        var page = await UntilAsync(payment, "Due");

        var gateways = page["gateways"]!.AsArray();
        gateways.Select(gateway => (string)gateway!["name"]!).Should().Equal("vietqr", "sandbox", "vnpay");
        gateways[0]!["fee"]!.ToJsonString().Should().Be("""{"borneBy":"Collector","amount":{"amount":0,"currency":"VND"}}""");
        gateways[1]!["fee"].Should().BeNull("it is not known");
        gateways[2]!["fee"]!.ToJsonString().Should().Be("""{"borneBy":"Payer","amount":{"amount":495,"currency":"VND"}}""");
        ((long)page["amount"]!["amount"]!).Should().Be(45_000, "a channel's charge is never added");
        // A browser of its own: the page's cookie must not follow the other tests' requests.
        using var browser = new HttpClient { BaseAddress = _http.BaseAddress };
        var html = await browser.GetStringAsync($"/pay/{payment}?lang=en", Stop);
        html.Should().Contain("the channel adds about 495 ₫").And.Contain("charge: none").And.Contain("not known to us");
    }

    [Fact]
    public async Task LookUp_OfASilentSandbox_FindsTheMoney()
    {
        var payment = await AskAsync(45_000);
        var opened = await OpenAsync(payment);
        var redirect = (string)opened["redirectUrl"]!;
        await _http.PostAsJsonAsync(redirect.Replace("/sandbox/pay?", "/sandbox/charges?", StringComparison.Ordinal), new { behaviour = "StaySilent" }, Stop);
        (await ReadAsync($"/api/payments/{payment}"))!["status"]!.GetValue<string>().Should().Be("Pending");

        var found = await ReadAsync($"/api/payments/lookup?reference={opened["attempt"]}");

        found!["received"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Press_OfTheForm_GoesBackToThePaymentsPage()
    {
        var payment = await AskAsync(45_000);
        var redirect = (string)(await OpenAsync(payment))["redirectUrl"]!;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("behaviour", "Fail")]);

        var pressed = await _http.PostAsync(redirect.Replace("/sandbox/pay?", "/sandbox/charges?", StringComparison.Ordinal), form, Stop);

        pressed.StatusCode.Should().Be(HttpStatusCode.Found);
        pressed.Headers.Location!.ToString().Should().Be($"/pay/{payment}?back=true");
    }

    [Fact]
    public async Task Transfer_ChosenOnThePage_IsShownAndPaidByItsStatementLine()
    {
        var payment = await AskAsync(45_000);
        var choices = await _http.GetStringAsync($"/pay/{payment}", Stop);
        var token = System.Text.RegularExpressions.Regex.Match(choices, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("gateway", "vietqr"), KeyValuePair.Create("__RequestVerificationToken", token)]);
        var chosen = await _http.PostAsync($"/pay/{payment}", form, Stop);
        chosen.Headers.Location!.ToString().Should().Be($"/pay/{payment}#transfer");

        var page = await _http.GetStringAsync($"/pay/{payment}?lang=en", Stop);

        var memo = PublicServices.Payments.TransferMemo.Of(new(payment, 1));
        page.Should().Contain("<svg class=\"qr\"").And.Contain("0011012345678").And.Contain("SO GIAO DUC").And.Contain(memo).And.Contain(">45000<");
        await LineAsync(payment, memo);
        (await UntilAsync(payment, "Paid"))["reference"]!.GetValue<string>().Should().Be("FT-" + payment);
        (await _http.GetStringAsync($"/pay/{payment}", Stop)).Should().NotContain(memo);
    }

    [Fact]
    public async Task Overpayment_IsKeptOrGoesBackAsThePayerChooses()
    {
        var payment = await AskAsync(40_000, keepsCredit: true);
        var opened = await _http.PostAsJsonAsync($"/api/payments/{payment}/attempts", new { gateway = "vietqr" }, Stop);
        opened.StatusCode.Should().Be(HttpStatusCode.OK);
        await LineAsync(payment, PublicServices.Payments.TransferMemo.Of(new(payment, 1)));
        var paid = await UntilAsync(payment, "Paid");
        paid["overpaid"]![0]!.ToJsonString().Should().Be("""{"number":1,"amount":{"amount":5000,"currency":"VND"}}""");

        (await ChooseAsync("1", new { choice = "Keep" })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await ChooseAsync("2", new { choice = "Credit" })).Body["code"]!.GetValue<string>().Should().Be("PS-003");
        (await ChooseAsync("1", new { choice = "Refund" })).Body["overpaid"]![0]!["choice"]!.GetValue<string>().Should().Be("Refund");
        var kept = await ChooseAsync("1", new { choice = "Credit" });
        (kept.Status, kept.Body["overpaid"]).Should().Be((HttpStatusCode.OK, null));
        var late = await ChooseAsync("1", new { choice = "Refund" });
        (late.Status, (string?)late.Body["code"]).Should().Be((HttpStatusCode.Conflict, "PAY-044"));

        async Task<(HttpStatusCode Status, JsonNode Body)> ChooseAsync(string number, object choice)
        {
            var answer = await _http.PostAsJsonAsync($"/api/payments/{payment}/overpayments/{number}", choice, Stop);
            return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!);
        }
    }

    [Fact]
    public async Task Notification_OfVnPay_IsAnsweredInItsOwnWords()
    {
        var payment = await AskAsync(45_000);
        var opened = await _http.PostAsJsonAsync($"/api/payments/{payment}/attempts", new { gateway = "vnpay" }, Stop);
        var url = (string)JsonNode.Parse(await opened.Content.ReadAsStringAsync(Stop))!["redirectUrl"]!;
        await using var books = new VnPayDouble();
        var order = books.Settle(url, DateTimeOffset.UnixEpoch.AddYears(57));

        (await AnswerAsync(VnPayDouble.Notify(order with { Hundredths = 4_400_000 }))).Should().Be("04");
        (await AnswerAsync(VnPayDouble.Notify(order))).Should().Be("00");
        (await AnswerAsync(VnPayDouble.Notify(order))).Should().Be("02");
        (await AnswerAsync(VnPayDouble.Notify(order with { TxnRef = "nobodysN1" }))).Should().Be("01");
        var forged = VnPayDouble.Notify(order);
        (await AnswerAsync(forged with { Query = forged.Query.Replace("vnp_Amount=4500000", "vnp_Amount=100", StringComparison.Ordinal) })).Should().Be("97");
        (await AnswerAsync(forged with { Query = "nonsense" })).Should().Be("99");
        // Its query address answers nothing here, so a notification alone credits nothing.
        (await ReadAsync($"/api/payments/{payment}"))!["status"]!.GetValue<string>().Should().Be("Pending");

        async Task<string> AnswerAsync(PublicServices.Payments.RawCallback raw)
        {
            var answer = await _http.GetAsync($"/callbacks/vnpay?{raw.Query}", Stop);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["RspCode"]!;
        }
    }

    [Fact]
    public async Task Return_FromAGateway_IsNotBelieved()
    {
        var payment = await AskAsync(45_000);

        var back = await _http.GetAsync($"/pay/{payment}/back?vnp_ResponseCode=00&vnp_TransactionStatus=00&vnp_Amount=4500000", Stop);

        back.Headers.Location!.ToString().Should().Be($"/pay/{payment}?back=true");
        (await ReadAsync($"/api/payments/{payment}?ask=true"))!["status"]!.GetValue<string>().Should().Be("Due");
        (await _http.GetAsync("/pay/REG-1/back", Stop)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("sandbox", "attempt=pay-1.1&signature=00", 400, "PAY-010")]
    [InlineData("sandbox", "nonsense", 400, "PAY-011")]
    [InlineData("nobody", "a=b", 404, "PS-003")]
    public async Task Callback_ThatCannotBeBelieved_IsAProblem(string gateway, string body, int status, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");

        var answer = await _http.PostAsync($"/callbacks/{gateway}", content, Stop);

        ((int)answer.StatusCode).Should().Be(status);
        ((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["code"]!).Should().Be(code);
        (await _http.GetAsync($"/callbacks/{gateway}?{body}", Stop)).StatusCode.Should().Be((HttpStatusCode)status);
    }

    [Fact]
    public async Task Callback_TooLarge_IsRefused()
    {
        using var declared = new ByteArrayContent(new byte[65 * 1024]);
        (await _http.PostAsync("/callbacks/sandbox", declared, Stop)).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);

        using var chunked = new StreamContent(new MemoryStream(new byte[65 * 1024]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/callbacks/sandbox") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        (await _http.SendAsync(request, Stop)).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("GET", "/api/payments/pay-none", 404)]
    [InlineData("GET", "/api/payments/REG-1", 404)]
    [InlineData("GET", "/api/payments/lookup", 422)]
    [InlineData("GET", "/api/payments/lookup?reference=nothing-known", 404)]
    [InlineData("GET", "/api/finance/cases", 401)]
    [InlineData("POST", "/api/finance/payments/pay-1/refund", 401)]
    [InlineData("POST", "/api/finance/payments/pay-1/cases/1/sent", 401)]
    [InlineData("POST", "/api/finance/transfers", 401)]
    [InlineData("POST", "/api/payments/pay-none/attempts", 415)]
    [InlineData("POST", "/sandbox/charges?attempt=pay-1.1", 415)]
    public async Task Request_ThatCannotBe_IsAProblem(string method, string path, int status)
    {
        // A client of its own, without the cookies that pages of other tests have left.
        using var stranger = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _http.BaseAddress };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await stranger.SendAsync(request, Stop);

        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    private async Task<RecordId> AskAsync(long amountVnd, bool keepsCredit = false)
    {
        var ids = server.Services.GetRequiredService<IdSource>();
        var now = server.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var payment = new RecordId("pay-" + ids.Next());
        var request = new FeeRequestedV1(
            payment, new RecordId("reg-" + ids.Next()), "exams", Money.Vnd(amountVnd), new("Lệ phí", "Fee"), "G03.00.01-270421-000001", "NGUYỄN VĂN AN", now.AddDays(1), "x",
            KeepsCredit: keepsCredit);
        var message = PaymentContracts.FeeRequested.Write(ids.Next(), payment, now, "corr-1", request);
        await server.Services.GetRequiredService<IMessageSender>().SendAsync([new Outgoing(message)], Stop);
        await UntilAsync(payment, "Due");
        return payment;
    }

    private async Task LineAsync(RecordId payment, string memo)
    {
        var ids = server.Services.GetRequiredService<IdSource>();
        var now = server.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var line = new TransferReceivedV1("line-" + payment, $"CT DEN {memo} NGUYEN VAN AN", Money.Vnd(45_000), "FT-" + payment, now);
        var message = TransferContracts.TransferReceived.Write(ids.Next(), new RecordId("line-" + ids.Next()), now, "corr-1", line);
        await server.Services.GetRequiredService<IMessageSender>().SendAsync([new Outgoing(message)], Stop);
    }

    private async Task<JsonNode> OpenAsync(RecordId payment)
    {
        var opened = await _http.PostAsJsonAsync($"/api/payments/{payment}/attempts", new { gateway = "sandbox" }, Stop);
        opened.StatusCode.Should().Be(HttpStatusCode.OK);
        return JsonNode.Parse(await opened.Content.ReadAsStringAsync(Stop))!;
    }

    private async Task<JsonNode> UntilAsync(RecordId payment, string status) =>
        await UntilAsync($"/api/payments/{payment}", node => (string?)node["status"] == status);

    private Task<JsonNode> UntilFoundAsync(string reference) => UntilAsync($"/api/payments/lookup?reference={reference}", _ => true);

    private async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            if (await ReadAsync(path) is { } node && isSo(node)) return node;
        }
        while (await timer.WaitForNextTickAsync(patience.Token));
        throw new InvalidOperationException("Unreachable: the timer ends by cancellation.");
    }

    private async Task<JsonNode?> ReadAsync(string path)
    {
        var answer = await _http.GetAsync(path, Stop);
        return answer.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop)) : null;
    }
}
