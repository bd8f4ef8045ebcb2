using PublicServices.Portal;

namespace PublicServices.Functions.Portal;

/// <summary>Reads the portal's options, with what makes a demonstration work out of the box.</summary>
internal static class PortalSetup
{
    /// <summary>Signs webhooks to us in Development when no secret is configured; worthless anywhere else.</summary>
    public const string DevelopmentSecret = "whsec_ZGV2ZWxvcG1lbnQtc2VjcmV0LW5vdC1mb3ItcHJvZHVjdGlvbg==";

    /// <exception cref="InvalidOperationException">A setting is malformed or missing; says which.</exception>
    public static PortalOptions Options(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("Portal").Get<PortalOptions>() ?? new PortalOptions();
        if (environment.IsDevelopment())
        {
            options = options with
            {
                Inbound = options.Inbound.Secrets.Count > 0 ? options.Inbound : options.Inbound with { Secrets = [DevelopmentSecret] },
                Outbound = options.Outbound with { AllowPrivateAddresses = true },
            };
        }

        foreach (var secret in options.Inbound.Secrets) RequireSecret(secret, "Portal:Inbound:Secrets");
        if (options.Inbound.MaxBytes is < 1_000 or > 200_000) throw new InvalidOperationException("Portal:Inbound:MaxBytes is 1,000 to 200,000.");
        if (options.Outbound.Url is { } url)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out _)) throw new InvalidOperationException("Portal:Outbound:Url is not a full address.");
            RequireSecret(options.Outbound.Secret, "Portal:Outbound:Secret");
        }

        return options;
    }

    private static void RequireSecret(string? secret, string setting)
    {
        if (!WebhookSecret.TryParse(secret, out _))
            throw new InvalidOperationException($"{setting} needs whsec_ and base 64 of {WebhookSecret.MinBytes} to {WebhookSecret.MaxBytes} bytes.");
    }
}
