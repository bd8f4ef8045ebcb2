using PublicServices.Infra.PortalPay;
using PublicServices.Infra.Sandbox;
using PublicServices.Infra.Stripe;
using PublicServices.Infra.VietQr;
using PublicServices.Infra.VnPay;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>Decides from configuration which gateways this installation has.</summary>
internal static class GatewaysSetup
{
    /// <summary>Environments the sandbox may run in: it gives out receipts for money nobody paid.</summary>
    private static readonly string[] SandboxEnvironments = ["Development", "Test"];

    public static void AddGateways(this IServiceCollection services)
    {
        services.AddSingleton<SelfAddress>();
        services.AddSingleton(SandboxOptionsFrom);
        services.AddSingleton<SandboxGateway>();
        services.AddSingleton<PressInSandbox>();
        services.AddSingleton<SendSandboxCallback>();
        services.AddSingleton(GatewaysFrom);
    }

    /// <summary>True when the sandbox is on.</summary>
    /// <exception cref="InvalidOperationException">It was asked for where it may not run.</exception>
    internal static bool HasSandbox(IConfiguration configuration, IHostEnvironment environment)
    {
        var isAllowed = SandboxEnvironments.Contains(environment.EnvironmentName, StringComparer.OrdinalIgnoreCase);
        var isWanted = configuration.GetValue<bool?>("Payments:Sandbox:Enabled");
        if (isWanted == true && !isAllowed)
            throw new InvalidOperationException($"Payments:Sandbox:Enabled is refused in {environment.EnvironmentName}: the sandbox takes no real money.");
        return isAllowed && isWanted != false;
    }

    private static Gateways GatewaysFrom(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        List<IPaymentGateway> gateways = [];
        if (StripeOptionsFrom(configuration) is { } stripe) gateways.Add(new StripeGateway(stripe));
        if (VnPaySetup.OptionsFrom(configuration) is { } vnPay)
            gateways.Add(new VnPayGateway(vnPay, services.GetRequiredService<IdSource>(), services.GetRequiredService<TimeProvider>()));
        if (PortalPaySetup.OptionsFrom(configuration) is { } portal) gateways.Add(new PortalPayGateway(portal, services.GetRequiredService<TimeProvider>()));
        if (VietQrSetup.OptionsFrom(configuration) is { } vietQr) gateways.Add(new VietQrGateway(vietQr, services.GetRequiredService<TimeProvider>()));
        if (HasSandbox(configuration, services.GetRequiredService<IHostEnvironment>())) gateways.Add(services.GetRequiredService<SandboxGateway>());
        return new Gateways(gateways, ChannelFeesSetup.Read(configuration));
    }

    /// <returns>Stripe's options; null when it is not configured.</returns>
    /// <exception cref="InvalidOperationException">It is configured by half.</exception>
    internal static StripeOptions? StripeOptionsFrom(IConfiguration configuration)
    {
        var section = configuration.GetSection("Payments:Stripe");
        if (section["ApiKey"] is not { Length: > 0 } apiKey) return null;
        var secrets = section.GetSection("WebhookSecrets").Get<string[]>() ?? [];
        if (secrets.Length == 0 || secrets.Any(string.IsNullOrWhiteSpace))
            throw new InvalidOperationException("Payments:Stripe:WebhookSecrets must hold at least one whsec_ secret when Payments:Stripe:ApiKey is set.");
        return new StripeOptions
        {
            ApiKey = apiKey,
            WebhookSecrets = secrets,
            PublicUrl = PublicUrl(configuration, "Payments:Stripe:ApiKey"),
            ApiBase = section["ApiBase"],
        };
    }

    /// <summary>Where payers come back to.</summary>
    /// <exception cref="InvalidOperationException">It is not set although <paramref name="because"/> is.</exception>
    internal static Uri PublicUrl(IConfiguration configuration, string because) => configuration.GetValue<Uri?>("Payments:PublicUrl")
        ?? throw new InvalidOperationException($"Payments:PublicUrl must be set when {because} is: payers come back to it.");

    /// <exception cref="InvalidOperationException">Something is wrong with a section of the configuration.</exception>
    internal static void Demand(string section, IEnumerable<string> faults)
    {
        var all = string.Join("; ", faults);
        if (all.Length > 0) throw new InvalidOperationException($"{section}: {all}.");
    }

    /// <exception cref="InvalidOperationException">The first pause is outside its bounds, or no time at all.</exception>
    internal static SweepSchedule SweepScheduleFrom(IConfiguration configuration)
    {
        try
        {
            return new SweepSchedule(configuration.GetValue<TimeSpan?>("Payments:FirstSweep"));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"Payments:FirstSweep is a time from {SweepSchedule.ShortestFirst} to {SweepSchedule.LongestFirst}.", e);
        }
    }

    private static SandboxOptions SandboxOptionsFrom(IServiceProvider services)
    {
        var section = services.GetRequiredService<IConfiguration>().GetSection("Payments:Sandbox");
        var self = services.GetRequiredService<SelfAddress>();
        var callbackUrl = section.GetValue<Uri?>("CallbackUrl");
        var defaults = new SandboxOptions
        {
            Secret = section["Secret"] ?? services.GetRequiredService<KeyedHash>().Of("sandbox-gateway"),
            CallbackUrl = () => callbackUrl ?? new Uri(self.Current, "/callbacks/sandbox"),
        };
        return defaults with
        {
            CallbackIsProof = section.GetValue("CallbackIsProof", defaults.CallbackIsProof),
            AttemptLifetime = section.GetValue("AttemptLifetime", defaults.AttemptLifetime),
            LateBy = section.GetValue("LateBy", defaults.LateBy),
        };
    }
}
