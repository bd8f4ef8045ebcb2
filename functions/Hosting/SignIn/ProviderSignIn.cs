using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>Sign-in of people at an OpenID Connect provider: code flow with PKCE, state and nonce.</summary>
internal static partial class ProviderSignIn
{
    public static void Configure(OpenIdConnectOptions oidc, OidcOptions provider, IHostEnvironment environment)
    {
        oidc.Authority = provider.Authority;
        oidc.ClientId = provider.ClientId;
        oidc.ClientSecret = provider.ClientSecret;
        oidc.SignInScheme = SignInSetup.Cookie;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // An answer by a form posted from the provider's site would come without our cookies, which are for our site only.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        oidc.UsePkce = true;
        oidc.Scope.Clear();
        oidc.Scope.Add("openid");
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;
        oidc.RequireHttpsMetadata = !environment.IsDevelopment();
        oidc.CallbackPath = "/sign-in/answer";
        oidc.SignedOutCallbackPath = "/sign-out/answer";
        oidc.SignedOutRedirectUri = "/sign-out";
        oidc.TokenValidationParameters.ClockSkew = OidcChecks.ClockSkew;
        oidc.TokenValidationParameters.ValidAlgorithms = OidcChecks.Algorithms;
        oidc.AdditionalAuthorizationParameters["acr_values"] = provider.AcrValues;
        oidc.Events.OnTokenValidated = context =>
        {
            var hash = context.HttpContext.RequestServices.GetRequiredService<KeyedHash>();
            if (OidcCaller.From(context.Principal!, provider, hash) is { } caller) context.Principal = CallerClaims.Principal(caller, SignInSetup.Oidc);
            else context.Fail("The provider's claims do not make a caller.");
            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = async context =>
        {
            Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILogger<OpenIdConnectHandler>>(), context.Failure?.GetType().Name ?? "unknown");
            context.HandleResponse();
            await ProblemResponse.WriteAsync(context.HttpContext, WebProblems.SignInFailed);
        };
        // Instead of the id token, which is not kept: OpenID Connect RP-Initiated Logout 1.0, section 2.
        oidc.Events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.ProtocolMessage.ClientId = provider.ClientId;
            return Task.CompletedTask;
        };
    }

    /// <summary>
    /// True when the provider ends its own session too. Where it does not, or cannot be asked, the next person at this device
    /// may be signed in again without a question, which is the provider's to prevent.
    /// </summary>
    public static async ValueTask<bool> EndsSessionsAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(SignInSetup.Oidc);
        try
        {
            var configuration = await options.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
            return !string.IsNullOrEmpty(configuration.EndSessionEndpoint);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException)
        {
            Log.NotAsked(context.RequestServices.GetRequiredService<ILogger<OpenIdConnectHandler>>(), e.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        // The failure's text may repeat what the provider sent, so only its kind is logged.
        [LoggerMessage(2, LogLevel.Warning, "Sign-in at the provider failed: {Kind}")]
        public static partial void Failed(ILogger logger, string kind);

        [LoggerMessage(3, LogLevel.Warning, "The provider could not be asked to end a session: {Kind}")]
        public static partial void NotAsked(ILogger logger, string kind);
    }
}
