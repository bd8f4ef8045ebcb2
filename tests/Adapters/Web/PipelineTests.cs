using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PublicServices.Functions.Hosting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Web;

public sealed class PipelineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Api_WithoutSignIn_Is401WithAProblemInTheCallersLanguage()
    {
        await using var host = await WebHost.StartAsync("Development", Routes);
        using var client = host.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        client.DefaultRequestHeaders.Add("X-Correlation-Id", "mine-1");
        using var answer = await client.GetAsync("/api/me", Token);
        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        answer.Headers.GetValues("X-Correlation-Id").Should().Equal("mine-1");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        problem.GetProperty("code").GetString().Should().Be("PS-005");
        problem.GetProperty("title").GetString().Should().Be("Sign in first");
        problem.GetProperty("correlationId").GetString().Should().Be("mine-1");
    }

    [Fact]
    public async Task Bearer_FromADemonstrationSignIn_IsTheCaller()
    {
        await using var host = await WebHost.StartAsync("Development", Routes);
        using var client = host.Client();
        var token = await WebHost.SignInAsync(client, "sch-1");
        (await client.GetStringAsync("/api/me", Token)).Should().Be("sch-1 School 01-002");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token + "x");
        (await client.GetAsync("/api/me", Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"persona":"nobody"}""", "application/json", HttpStatusCode.Unauthorized, "WEB-007")]
    [InlineData("""{"persona":null}""", "application/json", HttpStatusCode.BadRequest, "PS-006")]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest, "PS-006")]
    [InlineData("persona=acc-lan", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "PS-008")]
    public async Task Bearer_BadSignIn_IsRefused(string body, string contentType, HttpStatusCode status, string code)
    {
        await using var host = await WebHost.StartAsync("Development");
        using var client = host.Client();
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        using var answer = await client.PostAsync("/api/sign-in", content, Token);
        answer.StatusCode.Should().Be(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("code").GetString().Should().Be(code);
    }

    [Fact]
    public async Task DemonstrationPeople_OutsideDevelopment_DoNotExist()
    {
        await using var host = await WebHost.StartAsync("Production");
        using var client = host.Client();
        (await client.PostAsJsonAsync("/api/sign-in", new { persona = "acc-lan" }, Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var page = await GetPageAsync(client, "/sign-in");
        page.StatusCode.Should().Be(HttpStatusCode.NotFound);
        host.Logged.Should().ContainSingle(line => line.StartsWith("Error: Nobody can sign in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faults_BecomeProblemsThatGiveNothingAway()
    {
        await using var host = await WebHost.StartAsync("Production", Routes);
        using var client = host.Client();
        using var busy = await client.GetAsync("/api/busy", Token);
        busy.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        busy.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(3));
        using var fault = await client.GetAsync("/api/fault", Token);
        fault.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        var text = await fault.Content.ReadAsStringAsync(Token);
        text.Should().Contain("PS-500").And.NotContain("secret");
        fault.Headers.Should().ContainKey("X-Correlation-Id");
        host.Logged.Count(line => line.StartsWith("Error: The request failed", StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData("GET", "/api/nowhere", 404)]
    [InlineData("PUT", "/api/open", 405)]
    [InlineData("GET", "/assets/site.0000000000.css", 404)]
    public async Task BareStatuses_GetAProblemAndKeepTheirStatus(string method, string path, int status)
    {
        await using var host = await WebHost.StartAsync("Production", Routes);
        using var client = host.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request, Token);
        ((int)answer.StatusCode).Should().Be(status);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task PublicRoutes_OverTheirLimit_Are429WithARetryTime()
    {
        await using var host = await WebHost.StartAsync("Production", Routes, ("Web:PublicRequestsPerMinute", "2"));
        using var client = host.Client();
        (await client.GetAsync("/api/open", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync("/api/open", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        using var answer = await client.GetAsync("/api/open", Token);
        answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.Should().NotBeNull();
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("PS-009");
    }

    [Fact]
    public async Task Pages_CarryTheirPolicyAndAnotherLanguageOnRequest()
    {
        await using var host = await WebHost.StartAsync("Production");
        using var client = host.Client();
        using var page = await GetPageAsync(client, "/?lang=en");
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'").And.NotContain("unsafe");
        page.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        page.Headers.CacheControl!.NoStore.Should().BeTrue();
        page.Headers.GetValues("Set-Cookie").Should().Contain(cookie => cookie.StartsWith("ps-lang=en", StringComparison.Ordinal));
        (await page.Content.ReadAsStringAsync(Token)).Should().Contain("<html lang=\"en\">");
        using var refused = await GetPageAsync(client, "/nowhere");
        refused.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await refused.Content.ReadAsStringAsync(Token)).Should().Contain("Không tìm thấy").And.Contain("PS-003");
    }

    [Fact]
    public async Task Forms_WithoutTheirToken_AreRefusedWithAnExplanation()
    {
        await using var host = await WebHost.StartAsync("Development");
        using var client = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in");
        request.Headers.Accept.ParseAdd("text/html");
        request.Content = new FormUrlEncodedContent([new("persona", "acc-lan")]);
        using var answer = await client.SendAsync(request, Token);
        ((int)answer.StatusCode).Should().Be(422);
        answer.Headers.Contains("Set-Cookie").Should().BeFalse();
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("WEB-004");
    }

    [Theory]
    [InlineData("/x", "/x")]
    [InlineData("https://evil.test/", "/")]
    [InlineData("//evil.test/", "/")]
    public async Task SignIn_ByForm_SetsAProtectedCookieAndStaysHere(string after, string location)
    {
        await using var host = await WebHost.StartAsync("Development", Routes);
        using var client = host.Client();
        using var answer = await SendFormAsync(client, "/sign-in", "/sign-in", new("persona", "acc-lan"), new("return", after));
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.Should().Be(location);
        var session = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("ps-session=", StringComparison.Ordinal));
        session.Should().Contain("httponly").And.Contain("samesite=lax");

        using var cross = new HttpRequestMessage(HttpMethod.Post, "/api/change");
        cross.Headers.Add("Cookie", session.Split(';')[0]);
        cross.Headers.Add("Sec-Fetch-Site", "cross-site");
        cross.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        (await client.SendAsync(cross, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var own = new HttpRequestMessage(HttpMethod.Post, "/api/change");
        own.Headers.Add("Cookie", session.Split(';')[0]);
        own.Headers.Add("Sec-Fetch-Site", "same-origin");
        own.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        (await client.SendAsync(own, Token)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/privacy")]
    [InlineData("/privacy?handler=nothing")]
    public async Task Forms_ForWhichThePageHasNoHandler_AreRefused(string path)
    {
        await using var host = await WebHost.StartAsync("Development");
        using var client = host.Client();
        using var answer = await SendFormAsync(client, "/sign-in", path);
        answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("WEB-001");
    }

    private static async Task<HttpResponseMessage> SendFormAsync(HttpClient client, string from, string to, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var form = await GetPageAsync(client, from);
        var html = await form.Content.ReadAsStringAsync(Token);
        var token = html.Split("name=\"__RequestVerificationToken\"")[1].Split("value=\"")[1].Split('"')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, to);
        request.Headers.Add("Cookie", form.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        request.Content = new FormUrlEncodedContent([.. fields, new("__RequestVerificationToken", token)]);
        return await client.SendAsync(request, Token);
    }

    private static Task<HttpResponseMessage> GetPageAsync(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return client.SendAsync(request, Token);
    }

    private static void Routes(WebApplication app)
    {
        app.MapGet("/api/me", (HttpContext context) => $"{context.Caller().Id} {context.Caller().Role} {context.Caller().Unit}").WithAccess(Access.SignedIn);
        app.MapGet("/api/open", () => "ok").WithAccess(Access.Public);
        app.MapPost("/api/change", () => "ok").WithAccess(Access.SignedIn);
        app.MapGet("/api/busy", string () => throw new EngineBusyException("queue full", TimeSpan.FromSeconds(2.2)));
        app.MapGet("/api/fault", string () => throw new InvalidOperationException("secret"));
    }
}
