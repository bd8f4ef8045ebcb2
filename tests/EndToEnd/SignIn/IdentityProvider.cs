using System.Collections.Concurrent;
using System.Security.Cryptography;
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

/// <summary>
/// An OpenID Connect provider, written from the specification: discovery, authorization code with PKCE, keys, end of session. It
/// signs whatever it is told to, the wrong things included.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "public-services";
    public const string ClientSecret = "provider-secret";
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _strangersKey = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();
    private readonly WebApplication _app;

    private IdentityProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", Discovery);
        _app.MapGet("/keys", Keys);
        _app.MapGet("/authorize", (Delegate)Authorize);
        _app.MapPost("/token", (Delegate)TokenAsync);
        _app.MapGet("/end", (HttpContext context) => Results.Redirect(context.Request.Query["post_logout_redirect_uri"] + $"?state={context.Request.Query["state"]}"));
    }

    public string Issuer { get; private set; } = "";

    /// <summary>Claims of whoever signs in next; changed by tests to forge.</summary>
    public Func<JsonObject, JsonObject> Claims { get; set; } = claims => claims;

    /// <summary>Signs with a key nobody published.</summary>
    public bool SignsWithAStrangersKey { get; set; }

    /// <summary>What the last authorization request asked for.</summary>
    public IQueryCollection? Asked { get; private set; }

    public static async Task<IdentityProvider> StartAsync()
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync();
        provider.Issuer = provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return provider;
    }

    /// <summary>An access token as the client-credentials grant would give it.</summary>
    public string AccessToken(Func<JsonObject, JsonObject>? change = null) => Sign((change ?? (claims => claims))(Standard()));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
        _strangersKey.Dispose();
    }

    private IResult Discovery() => Results.Json(new JsonObject
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = $"{Issuer}/authorize",
        ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/keys",
        ["end_session_endpoint"] = $"{Issuer}/end",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
    });

    private IResult Keys()
    {
        var parameters = _key.ExportParameters(false);
        return Results.Json(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = "one",
                ["n"] = WebEncoders.Base64UrlEncode(parameters.Modulus!),
                ["e"] = WebEncoders.Base64UrlEncode(parameters.Exponent!),
            }),
        });
    }

    /// <summary>The person is signed in here already, and sent back at once.</summary>
    private IResult Authorize(HttpContext context)
    {
        var asked = Asked = context.Request.Query;
        if (asked["client_id"] != ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256" || asked["scope"] != "openid")
            return Results.BadRequest("invalid_request");
        var code = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (asked["code_challenge"].ToString(), asked["nonce"].ToString());
        return Results.Redirect(QueryHelpers.AddQueryString(
            asked["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"].ToString() }));
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        // A code is good once, for whoever holds what its challenge was made from.
        if (form["client_secret"] != ClientSecret || !_codes.TryRemove(form["code"].ToString(), out var given) || given.Challenge != challenge)
            return Results.Json(new JsonObject { ["error"] = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        var claims = Standard();
        claims["nonce"] = given.Nonce;
        return Results.Json(new JsonObject { ["access_token"] = "opaque", ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = Sign(Claims(claims)) });
    }

    private JsonObject Standard()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = "001185000123",
            ["name"] = "Trần Thị Lan",
            ["iat"] = now,
            ["nbf"] = now - 5,
            ["exp"] = now + 300,
        };
    }

    private string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = "one" };
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = (SignsWithAStrangersKey ? _strangersKey : _key)
            .SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    private static string Encode(JsonObject json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
