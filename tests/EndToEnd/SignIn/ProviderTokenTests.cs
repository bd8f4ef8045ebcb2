using System.Net;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>Outside Development: programs and people use the API with the provider's access tokens, over TLS.</summary>
public sealed class ProviderTokenTests(ProductionSite site) : IClassFixture<ProductionSite>
{
    private readonly ProviderDouble _provider = site.Provider;
    private readonly ServerProcess _server = site.Server;

    [Fact]
    public async Task A_partner_uses_the_API_with_its_own_credentials()
    {
        using var partner = new Visitor(_server.Url, await CredentialsAsync());

        var added = (await partner.PostAsync("/api/portal/endpoints", """{"name":"Portal","url":"https://portal.example/hook"}""")).Must(HttpStatusCode.Created);
        (await partner.GetAsync("/api/portal/endpoints")).Must(HttpStatusCode.OK).Body.Should().Contain(added.Text("endpoint"));
        (await partner.GetAsync("/api/exams/registrations")).MustRefuse(HttpStatusCode.Forbidden, "PS-004");
    }

    [Fact]
    public async Task A_family_files_and_is_the_same_person_on_the_pages()
    {
        var lan = new KnownPerson("001090000001", "Nguyễn Thị Lan", ["cong-dan"]);
        using var family = new Visitor(_server.Url, Token(lan));

        var filed = (await new Family(family, family).FileAsync(Candidates.FreeFiling(1))).Must(HttpStatusCode.Created);
        Family.StateOf((await new Family(family, family).ReadAsync(filed.Text("registration"))).Must(HttpStatusCode.OK)).Should().Be("Submitted");

        using var other = new Visitor(_server.Url, Token(lan with { Subject = "001090000002" }));
        (await other.GetAsync($"/api/exams/registrations/{filed.Text("registration")}")).MustRefuse(HttpStatusCode.NotFound, "PS-003");
    }

    public static TheoryData<string> WrongTokens => ["audience", "client", "issuer", "expired", "early", "key", "none", "public-key-as-secret", "role", "unit", "subject"];

    [Theory]
    [MemberData(nameof(WrongTokens))]
    public async Task A_wrong_token_is_nobody(string fault)
    {
        var claims = _provider.Tokens.Claims(_provider.Issuer, ProviderDouble.Audience, new KnownPerson("s", "S", ["gv"], "01-001"));
        using (var right = new Visitor(_server.Url, _provider.Tokens.Sign(claims)))
            (await right.GetAsync("/api/exams/thpt-2027/units/01-001/registrations")).Must(HttpStatusCode.OK);

        switch (fault)
        {
            case "audience": claims["aud"] = "https://another-api.example"; break;
            // An id token says who somebody is; it is no key to the API.
            case "client": claims["aud"] = ProviderDouble.ClientId; break;
            case "issuer": claims["iss"] = "https://somebody.example"; break;
            case "expired": claims["exp"] = DateTimeOffset.UtcNow.AddMinutes(-2).ToUnixTimeSeconds(); break;
            case "early": claims["nbf"] = DateTimeOffset.UtcNow.AddMinutes(2).ToUnixTimeSeconds(); break;
            case "role": claims["roles"] = new JsonArray("nobody-mapped-this"); break;
            case "unit": claims.Remove("unit"); break;
            case "subject": claims.Remove("sub"); break;
        }

        var token = fault switch
        {
            "key" => _provider.Tokens.Sign(claims, withAnotherKey: true),
            "none" => _provider.Tokens.Sign(claims, algorithm: "none"),
            "public-key-as-secret" => _provider.Tokens.Sign(claims, algorithm: "HS256"),
            _ => _provider.Tokens.Sign(claims),
        };
        using var visitor = new Visitor(_server.Url, token);
        (await visitor.GetAsync("/api/exams/thpt-2027/units/01-001/registrations")).MustRefuse(HttpStatusCode.Unauthorized, "PS-005");
        _server.Output.Should().NotContain(token);
    }

    [Fact]
    public async Task A_new_key_of_the_provider_is_taken_up_without_a_restart()
    {
        using (var before = new Visitor(_server.Url, await CredentialsAsync())) (await before.GetAsync("/api/portal/endpoints")).Must(HttpStatusCode.OK);
        _provider.Tokens.RotateKey();
        using var after = new Visitor(_server.Url, await CredentialsAsync());

        await Eventually.TrueAsync(
            async () => (await after.GetAsync("/api/portal/endpoints")).Status == HttpStatusCode.OK, "the new key is known");
    }

    [Fact]
    public async Task The_demonstration_people_do_not_exist()
    {
        using var nobody = new Visitor(_server.Url);
        (await nobody.PostAsync("/api/sign-in", """{"persona":"operator"}""")).Status.Should().Be(HttpStatusCode.NotFound);
        using var browser = new Browser(_server.Url);
        (await browser.VisitAsync("/sign-in", until: to => to.AbsolutePath == "/authorize")).Address.Scheme.Should().Be("https");
    }

    [Theory]
    [InlineData("--SignIn:Oidc:Authority=http://127.0.0.1:1", "must be https")]
    [InlineData("--SignIn:Oidc:Authority=nonsense", "not a full address")]
    [InlineData("--SignIn:Oidc:Audience=public-services", "must name the API")]
    public async Task A_configuration_that_would_not_be_safe_is_refused_at_the_start(string setting, string why)
    {
        using var folder = new DataFolder();
        var (exitCode, _, error) = await ServerProcess.RunAsync(folder.Path, ["serve", "--urls=http://127.0.0.1:0", "--environment=Production", .. _provider.Settings(), setting]);
        exitCode.Should().Be(1);
        error.Should().Contain(why).And.NotContain("   at ");
    }

    private string Token(KnownPerson person) =>
        _provider.Tokens.Sign(_provider.Tokens.Claims(_provider.Issuer, ProviderDouble.Audience, person));

    /// <summary>A token by client credentials, as a partner's program gets it.</summary>
    private async Task<string> CredentialsAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, given, _, _) => given?.GetCertHashString() == _provider.Certificate!.GetCertHashString() },
        });
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_id", _provider.Program.Id), new("client_secret", _provider.Program.Secret),
        ]);
        using var answer = await http.PostAsync(new Uri($"{_provider.Issuer}/token"), form);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }
}
