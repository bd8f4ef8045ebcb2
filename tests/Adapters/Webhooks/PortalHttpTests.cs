using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Functions.Portal;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;
using PublicServices.Portal;

namespace PublicServices.Tests.Adapters.Webhooks;

/// <summary>The portal's routes over HTTP, on the real store.</summary>
public sealed class PortalHttpTests : IAsyncLifetime
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private const string Body = """{"type":"dossier.filed","timestamp":"2026-09-21T03:00:00Z","data":{"dossierCode":"G22.99.08-260921-0001","procedure":"3.000181"}}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("ps-portal-").FullName;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "PublicServices.Functions", EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Data:Folder"] = _folder;
        builder.Configuration["Portal:Inbound:Secrets:0"] = Secret;
        var triggers = new Triggers();
        PortalFeature.Register(builder.Services, triggers);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<FillRandom>(RandomNumberGenerator.Fill);
        builder.Services.AddSingleton<IdSource>();
        builder.Services.AddSingleton(SqliteEngine.Open(
            _folder, triggers.ConsumersOfType(), TimeProvider.System, RandomNumberGenerator.Fill, NullLogger.Instance));
        builder.Services.AddSingleton(provider => provider.GetRequiredService<SqliteEngine>().Records);
        builder.Services.AddSingleton(provider => provider.GetRequiredService<SqliteEngine>().Views);
        builder.Services.AddSingleton<IMessageSender>(provider => provider.GetRequiredService<SqliteEngine>().Queue);
        builder.Services.AddSingleton<IReadOnlyList<Persona>>([new("ops", Role.Operator, "Ops"), new("fam", Role.Family, "Fam")]);
        builder.Services.AddWeb(builder.Configuration, builder.Environment);
        _app = builder.Build();
        _app.UseWeb();
        foreach (var trigger in triggers.HttpTriggers) _app.MapMethods(trigger.Route, [trigger.Method], trigger.Handler).WithAccess(trigger.Access);
        await _app.StartAsync(Token);
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _client = new HttpClient { BaseAddress = new Uri(address) };
        _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Webhook_GenuineTwice_IsAcceptedTwiceAndStoredOnce()
    {
        using var first = await _client.SendAsync(Signed("msg_1", Body), Token);
        using var second = await _client.SendAsync(Signed("msg_1", Body), Token);

        first.StatusCode.Should().Be(HttpStatusCode.Accepted);
        second.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await second.Content.ReadAsStringAsync(Token)).Should().Be(await first.Content.ReadAsStringAsync(Token));
        var store = _app.Services.GetRequiredService<IRecordStore>();
        (await store.ListDocumentsAsync(new RecordId("dos-g22.99.08-260921-0001"), "in/", null, 10, Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task Webhook_Forged_IsAProblemAndStoresNothing()
    {
        using var request = Signed("msg_1", Body);
        request.Content = new StringContent(Body.Replace("0001", "0002", StringComparison.Ordinal), Encoding.UTF8, "application/json");
        await ExpectProblemAsync(request, HttpStatusCode.Unauthorized, "WEBHOOK-005");
        (await _app.Services.GetRequiredService<IRecordStore>().ListDocumentsAsync(new RecordId("dos-g22.99.08-260921-0002"), "in/", null, 10, Token))
            .Should().BeEmpty();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/jsonp")]
    public async Task Webhook_OtherContentType_IsRefusedBeforeItIsRead(string contentType)
    {
        using var request = Signed("msg_1", Body);
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        await ExpectProblemAsync(request, HttpStatusCode.UnsupportedMediaType, "WEBHOOK-002");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Webhook_TooLarge_IsRefusedHoweverItIsAnnounced(bool chunked)
    {
        using var request = Signed("msg_1", Body + new string(' ', 20_000));
        request.Headers.TransferEncodingChunked = chunked;
        await ExpectProblemAsync(request, HttpStatusCode.RequestEntityTooLarge, "WEBHOOK-001");
    }

    [Fact]
    public async Task Webhook_HeaderTwice_IsRefused()
    {
        using var request = Signed("msg_1", Body);
        request.Headers.TryAddWithoutValidation("webhook-id", "msg_2");
        await ExpectProblemAsync(request, HttpStatusCode.UnprocessableEntity, "WEBHOOK-003");
    }

    [Fact]
    public async Task Endpoints_FromAddingToReplay_WorkForAnOperator()
    {
        await using var receiver = await Receiver.StartAsync();
        await SignInAsync("ops");

        using var added = await _client.PostAsJsonAsync("/api/portal/endpoints", new { name = "Sở", url = receiver.Url }, Token);
        added.StatusCode.Should().Be(HttpStatusCode.Created);
        var secret = await added.Content.ReadFromJsonAsync<JsonElement>(Token);
        secret.GetProperty("secret").GetString().Should().StartWith("whsec_");
        var path = "/api/portal/endpoints/" + secret.GetProperty("endpoint").GetString();

        using var enabled = await _client.PostAsync($"{path}/enable", null, Token);
        (await enabled.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("status").GetString().Should().Be("Live");
        receiver.Requests.Single().Body.Should().Contain("endpoint.verify");
        (await _client.GetStringAsync("/api/portal/endpoints", Token)).Should().Contain("Live").And.NotContain("whsec_");
        (await _client.PostAsync($"{path}/secret", null, Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _client.PostAsJsonAsync($"{path}/replays", new { from = TimeProvider.System.GetUtcNow().AddHours(-1) }, Token)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await _client.GetAsync($"{path}/deliveries/2026-09-21", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _client.GetAsync("/api/portal/dossiers/G22.99.08-260921-0001/deliveries", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var disabled = await _client.PostAsJsonAsync($"{path}/disable", new { reason = "maintenance" }, Token);
        (await disabled.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("disabledReason").GetString().Should().Be("maintenance");
    }

    [Fact]
    public async Task Endpoints_ForAFamily_AreForbidden()
    {
        await SignInAsync("fam");
        (await _client.GetAsync("/api/portal/endpoints", Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private async Task SignInAsync(string persona)
    {
        using var signIn = await _client.PostAsJsonAsync("/api/sign-in", new { persona }, Token);
        var token = (await signIn.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("accessToken").GetString();
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private async Task ExpectProblemAsync(HttpRequestMessage request, HttpStatusCode status, string code)
    {
        using var answer = await _client.SendAsync(request, Token);
        (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).Should().Be((status, "application/problem+json"));
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString().Should().Be(code);
    }

    private static HttpRequestMessage Signed(string id, string body)
    {
        var seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/portal") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign([WebhookSecret.Parse(Secret)], id, seconds, Encoding.UTF8.GetBytes(body)));
        return request;
    }
}
