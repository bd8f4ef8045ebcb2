using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PublicServices.Finance;
using PublicServices.Infra.Stripe;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Statements;

/// <summary>The real client against a loopback server that pages, and fails on the page one says.</summary>
public sealed class StripePayoutsTests : IAsyncLifetime
{
    private readonly List<JsonObject> _transactions = [];
    private WebApplication _app = null!;
    private long _amount;
    private int _failOnPage;
    private int _pages;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/v1/payouts/{id}", (string id) => id == "po_1" ? Text(Payout()) : Results.Json(new { error = new { type = "invalid_request_error", code = "resource_missing" } }, statusCode: 404));
        _app.MapGet("/v1/balance_transactions", (HttpRequest request) => Page(request));
        await _app.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Payout_OfSeveralPages_IsReadWholeAndClassified()
    {
        for (var i = 0; i < 230; i++) Add("charge", 45_000, 1_000, Charge($"pi_{i}", 45_000));
        Add("refund", -45_000, 0, Refund("re_1", 45_000));
        Add("dispute", -45_000, 500_000, Dispute("pi_3", 45_000));
        Add("fee", -2_000, 0, null);
        Add("payout", -_amount, 0, null, "po_1");

        var statement = (await ReadAsync()).Value;

        statement.Lines.Should().HaveCount(233);
        statement.Net.MinorUnits.Should().Be(_amount);
        statement.Lines.Select(line => line.Kind).Distinct().Should().Equal(LineKind.Charge, LineKind.Refund, LineKind.Dispute, LineKind.Fee);
        statement.Lines[0].Should().Match<StatementLine>(line => line.Reference == "pi_0" && line.Order == "pay-1.1" && line.Charged == null);
        statement.Payout!.Should().Be(new PayoutNote("TRACE9", Money.Vnd(_amount), new DateOnly(2026, 11, 26), "po_1", "STRIPE"));
    }

    [Fact]
    public async Task Payout_InAnotherCurrency_KeepsWhatThePayerPaid()
    {
        Add("charge", 1_000, 50, Charge("pi_1", 260_000), currency: "usd");

        var line = (await ReadAsync("usd")).Value.Lines.Single();

        (line.Amount, line.Fee, line.Charged).Should().Be((new Money(1_000, "USD"), new Money(50, "USD"), Money.Vnd(260_000)));
    }

    [Fact]
    public async Task SecondPage_ThatFails_LeavesNothing()
    {
        for (var i = 0; i < 150; i++) Add("charge", 45_000, 0, Charge($"pi_{i}", 45_000));
        _failOnPage = 2;

        (await ReadAsync()).Problem!.Code.Should().Be("FIN-113");
    }

    [Fact]
    public async Task Lines_ThatDoNotMakeTheAmount_AreRefused()
    {
        Add("charge", 45_000, 0, Charge("pi_1", 45_000));
        _amount++;

        (await ReadAsync()).Problem!.Code.Should().Be("FIN-101");
    }

    [Theory]
    [InlineData("po_2")]
    [InlineData("../payouts/po_1")]
    public async Task Payout_ThatIsNotThere_IsNotFound(string id)
    {
        using var payouts = Payouts();

        (await payouts.ReadPayoutAsync(id, Stop)).Problem.Should().Be(KernelProblems.NotFound);
    }

    private async Task<Result<Statement>> ReadAsync(string currency = "vnd")
    {
        _currency = currency;
        using var payouts = Payouts();
        return await payouts.ReadPayoutAsync("po_1", Stop);
    }

    private string _currency = "vnd";

    private StripePayouts Payouts() => new(new StripeOptions
    {
        ApiKey = "sk_test_1",
        WebhookSecrets = ["whsec_1"],
        PublicUrl = new Uri("https://pay.example"),
        ApiBase = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        MaxNetworkRetries = 0,
    });

    private void Add(string category, long amount, long fee, JsonObject? source, string? sourceId = null, string currency = "vnd")
    {
        _transactions.Add(new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"txn_{_transactions.Count:D4}"),
            ["object"] = "balance_transaction",
            ["amount"] = amount,
            ["fee"] = fee,
            ["net"] = amount - fee,
            ["currency"] = currency,
            ["created"] = new DateTimeOffset(2026, 11, 23, 9, 0, 0, VietnamTime.Offset).ToUnixTimeSeconds(),
            ["reporting_category"] = category,
            ["type"] = category,
            ["source"] = source is null ? (JsonNode?)sourceId : source,
        });
        if (category != "payout") _amount += amount - fee;
    }

    private static JsonObject Charge(string intent, long amount) => new()
    {
        ["id"] = "ch_" + intent,
        ["object"] = "charge",
        ["payment_intent"] = intent,
        ["amount"] = amount,
        ["currency"] = "vnd",
        ["metadata"] = new JsonObject { ["attempt"] = "pay-1.1" },
    };

    private static JsonObject Refund(string id, long amount) => new() { ["id"] = id, ["object"] = "refund", ["amount"] = amount, ["currency"] = "vnd" };

    private static JsonObject Dispute(string intent, long amount) =>
        new() { ["id"] = "dp_1", ["object"] = "dispute", ["payment_intent"] = intent, ["charge"] = "ch_1", ["amount"] = amount, ["currency"] = "vnd" };

    private JsonObject Payout() => new()
    {
        ["id"] = "po_1",
        ["object"] = "payout",
        ["amount"] = _amount,
        ["currency"] = _currency,
        ["arrival_date"] = new DateTimeOffset(2026, 11, 26, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
        ["status"] = "paid",
        ["trace_id"] = new JsonObject { ["status"] = "supported", ["value"] = "TRACE9" },
    };

    private IResult Page(HttpRequest request)
    {
        if (++_pages == _failOnPage) return Results.Json(new { error = new { type = "api_error" } }, statusCode: 500);
        var after = request.Query["starting_after"].ToString();
        var from = after.Length == 0 ? 0 : _transactions.FindIndex(one => (string?)one["id"] == after) + 1;
        var page = _transactions.Skip(from).Take(int.Parse(request.Query["limit"].ToString(), CultureInfo.InvariantCulture)).ToList();
        return Text(new JsonObject
        {
            ["object"] = "list",
            ["url"] = "/v1/balance_transactions",
            ["has_more"] = from + page.Count < _transactions.Count,
            ["data"] = new JsonArray([.. page.Select(one => one.DeepClone())]),
        });
    }

    private static IResult Text(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");
}
