namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>What holds for everything a provider signs, and what its configuration must be.</summary>
internal static class OidcChecks
{
    /// <summary>How far the provider's clock may be from ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Signatures with a private key only: nothing we know could be used to forge one.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <exception cref="InvalidOperationException">The configuration would not work, or would not be safe; says why.</exception>
    public static void Check(OidcOptions provider, IHostEnvironment environment)
    {
        if (!Uri.TryCreate(provider.Authority, UriKind.Absolute, out var authority) || authority.Scheme is not ("https" or "http"))
            throw new InvalidOperationException("SignIn:Oidc:Authority is not a full address.");
        if (authority.Scheme != Uri.UriSchemeHttps && !environment.IsDevelopment())
            throw new InvalidOperationException($"SignIn:Oidc:Authority must be https in {environment.EnvironmentName}.");
        // Otherwise a token that only says who somebody is would open the API.
        if (provider.Audience == provider.ClientId)
            throw new InvalidOperationException("SignIn:Oidc:Audience must name the API, not the client: it may not be SignIn:Oidc:ClientId.");
    }
}
