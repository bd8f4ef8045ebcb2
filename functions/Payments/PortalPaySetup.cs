using PublicServices.Infra.PortalPay;

namespace PublicServices.Functions.Payments;

/// <summary>The National Public Service Portal's payment platform from the section <c>Payments:PortalPay</c>.</summary>
internal static class PortalPaySetup
{
    private const string Section = "Payments:PortalPay";

    /// <returns>The platform's options; null when it is not configured.</returns>
    /// <exception cref="InvalidOperationException">It is configured by half.</exception>
    public static PortalPayOptions? OptionsFrom(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section["Partner"] is not { Length: > 0 } partner) return null;
        var defaults = new PortalPayOptions
        {
            Partner = partner,
            HashKey = section["HashKey"] ?? "",
            ServerIp = section["ServerIp"] ?? "",
            InitUrl = Address("InitUrl"),
            ReceiptUrl = Address("ReceiptUrl"),
        };
        var options = defaults with
        {
            Fixed = Values("Fixed", defaults.Fixed),
            Receipt = Values("Receipt", defaults.Receipt),
            Names = Values("Names", defaults.Names),
            InitOrder = section.GetSection("InitOrder").Get<string[]>() ?? defaults.InitOrder,
            CallbackOrder = section.GetSection("CallbackOrder").Get<string[]>() ?? defaults.CallbackOrder,
            ReceiptOrder = section.GetSection("ReceiptOrder").Get<string[]>() ?? defaults.ReceiptOrder,
            Delimiter = section.GetValue("Delimiter", defaults.Delimiter),
            Hash = section["Hash"] ?? defaults.Hash,
            PayUrlField = section["PayUrlField"] ?? defaults.PayUrlField,
            LookUpTellsAmount = section.GetValue("LookUpTellsAmount", defaults.LookUpTellsAmount),
            AttemptLifetime = section.GetValue("AttemptLifetime", defaults.AttemptLifetime),
            Timeout = section.GetValue("Timeout", defaults.Timeout),
        };
        GatewaysSetup.Demand(Section, options.Faults());
        return options;

        Uri Address(string name) => section.GetValue<Uri?>(name) ?? throw new InvalidOperationException($"{Section}:{name} must be set.");

        // What is configured stands beside the defaults, field by field.
        IReadOnlyDictionary<string, string> Values(string name, IReadOnlyDictionary<string, string> before)
        {
            var values = new Dictionary<string, string>(before);
            foreach (var child in section.GetSection(name).GetChildren()) values[child.Key] = child.Value ?? "";
            return values;
        }
    }
}
