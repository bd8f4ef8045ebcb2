using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>Sign-in for pages (cookie) and for API clients (bearer token).</summary>
internal static partial class SignInSetup
{
    public const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Bearer = BearerTokenDefaults.AuthenticationScheme;
    public const string Oidc = OpenIdConnectDefaults.AuthenticationScheme;
    public const string ProviderToken = JwtBearerDefaults.AuthenticationScheme + "Provider";
    private const string Either = "caller";
    private const string BearerPrefix = "Bearer ";
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);

    /// <summary>How far the provider's clock may be from ours.</summary>
    private static readonly TimeSpan TokenClockSkew = TimeSpan.FromMinutes(1);

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("SignIn").Get<SignInOptions>() ?? new SignInOptions();
        services.AddSingleton(options);
        services.TryAddSingleton<IReadOnlyList<Persona>>([]);
        var keys = Directory.CreateDirectory(Path.Combine(configuration["Data:Folder"] ?? "data", "keys"));
        services.AddDataProtection().SetApplicationName("public-services").PersistKeysToFileSystem(keys);

        var authentication = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, policy => policy.ForwardDefaultSelector = context => Scheme(context, options.Oidc.IsConfigured))
            .AddCookie(Cookie, cookie => ConfigureCookie(cookie, options))
            .AddBearerToken(Bearer, bearer => bearer.BearerTokenExpiration = environment.IsDevelopment() ? TimeSpan.FromHours(12) : options.TokenLifetime);
        if (options.Oidc.IsConfigured)
        {
            authentication.AddOpenIdConnect(Oidc, oidc => ConfigureOidc(oidc, options, environment));
            authentication.AddJwtBearer(ProviderToken, jwt => ConfigureProviderToken(jwt, options.Oidc, environment));
        }

        services.AddAuthorization();
    }

    /// <summary>Says at once, not at the first visitor, that nobody can sign in.</summary>
    public static void WarnWhenNobodyCanSignIn(WebApplication app)
    {
        var options = app.Services.GetRequiredService<SignInOptions>();
        if (!options.Oidc.IsConfigured && !app.Environment.IsDevelopment()) Log.NoSignIn(app.Logger, app.Environment.EnvironmentName);
    }

    /// <summary>Pages carry a cookie; API clients a token of ours, or, where there is a provider, one of its JSON Web Tokens.</summary>
    private static string Scheme(HttpContext context, bool hasProvider)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)) return Cookie;
        return hasProvider && authorization.AsSpan(BearerPrefix.Length).Count('.') == 2 ? ProviderToken : Bearer;
    }

    /// <summary>Access tokens of the provider, for API clients and partners with credentials of their own there.</summary>
    private static void ConfigureProviderToken(JwtBearerOptions jwt, OidcOptions provider, IHostEnvironment environment)
    {
        jwt.Authority = provider.Authority;
        jwt.Audience = provider.Audience ?? provider.ClientId;
        jwt.MapInboundClaims = false;
        jwt.RequireHttpsMetadata = !environment.IsDevelopment();
        jwt.TokenValidationParameters.ClockSkew = TokenClockSkew;
        jwt.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                var hash = context.HttpContext.RequestServices.GetRequiredService<KeyedHash>();
                if (OidcCaller.From(context.Principal!, provider, hash) is { } caller) context.Principal = CallerClaims.Principal(caller, ProviderToken);
                else context.Fail("The provider's claims do not make a caller.");
                return Task.CompletedTask;
            },
        };
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie, SignInOptions options)
    {
        cookie.Cookie.Name = "ps-session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "return";
        cookie.ExpireTimeSpan = options.FamilyIdle;
        cookie.SlidingExpiration = true;
        cookie.Events.OnSigningIn = context =>
        {
            var role = CallerClaims.Read(context.Principal!)?.Role ?? Role.Family;
            context.Properties.ExpiresUtc = (context.Options.TimeProvider ?? TimeProvider.System).GetUtcNow() + options.IdleOf(role);
            return Task.CompletedTask;
        };
        // Renewing only in the second half, the default, would sign an officer out after 15 idle minutes instead of 30.
        cookie.Events.OnCheckSlidingExpiration = context =>
        {
            context.ShouldRenew = context.ElapsedTime > RenewAfter;
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToLogin = context =>
        {
            if (ProblemResponse.IsForPeople(context.Request) && HttpMethods.IsGet(context.Request.Method)) context.Response.Redirect(context.RedirectUri);
            else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        cookie.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static void ConfigureOidc(OpenIdConnectOptions oidc, SignInOptions options, IHostEnvironment environment)
    {
        var provider = options.Oidc;
        oidc.Authority = provider.Authority;
        oidc.ClientId = provider.ClientId;
        oidc.ClientSecret = provider.ClientSecret;
        oidc.SignInScheme = Cookie;
        oidc.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes as a plain redirect, so the cookies that belong to it need not be sent along with other sites' posts.
        oidc.ResponseMode = OpenIdConnectResponseMode.Query;
        oidc.CorrelationCookie.SameSite = oidc.NonceCookie.SameSite = SameSiteMode.Lax;
        oidc.CorrelationCookie.SecurePolicy = oidc.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        oidc.UsePkce = true;
        oidc.Scope.Clear();
        oidc.Scope.Add("openid");
        oidc.MapInboundClaims = false;
        oidc.SaveTokens = false;
        oidc.RequireHttpsMetadata = !environment.IsDevelopment();
        oidc.CallbackPath = "/sign-in/answer";
        oidc.SignedOutCallbackPath = "/sign-out/answer";
        oidc.TokenValidationParameters.ClockSkew = TokenClockSkew;
        oidc.AdditionalAuthorizationParameters["acr_values"] = provider.AcrValues;
        oidc.Events.OnTokenValidated = context =>
        {
            var hash = context.HttpContext.RequestServices.GetRequiredService<KeyedHash>();
            if (OidcCaller.From(context.Principal!, provider, hash) is { } caller) context.Principal = CallerClaims.Principal(caller, Oidc);
            else context.Fail("The provider's claims do not make a caller.");
            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = async context =>
        {
            Log.Failed(context.HttpContext.RequestServices.GetRequiredService<ILogger<OpenIdConnectHandler>>(), context.Failure?.GetType().Name ?? "unknown");
            context.HandleResponse();
            await ProblemResponse.WriteAsync(context.HttpContext, WebProblems.SignInFailed);
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "Nobody can sign in: the environment is {Environment} and SignIn:Oidc:Authority is not set. Demonstration people exist in Development only")]
        public static partial void NoSignIn(ILogger logger, string environment);

        // The failure's text may repeat what the provider sent, so only its kind is logged.
        [LoggerMessage(2, LogLevel.Warning, "Sign-in at the provider failed: {Kind}")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
