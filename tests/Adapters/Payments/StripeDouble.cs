using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>The part of Stripe's API we use, on a loopback port: sessions, refunds, idempotency keys, and every way to fail.</summary>
internal sealed class StripeDouble : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Form, string Answer)> _byKey = new();

    private StripeDouble(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, JsonObject> Sessions { get; } = new();

    public ConcurrentDictionary<string, JsonObject> Refunds { get; } = new();

    public List<IFormCollection> Forms { get; } = [];

    public GatewayFault Fault { get; set; }

    /// <summary>True loses the answer but keeps what was done.</summary>
    public bool LosesAnswers { get; set; }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<StripeDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var stripe = new StripeDouble(app);
        app.Use(stripe.FailAsync);
        app.MapPost("/v1/checkout/sessions", (Delegate)stripe.CreateSessionAsync);
        app.MapGet("/v1/checkout/sessions/{id}", stripe.GetSession);
        app.MapGet("/v1/refunds", (string payment_intent) => Json(new JsonObject
        {
            ["object"] = "list",
            ["has_more"] = false,
            ["url"] = "/v1/refunds",
            ["data"] = new JsonArray([.. stripe.Refunds.Values.Where(refund => (string?)refund["payment_intent"] == payment_intent).Select(refund => refund.DeepClone())]),
        }));
        app.MapPost("/v1/refunds", (Delegate)stripe.CreateRefundAsync);
        await app.StartAsync();
        return stripe;
    }

    public JsonObject SessionOf(string attempt) => Sessions.Values.Single(session => (string?)session["client_reference_id"] == attempt);

    public void Pay(string attempt, long amount, string currency, DateTimeOffset at)
    {
        var session = SessionOf(attempt);
        session["payment_status"] = "paid";
        session["status"] = "complete";
        session["amount_total"] = amount;
        session["payment_intent"] = new JsonObject
        {
            ["id"] = "pi_" + (string)session["id"]!,
            ["object"] = "payment_intent",
            ["amount_received"] = amount,
            ["currency"] = currency,
            ["status"] = "succeeded",
            ["created"] = at.ToUnixTimeSeconds(),
            ["latest_charge"] = new JsonObject { ["id"] = "ch_1", ["object"] = "charge", ["created"] = at.ToUnixTimeSeconds() },
        };
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task FailAsync(HttpContext context, RequestDelegate next)
    {
        if (LosesAnswers)
        {
            var body = context.Response.Body;
            context.Response.Body = Stream.Null;
            await next(context);
            context.Response.Body = body;
            context.Abort();
            return;
        }

        switch (Fault)
        {
            case GatewayFault.None:
                await next(context);
                break;
            case GatewayFault.LostConnection:
                context.Abort();
                break;
            case GatewayFault.Timeout:
                await Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case GatewayFault.Garbage:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html>200, but not what was asked for</html>");
                break;
            case GatewayFault.EmptyAnswer:
                break;
            case GatewayFault.Conflict:
                await ErrorAsync(context, 409, "idempotency_key_in_use");
                break;
            case GatewayFault.TooManyRequests:
                await ErrorAsync(context, 429, "lock_timeout");
                break;
            case GatewayFault.ServerError:
                await ErrorAsync(context, 500, "api_error");
                break;
            case GatewayFault.BadGateway:
                context.Response.StatusCode = 502;
                await context.Response.WriteAsync("bad gateway");
                break;
        }
    }

    private static Task ErrorAsync(HttpContext context, int status, string code, string type = "invalid_request_error")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        var error = new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = code } };
        return context.Response.WriteAsync(error.ToJsonString());
    }

    private Task<IResult> CreateSessionAsync(HttpContext context) => OnceAsync(context, form =>
    {
        var id = $"cs_test_{Sessions.Count + 1}";
        var session = new JsonObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["client_reference_id"] = form["client_reference_id"].ToString(),
            ["url"] = $"https://checkout.stripe.test/{id}",
            ["status"] = "open",
            ["payment_status"] = "unpaid",
            ["amount_total"] = long.Parse(form["line_items[0][price_data][unit_amount]"]!, CultureInfo.InvariantCulture),
            ["currency"] = form["line_items[0][price_data][currency]"].ToString(),
            ["metadata"] = new JsonObject { ["attempt"] = form["metadata[attempt]"].ToString() },
        };
        Sessions[id] = session;
        return session;
    });

    private IResult GetSession(string id) => Sessions.TryGetValue(id, out var session)
        ? Json(session)
        : Results.Text("""{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such session"}}""", "application/json", statusCode: 404);

    private Task<IResult> CreateRefundAsync(HttpContext context) => OnceAsync(context, form =>
    {
        var intent = form["payment_intent"].ToString();
        var amount = long.Parse(form["amount"]!, CultureInfo.InvariantCulture);
        var paid = Sessions.Values.Select(session => session["payment_intent"]).FirstOrDefault(one => (string?)one?["id"] == intent);
        var before = Refunds.Values.Where(refund => (string?)refund["payment_intent"] == intent).Sum(refund => (long)refund["amount"]!);
        if (paid is null || before + amount > (long)paid["amount_received"]!) return null;
        var id = $"re_{Refunds.Count + 1}";
        var refund = new JsonObject
        {
            ["id"] = id,
            ["object"] = "refund",
            ["amount"] = amount,
            ["payment_intent"] = intent,
            ["status"] = "succeeded",
            ["metadata"] = new JsonObject { ["refund"] = form["metadata[refund]"].ToString() },
        };
        Refunds[id] = refund;
        return refund;
    });

    private async Task<IResult> OnceAsync(HttpContext context, Func<IFormCollection, JsonObject?> make)
    {
        var form = await context.Request.ReadFormAsync();
        Forms.Add(form);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        key.Should().NotBeEmpty("every POST goes under a key of our own");
        var text = string.Join('&', form.Select(pair => $"{pair.Key}={pair.Value}"));
        if (_byKey.TryGetValue(key, out var kept))
        {
            return kept.Form == text
                ? Results.Text(kept.Answer, "application/json")
                : Results.Text("""{"error":{"type":"idempotency_error","message":"Keys for idempotent requests can only be used with the same parameters"}}""", "application/json", statusCode: 400);
        }

        if (make(form) is not { } made)
            return Results.Text("""{"error":{"type":"invalid_request_error","code":"charge_already_refunded","message":"too much"}}""", "application/json", statusCode: 400);
        _byKey[key] = (text, made.ToJsonString());
        return Json(made);
    }

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json");
}
