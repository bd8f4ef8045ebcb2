using Microsoft.AspNetCore.Authentication.JwtBearer;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>Access tokens of the provider, for API clients: JWTs checked against the provider's published keys.</summary>
internal static class ProviderTokens
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "provider-token";

    /// <summary>How often a token with an unknown key may make us look at the provider's keys; anybody can send such a token.</summary>
    private static readonly TimeSpan KeysLookedAtAgain = TimeSpan.FromSeconds(15);

    /// <summary>A JWT has three parts; the demonstration people's tokens have one.</summary>
    public static bool IsOne(string authorization) => authorization.AsSpan().Count('.') == 2;

    public static void Configure(JwtBearerOptions jwt, OidcOptions provider, IHostEnvironment environment)
    {
        jwt.Authority = provider.Authority;
        jwt.RequireHttpsMetadata = !environment.IsDevelopment();
        jwt.MapInboundClaims = false;
        jwt.SaveToken = false;
        jwt.RefreshInterval = KeysLookedAtAgain;
        // What exactly is wrong with a token is nobody's business but its owner's, who can read it.
        jwt.IncludeErrorDetails = false;
        jwt.TokenValidationParameters.ValidAudience = provider.Audience;
        jwt.TokenValidationParameters.ValidAlgorithms = OidcChecks.Algorithms;
        jwt.TokenValidationParameters.ClockSkew = OidcChecks.ClockSkew;
        jwt.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                var hash = context.HttpContext.RequestServices.GetRequiredService<KeyedHash>();
                // A program nobody gave a role is not a family.
                if (OidcCaller.From(context.Principal!, provider, hash, needsRole: true) is { } caller) context.Principal = CallerClaims.Principal(caller, Scheme);
                else context.Fail("The token's claims do not make a caller.");
                return Task.CompletedTask;
            },
        };
    }
}
