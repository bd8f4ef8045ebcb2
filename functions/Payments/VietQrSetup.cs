using PublicServices.Infra.VietQr;

namespace PublicServices.Functions.Payments;

/// <summary>Transfers by VietQR from the section <c>Payments:VietQr</c>.</summary>
internal static class VietQrSetup
{
    private const string Section = "Payments:VietQr";

    /// <returns>The account's options; null when none is configured.</returns>
    /// <exception cref="InvalidOperationException">It is configured by half.</exception>
    public static VietQrOptions? OptionsFrom(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section["Account"] is not { Length: > 0 } account) return null;
        var defaults = new VietQrOptions
        {
            Account = account,
            Bin = section["Bin"] ?? "",
            BankName = section["BankName"] ?? "",
            AccountName = section["AccountName"] ?? "",
        };
        var options = defaults with
        {
            AttemptLifetime = section.GetValue("AttemptLifetime", defaults.AttemptLifetime),
            StatementLag = section.GetValue("StatementLag", defaults.StatementLag),
        };
        GatewaysSetup.Demand(Section, options.Faults());
        return options;
    }
}
