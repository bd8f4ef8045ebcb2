using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>How people sign in, section <c>SignIn</c>.</summary>
public sealed class SignInOptions
{
    /// <summary>How long a family stays signed in without a visit. Default 8 hours.</summary>
    public TimeSpan FamilyIdle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long an officer stays signed in without a visit. Default 30 minutes.</summary>
    public TimeSpan OfficerIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an API token is accepted. Default 1 hour.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The identity provider; without an authority there is none.</summary>
    public OidcOptions Oidc { get; init; } = new();

    internal TimeSpan IdleOf(Role role) => role == Role.Family ? FamilyIdle : OfficerIdle;
}

/// <summary>An OpenID Connect provider, section <c>SignIn:Oidc</c>: code flow with PKCE, scope <c>openid</c>.</summary>
public sealed class OidcOptions
{
    /// <summary>Issuer's address; null or empty when there is no provider.</summary>
    public string? Authority { get; init; }

    /// <summary>Our client id there.</summary>
    public string ClientId { get; init; } = "public-services";

    /// <summary>Our secret there; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Audience access tokens of API clients must be for. Default: the client id.</summary>
    public string? Audience { get; init; }

    /// <summary>Requested assurance, <c>acr_values</c>. Default <c>LoA1</c>, as the National Public Service Portal uses.</summary>
    public string AcrValues { get; init; } = "LoA1";

    /// <summary>Claim with the person's name. Default <c>name</c>.</summary>
    public string NameClaim { get; init; } = "name";

    /// <summary>Claim with the roles. Default <c>roles</c>.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>Claim with the officer's unit. Default <c>unit</c>.</summary>
    public string UnitClaim { get; init; } = "unit";

    /// <summary>Role claim's value to our role. Without a match a person is a <see cref="Role.Family"/>.</summary>
    public IDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>();

    /// <summary>True when a provider is configured.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Authority);
}
