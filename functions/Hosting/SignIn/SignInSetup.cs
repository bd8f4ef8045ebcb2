using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>Sign-in for pages (cookie) and for API clients (bearer token).</summary>
internal static partial class SignInSetup
{
    public const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Bearer = BearerTokenDefaults.AuthenticationScheme;
    public const string Oidc = OpenIdConnectDefaults.AuthenticationScheme;
    private const string Either = "caller";
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);

    public static void AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("SignIn").Get<SignInOptions>() ?? new SignInOptions();
        services.AddSingleton(options);
        services.TryAddSingleton<IReadOnlyList<Persona>>([]);
        AddKeys(services.AddDataProtection().SetApplicationName("public-services"), configuration);

        var authentication = services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, policy => policy.ForwardDefaultSelector = context => SchemeOf(context, options.Oidc))
            .AddCookie(Cookie, cookie => ConfigureCookie(cookie, options))
            .AddBearerToken(Bearer, bearer => bearer.BearerTokenExpiration = environment.IsDevelopment() ? TimeSpan.FromHours(12) : options.TokenLifetime);
        if (options.Oidc.IsConfigured)
        {
            OidcChecks.Check(options.Oidc, environment);
            authentication.AddOpenIdConnect(Oidc, oidc => ProviderSignIn.Configure(oidc, options.Oidc, environment));
            if (options.Oidc.Audience is not null) authentication.AddJwtBearer(ProviderTokens.Scheme, jwt => ProviderTokens.Configure(jwt, options.Oidc, environment));
        }

        services.AddAuthorization();
    }

    /// <summary>Says at once, not at the first visitor, that nobody can sign in.</summary>
    public static void WarnWhenNobodyCanSignIn(WebApplication app)
    {
        var options = app.Services.GetRequiredService<SignInOptions>();
        if (!options.Oidc.IsConfigured && !app.Environment.IsDevelopment()) Log.NoSignIn(app.Logger, app.Environment.EnvironmentName);
    }

    private static string SchemeOf(HttpContext context, OidcOptions provider)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Cookie;
        return provider is { IsConfigured: true, Audience: not null } && ProviderTokens.IsOne(authorization) ? ProviderTokens.Scheme : Bearer;
    }

    /// <summary>Configured keys, the same for every process; otherwise keys made in the data folder.</summary>
    private static void AddKeys(IDataProtectionBuilder protection, IConfiguration configuration)
    {
        var faults = new List<string>();
        var secrets = ConfiguredKeys.Read(configuration, faults);
        if (faults.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        if (secrets.Count == 0)
        {
            protection.PersistKeysToFileSystem(Directory.CreateDirectory(DataFolder.Keys(DataFolder.Of(configuration))));
            return;
        }

        protection.DisableAutomaticKeyGeneration();
        protection.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new ConfiguredKeys(secrets));
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "Nobody can sign in: the environment is {Environment} and SignIn:Oidc:Authority is not set. Demonstration people exist in Development only")]
        public static partial void NoSignIn(ILogger logger, string environment);
    }
}
