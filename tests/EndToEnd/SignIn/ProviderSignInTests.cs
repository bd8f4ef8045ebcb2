using System.Net;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>Signing in at an identity provider, through the real process: the whole code flow, and tokens of API clients.</summary>
public sealed class ProviderSignInTests(ProviderSignInFixture fixture) : IClassFixture<ProviderSignInFixture>
{
    private IdentityProvider Provider => fixture.Provider;

    [Fact]
    public async Task A_family_signs_in_and_out_at_the_provider()
    {
        using var browser = fixture.NewBrowser();
        var page = await browser.GetAsync("/sign-in?return=/registrations");
        page.Answer.Status.Should().Be(HttpStatusCode.OK);
        page.Address.PathAndQuery.Should().Be("/registrations", "that is where the person wanted to go");
        Provider.Asked!["acr_values"].ToString().Should().Be("LoA1");
        page.Answer.Body.Should().Contain("Trần Thị Lan").And.NotContain("001185000123", "the provider's subject is a personal number");

        var ended = await browser.GetAsync("/sign-out?handler=Provider");
        ended.Address.AbsolutePath.Should().Be("/sign-out");
        ended.Answer.Body.Should().Contain("Bạn đã đăng xuất");
    }

    [Fact]
    public async Task An_address_of_others_is_no_place_to_return_to()
    {
        using var browser = fixture.NewBrowser();
        var page = await browser.GetAsync("/sign-in?return=https://evil.example/");
        page.Address.Authority.Should().Be(fixture.Server.Url.Authority);
    }

    [Fact]
    public async Task An_officer_gets_the_role_and_unit_the_provider_asserts()
    {
        using var browser = fixture.NewBrowser();
        Provider.Claims = claims => With(claims, ("roles", new JsonArray("gv")), ("unit", "01-001"), ("sub", "officer-1"));
        var desk = await browser.GetAsync("/sign-in?return=/school");
        desk.Answer.Status.Should().Be(HttpStatusCode.OK);
        var finance = await browser.GetAsync("/finance");
        finance.Answer.Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("issuer")]
    [InlineData("audience")]
    [InlineData("expired")]
    [InlineData("not-yet")]
    [InlineData("no-subject")]
    [InlineData("officer-without-unit")]
    [InlineData("stranger's key")]
    public async Task What_the_provider_did_not_say_signs_nobody_in(string forgery)
    {
        using var browser = fixture.NewBrowser();
        Provider.SignsWithAStrangersKey = forgery == "stranger's key";
        Provider.Claims = claims => Forged(claims, forgery);
        var answer = await browser.GetAsync("/sign-in?return=/registrations");
        answer.Answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Answer.Body.Should().Contain("WEB-008");
        var after = await browser.GetAsync("/api/exams/account");
        after.Answer.Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/sign-in/answer?code=made-up&state=made-up")]
    [InlineData("/sign-in/answer")]
    [InlineData("/sign-in/answer?error=access_denied&state=x")]
    public async Task An_answer_nobody_asked_for_signs_nobody_in(string answer)
    {
        using var browser = fixture.NewBrowser();
        var response = await browser.GetAsync(answer);
        ((int)response.Answer.Status).Should().BeInRange(400, 404);
    }

    [Fact]
    public async Task A_code_of_another_browser_signs_nobody_in()
    {
        using var victim = fixture.NewBrowser();
        using var attacker = fixture.NewBrowser(followRedirects: false);
        var begun = await attacker.GetAsync("/sign-in");
        var atProvider = await attacker.GetAsync(begun.LeadsTo!);
        var answer = await victim.GetAsync(atProvider.LeadsTo!);
        answer.Answer.Status.Should().Be(HttpStatusCode.Unauthorized, "the state belongs to a cookie the victim does not have");
    }

    [Fact]
    public async Task An_API_client_brings_the_providers_token()
    {
        using var partner = fixture.Bearing(Provider.AccessToken(claims => With(claims, ("sub", "client-7"), ("roles", new JsonArray("ops")))));
        (await partner.GetAsync("/api/portal/endpoints")).Must(HttpStatusCode.OK);
        using var family = fixture.Bearing(Provider.AccessToken());
        (await family.GetAsync("/api/exams/account")).Must(HttpStatusCode.OK);
        (await family.GetAsync("/api/portal/endpoints")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("audience")]
    [InlineData("expired")]
    [InlineData("not-yet")]
    [InlineData("no-subject")]
    [InlineData("stranger's key")]
    [InlineData("unsigned")]
    public async Task A_token_the_provider_did_not_give_is_refused(string forgery)
    {
        Provider.SignsWithAStrangersKey = forgery == "stranger's key";
        var token = Provider.AccessToken(claims => Forged(claims, forgery));
        if (forgery == "unsigned") token = $"eyJhbGciOiJub25lIn0.{token.Split('.')[1]}.";
        Provider.SignsWithAStrangersKey = false;
        using var client = fixture.Bearing(token);
        (await client.GetAsync("/api/exams/account")).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static JsonObject Forged(JsonObject claims, string forgery)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return forgery switch
        {
            "nonce" => With(claims, ("nonce", "of another time")),
            "issuer" => With(claims, ("iss", "https://id.example")),
            "audience" => With(claims, ("aud", "another-client")),
            "expired" => With(claims, ("nbf", now - 7200), ("iat", now - 7200), ("exp", now - 3600)),
            "not-yet" => With(claims, ("nbf", now + 3600), ("exp", now + 7200)),
            "no-subject" => With(claims, ("sub", "")),
            "officer-without-unit" => With(claims, ("roles", new JsonArray("gv"))),
            _ => claims,
        };
    }

    private static JsonObject With(JsonObject claims, params (string Name, JsonNode Value)[] changes)
    {
        foreach (var (name, value) in changes) claims[name] = value;
        return claims;
    }
}

/// <summary>The server with an identity provider configured.</summary>
public sealed class ProviderSignInFixture : IAsyncLifetime
{
    private readonly DataFolder _folder = new();

    internal IdentityProvider Provider { get; private set; } = null!;

    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await IdentityProvider.StartAsync();
        Server = await ServerProcess.StartAsync(
            _folder.Path,
            $"--SignIn:Oidc:Authority={Provider.Issuer}",
            $"--SignIn:Oidc:ClientSecret={IdentityProvider.ClientSecret}",
            "--SignIn:Oidc:Roles:gv=School",
            "--SignIn:Oidc:Roles:ops=Operator");
    }

    /// <summary>A browser of its own: cookies, and redirects followed across both servers.</summary>
    internal Browser NewBrowser(bool followRedirects = true)
    {
        Provider.Claims = claims => claims;
        Provider.SignsWithAStrangersKey = false;
        return new Browser(Server.Url, followRedirects);
    }

    internal Visitor Bearing(string token) => new(Server.Url, token);

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        if (Provider is not null) await Provider.DisposeAsync();
        _folder.Dispose();
    }
}
