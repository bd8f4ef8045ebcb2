using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace PublicServices.Tests.EndToEnd.SignIn;

/// <summary>Signs tokens as RFC 7515 and RFC 7519 say, by hand: what checks them shall not also have made them.</summary>
internal sealed class ProviderTokenMaker : IDisposable
{
    private readonly RSA _unpublished = RSA.Create(2048);
    private RSA _key = RSA.Create(2048);
    private int _keyNumber = 1;

    /// <summary>A new key takes the place of the old one.</summary>
    public void RotateKey()
    {
        _key.Dispose();
        _key = RSA.Create(2048);
        _keyNumber++;
    }

    /// <summary>The published keys, RFC 7517.</summary>
    public JsonObject Keys()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = $"key-{_keyNumber}",
                ["n"] = WebEncoders.Base64UrlEncode(parameters.Modulus!),
                ["e"] = WebEncoders.Base64UrlEncode(parameters.Exponent!),
            }),
        };
    }

    public JsonObject Claims(string issuer, string audience, KnownPerson person)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = person.Subject,
            ["aud"] = audience,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 300,
            ["name"] = person.Name,
            ["roles"] = new JsonArray([.. person.Roles.Select(role => (JsonNode)role)]),
        };
        if (person.Unit is { } unit) claims["unit"] = unit;
        return claims;
    }

    /// <param name="algorithm">What the header claims; <c>none</c> leaves the signature empty, <c>HS256</c> signs with the public key as secret.</param>
    public string Sign(JsonObject claims, bool withAnotherKey = false, string algorithm = "RS256")
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = $"key-{_keyNumber}" };
        var text = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = algorithm switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(_key.ExportSubjectPublicKeyInfo(), bytes),
            _ => (withAnotherKey ? _unpublished : _key).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{text}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    public void Dispose()
    {
        _key.Dispose();
        _unpublished.Dispose();
    }

    private static string Part(JsonObject json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
