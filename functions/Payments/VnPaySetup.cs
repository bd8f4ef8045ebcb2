using PublicServices.Infra.VnPay;

namespace PublicServices.Functions.Payments;

/// <summary>VNPAY from the section <c>Payments:VnPay</c>.</summary>
internal static class VnPaySetup
{
    private const string Section = "Payments:VnPay";

    /// <returns>VNPAY's options; null when it is not configured.</returns>
    /// <exception cref="InvalidOperationException">It is configured by half.</exception>
    public static VnPayOptions? OptionsFrom(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section["TmnCode"] is not { Length: > 0 } tmnCode) return null;
        var defaults = new VnPayOptions
        {
            TmnCode = tmnCode,
            HashSecret = section["HashSecret"] ?? "",
            PayUrl = Address("PayUrl"),
            ApiUrl = Address("ApiUrl"),
            PublicUrl = GatewaysSetup.PublicUrl(configuration, $"{Section}:TmnCode"),
            ServerIp = section["ServerIp"] ?? "",
        };
        var options = defaults with
        {
            RefundedBy = section["RefundedBy"] ?? defaults.RefundedBy,
            AttemptLifetime = section.GetValue("AttemptLifetime", defaults.AttemptLifetime),
            Timeout = section.GetValue("Timeout", defaults.Timeout),
        };
        GatewaysSetup.Demand(Section, options.Faults());
        return options;

        Uri Address(string name) => section.GetValue<Uri?>(name) ?? throw new InvalidOperationException($"{Section}:{name} must be set.");
    }
}
