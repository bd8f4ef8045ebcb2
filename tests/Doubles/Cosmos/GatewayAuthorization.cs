using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Tests.Doubles.Cosmos;

/// <summary>Checks the signature of requests made with the account's key; bearer tokens are taken as they come.</summary>
internal sealed class GatewayAuthorization(string key)
{
    private readonly byte[] _key = Convert.FromBase64String(key);

    /// <exception cref="GatewayRefusalException">401.</exception>
    public void Check(GatewayRequest request)
    {
        var given = Uri.UnescapeDataString(request.Header("authorization") ?? "");
        if (given.StartsWith("type=aad&", StringComparison.Ordinal)) return;
        var signature = given.Split("&sig=") is [_, var text] ? text : "";
        if (signature != Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(Payload(request)))))
            throw new GatewayRefusalException(401, "Unauthorized", "The request is not signed with the account's key.");
    }

    private static string Payload(GatewayRequest request)
    {
        var segments = request.Segments;
        // A feed is signed with what it belongs to, anything else with itself.
        var isFeed = segments.Count % 2 == 1;
        var type = segments.Count == 0 ? "" : isFeed ? segments[^1] : segments[^2];
        var owner = isFeed ? segments.Take(segments.Count - 1) : segments;
        var link = string.Join('/', owner);
        var isNamed = segments.Count < 2 || !IsRid(segments[1]);
        return $"{request.Method.ToLowerInvariant()}\n{type.ToLowerInvariant()}\n{(isNamed ? link : owner.LastOrDefault("").ToLowerInvariant())}\n"
            + $"{request.Header("x-ms-date")?.ToLowerInvariant()}\n\n";
    }

    private static bool IsRid(string segment) => segment.Length is 8 && segment.EndsWith("==", StringComparison.Ordinal);
}
