using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Tests.Adapters.Payments;

namespace PublicServices.Tests.Adapters.Finance;

/// <summary>The finance feature in the real server, on the real engine, over real HTTP.</summary>
public sealed class FinanceOverHttpTests(PaymentsServer server) : IClassFixture<PaymentsServer>
{
    private const string Bank = "bank.test-0011";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Columns = """
        {"source":"bank.test-0011","header":["Ngày","Số GD","Ghi có","Ghi nợ","Nội dung"],"day":"Ngày","dayFormat":"dd/MM/yyyy",
         "credit":"Ghi có","debit":"Ghi nợ","reference":"Số GD","memo":"Nội dung","totalLabel":"Tổng"}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Money_FromAMessageToTheBank_IsBookedMatchedAssignedAndFoundSound()
    {
        using var officer = await AsAsync("finance");
        using var chief = await AsAsync("finance-2");
        var payment = new RecordId("pay-" + server.Services.GetRequiredService<IdSource>().Next());
        await SendAsync(new MoneyMovedV1(payment, 1, "exams", "01-002", "HP1", "", Now, false, [new(MovementKind.FeeDue, Money.Vnd(45_000))]));
        await UntilAsync(officer, "/api/finance/ledger/accounts/receivable:01-002", node => (long?)node["balance"]?["VND"] == 45_000);

        await MustAsync(await officer.PutAsync("/api/finance/columns", Json(Columns), Stop), HttpStatusCode.OK);
        const string csv = "Ngày,Số GD,Ghi có,Ghi nợ,Nội dung\n23/11/2026,FT1,,11000,PHI QUAN LY\nTổng,,,11000,\n";
        var first = await MustAsync(await officer.PostAsync($"/api/finance/statements/{Bank}", Text(csv), Stop), HttpStatusCode.OK);
        var again = await MustAsync(await officer.PostAsync($"/api/finance/statements/{Bank}", Text(csv), Stop), HttpStatusCode.OK);
        ((bool)first["isNew"]!, (bool)again["isNew"]!).Should().Be((true, false));
        var broken = await officer.PostAsync($"/api/finance/statements/{Bank}", Text(csv.Replace("Tổng,,,11000", "Tổng,,,11001", StringComparison.Ordinal)), Stop);
        await RefusedAsync(broken, "FIN-101");
        var early = csv.Replace("23/11/2026", Now.AddDays(40).InVietnam().ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await RefusedAsync(await officer.PostAsync($"/api/finance/statements/{Bank}", Text(early), Stop), "FIN-114");

        var line = (string)(await UntilAsync(officer, $"/api/finance/statements/{Bank}/lines", node => node["lines"]!.AsArray().Count == 1))["lines"]![0]!["record"]!;
        var proposal = await MustAsync(
            await officer.PostAsync("/api/finance/proposals", Json($$"""{"kind":"AssignLine","reason":"bank fee","line":"{{line}}","account":"fees:test-0011"}"""), Stop),
            HttpStatusCode.Created);
        var decide = $"/api/finance/proposals/{proposal["id"]}/decide";
        await RefusedAsync(await officer.PostAsync(decide, Json("""{"approve":true,"reason":"me too"}"""), Stop), "FIN-008");
        await MustAsync(await chief.PostAsync(decide, Json("""{"approve":true,"reason":"seen"}"""), Stop), HttpStatusCode.OK);
        await UntilAsync(officer, $"/api/finance/lines/{line}", node => (string?)node["line"]!["status"] == "Matched");
        await UntilAsync(officer, "/api/finance/ledger/accounts/fees:test-0011?from=2026-01-01&to=2026-12-31", node => (long?)node["balance"]?["VND"] == 11_000);

        var trial = await MustAsync(await officer.GetAsync("/api/finance/ledger/trial-balance?from=2026-11-20", Stop), HttpStatusCode.OK);
        ((bool)trial["isZero"]!).Should().BeTrue();
        await CheckSoundAsync();
    }

    [Theory]
    [InlineData("GET", "/api/finance/ledger/trial-balance", "operator", 200)]
    [InlineData("GET", "/api/finance/ledger/trial-balance", "acc-lan", 403)]
    [InlineData("GET", "/api/finance/ledger/accounts/revenue:01-002", "operator", 403)]
    [InlineData("GET", "/api/finance/ledger/accounts/gold:1", "finance", 422)]
    [InlineData("GET", "/api/finance/statements/BANK/lines", "finance", 422)]
    [InlineData("GET", "/api/finance/statements/vnpay/expected", "finance", 200)]
    [InlineData("GET", "/api/finance/statements/vnpay", "school-01-001", 403)]
    [InlineData("POST", "/api/finance/statements/vnpay", "acc-lan", 403)]
    [InlineData("POST", "/api/finance/statements/vnpay/match", "finance", 200)]
    [InlineData("POST", "/api/finance/payouts/stripe/po_1", "finance", 422)]
    [InlineData("GET", "/api/finance/lines/lin-none", "finance", 404)]
    [InlineData("GET", "/api/finance/proposals", "finance", 200)]
    [InlineData("GET", "/api/finance/days/2026-11-20/preview", "finance", 200)]
    [InlineData("GET", "/api/finance/days/9999-12-31/preview", "finance", 422)]
    [InlineData("GET", "/api/finance/days/2026-11-20/close", "finance", 404)]
    [InlineData("POST", "/api/finance/days/2026-11-20/close", "acc-lan", 403)]
    [InlineData("POST", "/api/finance/days/2999-01-01/close", "finance", 422)]
    public async Task Route_ForEachRole_AnswersAsItShould(string method, string path, string persona, int status)
    {
        using var http = await AsAsync(persona);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? Text("x") : null };

        var answer = await http.SendAsync(request, Stop);

        ((int)answer.StatusCode).Should().Be(status, await answer.Content.ReadAsStringAsync(Stop));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task CheckSoundAsync()
    {
        var records = server.Services.GetRequiredService<IRecordStore>();
        await foreach (var record in records.ScanAsync(LedgerShard.Kind, Stop))
        {
            var shard = System.Text.Json.JsonSerializer.Deserialize(record.State.Span, LedgerJson.Default.LedgerShard)!;
            LedgerWalk.Faults(shard, await records.ListDocumentsAsync(record.Id, Journals.Prefix, null, 1_000, Stop)).Should().BeEmpty();
        }
    }

    private ValueTask SendAsync(MoneyMovedV1 moved) => server.Services.GetRequiredService<IMessageSender>().SendAsync(
        [new Outgoing(PaymentContracts.MoneyMoved.WriteNamed($"{moved.Payment}.v{moved.Version}.moved", moved.Payment, Now, "c", moved))], Stop);

    private async Task<HttpClient> AsAsync(string persona)
    {
        var http = new HttpClient { BaseAddress = server.Http.BaseAddress };
        var signedIn = await http.PostAsJsonAsync("/api/sign-in", new { persona }, Stop);
        var token = (string)JsonNode.Parse(await signedIn.Content.ReadAsStringAsync(Stop))!["accessToken"]!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static StringContent Text(string body) => new(body, Encoding.UTF8, "text/csv");

    private static async Task<JsonNode> MustAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync(Stop);
        answer.StatusCode.Should().Be(status, body);
        return JsonNode.Parse(body)!;
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string code) =>
        ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["code"]).Should().Be(code);

    private static async Task<JsonNode> UntilAsync(HttpClient http, string path, Func<JsonNode, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            var answer = await http.GetAsync(path, Stop);
            if (answer.StatusCode == HttpStatusCode.OK && JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop)) is { } node && isSo(node)) return node;
        }
        while (await timer.WaitForNextTickAsync(patience.Token));
        throw new InvalidOperationException("Unreachable: the timer ends by cancellation.");
    }
}
