using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;

namespace PublicServices.Infra.ServiceBus;

/// <summary>What the broker is shown at <c>$cbs</c>.</summary>
/// <param name="Value">The token; never logged.</param>
/// <param name="Type">How to read it.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record BrokerToken(string Value, string Type, DateTimeOffset ExpiresAt);

/// <summary>Issues a token for one entity.</summary>
/// <param name="audience">The entity, <c>sb://host/path</c>.</param>
/// <param name="cancellationToken">Stops waiting for it.</param>
internal delegate ValueTask<BrokerToken> IssueToken(string audience, CancellationToken cancellationToken);

/// <summary>The two kinds of token Service Bus takes.</summary>
internal static class BrokerTokens
{
    public const string SharedAccessType = "servicebus.windows.net:sastoken";
    public const string EntraType = "jwt";

    private static readonly TokenRequestContext Scope = new(["https://servicebus.azure.net//.default"]);

    /// <summary>Signed with the key of a shared access rule.</summary>
    public static IssueToken SharedAccess(string keyName, string key, TimeSpan lifetime, TimeProvider clock) => (audience, _) =>
    {
        var expires = clock.GetUtcNow() + lifetime;
        return ValueTask.FromResult(new BrokerToken(Sign(keyName, key, audience, expires), SharedAccessType, expires));
    };

    /// <summary>Of an Entra identity; one token serves every entity.</summary>
    public static IssueToken Entra(TokenCredential credential) => async (_, cancellationToken) =>
    {
        var token = await credential.GetTokenAsync(Scope, cancellationToken);
        return new BrokerToken(token.Token, EntraType, token.ExpiresOn);
    };

    internal static string Sign(string keyName, string key, string audience, DateTimeOffset expires)
    {
        var resource = Uri.EscapeDataString(audience);
        var until = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{until}"));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(mac))}&se={until}&skn={Uri.EscapeDataString(keyName)}";
    }
}
