using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>Somebody the provider knows.</summary>
internal sealed record KnownPerson(string Subject, string Name, string[] Roles, string? Unit = null);

/// <summary>
/// An OpenID Connect provider, written from OpenID Connect Core and Discovery 1.0, RFC 6749, RFC 7636 (PKCE) and RFC 9068: checks
/// what it is asked as strictly as it may, and can be told to answer wrongly.
/// </summary>
internal sealed class ProviderDouble : IAsyncDisposable
{
    public const string ClientId = "public-services";
    public const string ClientSecret = "client-secret-of-the-test";
    public const string Audience = "https://api.public-services.test";

    private static readonly KnownPerson Lan = new("001090000001", "Nguyễn Thị Lan", []);
    private readonly ConcurrentDictionary<string, (HttpRequestFacts Asked, KnownPerson Person)> _codes = new();
    private readonly WebApplication _app;
    private readonly X509Certificate2? _certificate;

    private ProviderDouble(X509Certificate2? certificate)
    {
        _certificate = certificate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", Configuration);
        _app.MapGet("/jwks", () => Json(Tokens.Keys()));
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", TokenAsync);
        _app.MapGet("/end-session", EndSession);
    }

    /// <summary>What it shows of itself; null over plain HTTP.</summary>
    public X509Certificate2? Certificate => _certificate;

    /// <summary>Issuer and address.</summary>
    public string Issuer { get; private set; } = "";

    public ProviderTokenMaker Tokens { get; } = new();

    /// <summary>Who signs in at the provider's own page.</summary>
    public KnownPerson Person { get; set; } = Lan;

    /// <summary>The client that asks for tokens of its own (client credentials), with its secret and roles.</summary>
    public (string Id, string Secret, string[] Roles) Program { get; set; } = ("portal", "portal-secret", ["doi-tac"]);

    /// <summary>Changes the claims of the next id tokens.</summary>
    public Action<JsonObject>? Spoil { get; set; }

    /// <summary>Signs the next id tokens with a key nobody published.</summary>
    public bool SignsWithAnotherKey { get; set; }

    /// <summary>What the last authorization request asked.</summary>
    public HttpRequestFacts? LastAsked { get; private set; }

    /// <summary>Requests to end a session: their queries.</summary>
    public ConcurrentQueue<IQueryCollection> Ended { get; } = new();

    /// <summary>What it refused, and why.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    public static async Task<ProviderDouble> StartAsync(X509Certificate2? certificate = null)
    {
        var provider = new ProviderDouble(certificate);
        await provider._app.StartAsync();
        var address = new Uri(provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        provider.Issuer = $"{(certificate is null ? "http" : "https")}://127.0.0.1:{address.Port}";
        return provider;
    }

    /// <summary>Forgets what it was told to do wrong and what it saw.</summary>
    public void BeRight()
    {
        (Person, Spoil, SignsWithAnotherKey, LastAsked) = (Lan, null, false, null);
        Ended.Clear();
        Refused.Clear();
    }

    /// <summary>Settings of a server that uses this provider.</summary>
    public string[] Settings() =>
    [
        $"--SignIn:Oidc:Authority={Issuer}", $"--SignIn:Oidc:ClientSecret={ClientSecret}", $"--SignIn:Oidc:Audience={Audience}",
        "--SignIn:Oidc:Roles:cong-dan=Family", "--SignIn:Oidc:Roles:gv=School", "--SignIn:Oidc:Roles:so=Department",
        "--SignIn:Oidc:Roles:van-hanh=Operator", "--SignIn:Oidc:Roles:doi-tac=Partner",
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate?.Dispose();
        Tokens.Dispose();
    }

    private IResult Configuration() => Json(new JsonObject
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/jwks",
        ["end_session_endpoint"] = $"{Issuer}/end-session",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
    });

    private IResult Authorize(HttpRequest request)
    {
        var asked = new HttpRequestFacts(request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
        LastAsked = asked;
        if (asked["client_id"] != ClientId) return Refuse("client_id");
        if (asked["response_type"] != "code" || !asked["scope"].Split(' ').Contains("openid")) return Refuse("response_type or scope");
        if (asked["code_challenge_method"] != "S256" || asked["code_challenge"].Length != 43) return Refuse("code_challenge");
        if (asked["state"].Length == 0 || asked["nonce"].Length == 0) return Refuse("state or nonce");
        if (!Uri.TryCreate(asked["redirect_uri"], UriKind.Absolute, out var back) || back.AbsolutePath != "/sign-in/answer") return Refuse("redirect_uri");

        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (asked, Person);
        return Results.Redirect(QueryHelpers.AddQueryString(
            back.OriginalString, new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"], ["iss"] = Issuer }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = new HttpRequestFacts((await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
        return form["grant_type"] switch
        {
            "authorization_code" => ForCode(form),
            "client_credentials" => ForProgram(form),
            _ => Refuse("grant_type"),
        };
    }

    private IResult ForCode(HttpRequestFacts form)
    {
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret) return Refuse("client");
        // A code works once.
        if (!_codes.TryRemove(form["code"], out var issued)) return Refuse("code");
        if (form["redirect_uri"] != issued.Asked["redirect_uri"]) return Refuse("redirect_uri of the code");
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"])));
        if (challenge != issued.Asked["code_challenge"]) return Refuse("code_verifier");

        var claims = Tokens.Claims(Issuer, ClientId, issued.Person);
        claims["nonce"] = issued.Asked["nonce"];
        claims["acr"] = issued.Asked["acr_values"];
        Spoil?.Invoke(claims);
        return Json(new JsonObject
        {
            ["access_token"] = "opaque",
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
            ["id_token"] = Tokens.Sign(claims, SignsWithAnotherKey),
        });
    }

    private IResult ForProgram(HttpRequestFacts form)
    {
        if (form["client_id"] != Program.Id || form["client_secret"] != Program.Secret) return Refuse("client");
        var claims = Tokens.Claims(Issuer, Audience, new KnownPerson(Program.Id, Program.Id, Program.Roles));
        claims["client_id"] = Program.Id;
        return Json(new JsonObject { ["access_token"] = Tokens.Sign(claims), ["token_type"] = "Bearer", ["expires_in"] = 300 });
    }

    private IResult EndSession(HttpRequest request)
    {
        Ended.Enqueue(request.Query);
        return Results.Redirect(QueryHelpers.AddQueryString(request.Query["post_logout_redirect_uri"].ToString(), "state", request.Query["state"].ToString()));
    }

    private IResult Refuse(string why)
    {
        Refused.Enqueue(why);
        return Results.Text($"{{\"error\":\"invalid_request\",\"error_description\":\"{why}\"}}", "application/json", statusCode: StatusCodes.Status400BadRequest);
    }

    private static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");
}

/// <summary>Parameters of a request; one that is missing is empty.</summary>
internal sealed record HttpRequestFacts(IReadOnlyDictionary<string, string> Values)
{
    public string this[string name] => Values.GetValueOrDefault(name, "");
}
