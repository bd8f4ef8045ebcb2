using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>People sign in at an OpenID Connect provider: the whole code flow against the real process.</summary>
public sealed class ProviderSignInTests : IClassFixture<ProviderSite>
{
    private readonly ProviderDouble _provider;
    private readonly ServerProcess _server;

    public ProviderSignInTests(ProviderSite site)
    {
        (_provider, _server) = (site.Provider, site.Server);
        _provider.BeRight();
    }

    [Fact]
    public async Task A_family_signs_in_and_comes_back_to_where_it_was()
    {
        using var browser = new Browser(_server.Url);

        var (status, address, body) = await browser.VisitAsync("/registrations");

        status.Should().Be(HttpStatusCode.OK);
        address.AbsolutePath.Should().Be("/registrations");
        body.Should().Contain("Nguyễn Thị Lan");
        browser.IsSignedIn.Should().BeTrue();
        _provider.Refused.Should().BeEmpty();
        _provider.LastAsked!["acr_values"].Should().Be("LoA1");
        _provider.LastAsked["scope"].Should().Be("openid");
        (await browser.VisitAsync("/school")).Status.Should().Be(HttpStatusCode.Forbidden);
        _server.Output.Should().NotContain(_provider.Person.Subject, "the subject may be a personal number");
    }

    [Theory]
    [InlineData("gv", "01-001", "/school", "/operator")]
    [InlineData("so", "01", "/department", "/finance")]
    [InlineData("van-hanh", null, "/operator", "/school")]
    public async Task An_officer_gets_the_role_the_provider_says(string role, string? unit, string own, string others)
    {
        _provider.Person = new KnownPerson("s-1", "Trần Văn Bình", ["something-else", role], unit);
        using var browser = new Browser(_server.Url);

        (await browser.VisitAsync(own)).Status.Should().Be(HttpStatusCode.OK);
        (await browser.VisitAsync(others)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("nonce", "\"another\"")]
    [InlineData("nonce", null)]
    [InlineData("iss", "\"https://somebody.example\"")]
    [InlineData("aud", "\"another-client\"")]
    [InlineData("exp", "1700000000")]
    [InlineData("nbf", "4000000000")]
    [InlineData("sub", null)]
    [InlineData("roles", "[\"gv\"]")]
    public async Task A_wrong_token_signs_nobody_in(string claim, string? value)
    {
        _provider.Spoil = claims => claims[claim] = value is null ? null : JsonNode.Parse(value);
        using var browser = new Browser(_server.Url);

        var (status, _, body) = await browser.VisitAsync("/registrations");

        status.Should().Be(HttpStatusCode.Unauthorized);
        body.Should().Contain("WEB-008");
        browser.IsSignedIn.Should().BeFalse();
    }

    [Fact]
    public async Task A_token_signed_with_a_key_nobody_published_signs_nobody_in()
    {
        _provider.SignsWithAnotherKey = true;
        using var browser = new Browser(_server.Url);

        (await browser.VisitAsync("/registrations")).Status.Should().Be(HttpStatusCode.Unauthorized);

        browser.IsSignedIn.Should().BeFalse();
    }

    [Fact]
    public async Task An_answer_with_another_state_is_refused()
    {
        using var browser = new Browser(_server.Url);
        var answer = await AnswerAsync(browser);
        var query = QueryHelpers.ParseQuery(answer.Query);

        foreach (var state in new[] { "", "CfDJ8nonsense", query["state"] + "x" })
        {
            var changed = QueryHelpers.AddQueryString(new Uri(answer, answer.AbsolutePath).ToString(), new Dictionary<string, string?> { ["code"] = query["code"], ["state"] = state });
            (await browser.GetAsync(new Uri(changed))).Status.Should().Be(HttpStatusCode.Unauthorized);
        }

        browser.IsSignedIn.Should().BeFalse();
    }

    [Fact]
    public async Task An_answer_works_once_and_only_in_the_browser_that_asked()
    {
        using var browser = new Browser(_server.Url);
        var answer = await AnswerAsync(browser);

        using var thief = new Browser(_server.Url);
        (await thief.GetAsync(answer)).Status.Should().Be(HttpStatusCode.Unauthorized);
        thief.IsSignedIn.Should().BeFalse();

        (await browser.GetAsync(answer)).Status.Should().Be(HttpStatusCode.Redirect);
        browser.IsSignedIn.Should().BeTrue();
        (await browser.GetAsync(answer)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/sign-in/answer?code=made-up&state=made-up")]
    [InlineData("/sign-in/answer")]
    [InlineData("/sign-in/answer?error=access_denied&state=x")]
    public async Task An_answer_nobody_asked_for_signs_nobody_in(string answer)
    {
        using var browser = new Browser(_server.Url);

        (await browser.GetAsync(new Uri(_server.Url, answer))).Status.Should().Be(HttpStatusCode.Unauthorized);

        browser.IsSignedIn.Should().BeFalse();
    }

    [Fact]
    public async Task A_refusal_at_the_provider_is_told()
    {
        using var browser = new Browser(_server.Url);
        var answer = await AnswerAsync(browser);
        var state = QueryHelpers.ParseQuery(answer.Query)["state"].ToString();

        var refused = QueryHelpers.AddQueryString(new Uri(answer, answer.AbsolutePath).ToString(), new Dictionary<string, string?> { ["error"] = "access_denied", ["state"] = state });
        var (status, _, body) = await browser.GetAsync(new Uri(refused));

        status.Should().Be(HttpStatusCode.Unauthorized);
        body.Should().Contain("WEB-008").And.NotContain("access_denied");
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_led_to_another_site_after_signing_in(string elsewhere)
    {
        using var browser = new Browser(_server.Url);

        var (status, address, _) = await browser.VisitAsync($"/sign-in?return={Uri.EscapeDataString(elsewhere)}");

        (status, address.Authority).Should().Be((HttpStatusCode.OK, _server.Url.Authority));
        browser.IsSignedIn.Should().BeTrue();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_at_the_provider()
    {
        using var browser = new Browser(_server.Url);
        await browser.VisitAsync("/registrations");
        browser.IsSignedIn.Should().BeTrue();

        var (_, location, _) = await browser.PostFormAsync("/sign-out");

        browser.IsSignedIn.Should().BeFalse();
        location!.Authority.Should().Be(new Uri(_provider.Issuer).Authority);
        var (status, address, body) = await browser.VisitAsync(location.ToString());
        (status, address.AbsolutePath).Should().Be((HttpStatusCode.OK, "/sign-out"));
        body.Should().Contain("You are signed out");
        _provider.Ended.Should().ContainSingle().Which["client_id"].ToString().Should().Be(ProviderDouble.ClientId);
        (await browser.VisitAsync("/registrations", until: to => to.AbsolutePath == "/authorize")).Address.AbsolutePath.Should().Be("/authorize");
    }

    /// <summary>The address the provider sends the browser back to, not visited yet.</summary>
    private static async Task<Uri> AnswerAsync(Browser browser) =>
        (await browser.VisitAsync("/registrations", until: to => to.AbsolutePath == "/sign-in/answer")).Address;
}
