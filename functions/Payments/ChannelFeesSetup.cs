using System.Globalization;
using PublicServices.Infra.PortalPay;
using PublicServices.Infra.VietQr;
using PublicServices.Infra.VnPay;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments;

/// <summary>
/// Reads what channels charge from <c>Payments:&lt;channel&gt;:Fee</c>, a numbered list: each entry holds from its <c>From</c> until the
/// day before the next one's, or until its own <c>To</c>.
/// </summary>
internal static class ChannelFeesSetup
{
    /// <summary>Entries one channel may have.</summary>
    private const int MaxEntries = 100;

    private static readonly (string Section, string Gateway)[] Channels =
    [
        ("Payments:Stripe", "stripe"),
        ("Payments:VnPay", VnPayGateway.GatewayName),
        ("Payments:PortalPay", PortalPayGateway.GatewayName),
        ("Payments:VietQr", VietQrGateway.GatewayName),
        ("Payments:Sandbox", "sandbox"),
    ];

    private static readonly string[] Settings = ["From", "To", "BasisPoints", "FixedVnd", "BorneBy"];

    /// <returns>What is configured; channels without a list are not known.</returns>
    /// <exception cref="InvalidOperationException">An entry cannot be, in one line that names it.</exception>
    public static ChannelFees Read(IConfiguration configuration)
    {
        var known = new Dictionary<string, DatedRules<ChannelFee>>();
        foreach (var (section, gateway) in Channels)
        {
            var list = configuration.GetSection($"{section}:Fee");
            if (list.Exists()) known.Add(gateway, RulesOf(list));
        }

        return new ChannelFees(known);
    }

    private static DatedRules<ChannelFee> RulesOf(IConfigurationSection list)
    {
        var children = list.GetChildren().ToList();
        if (list.Value is { Length: > 0 } || children.Exists(child => !int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            throw new InvalidOperationException($"{list.Path} is a numbered list: {list.Path}:0:From and so on.");
        if (children.Count > MaxEntries) throw new InvalidOperationException($"{list.Path} has more than {MaxEntries} entries.");

        var entries = children.Select(EntryOf).OrderBy(entry => entry.From).ToList();
        for (var i = 0; i + 1 < entries.Count; i++)
        {
            if (entries[i].To is null && entries[i].From < entries[i + 1].From) entries[i] = entries[i] with { To = entries[i + 1].From.AddDays(-1) };
        }

        try
        {
            return new DatedRules<ChannelFee>(entries);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"{list.Path}: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    private static Dated<ChannelFee> EntryOf(IConfigurationSection entry)
    {
        if (entry.GetChildren().FirstOrDefault(child => !Settings.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new InvalidOperationException($"{unknown.Path} is no setting of a charge: {string.Join(", ", Settings)} are.");
        var fee = new ChannelFee(
            (int)Number(entry, "BasisPoints", ChannelFee.MaxBasisPoints),
            Number(entry, "FixedVnd", ChannelFee.MaxFixedVnd),
            BearerOf(entry));
        return new Dated<ChannelFee>(
            DayOf(entry, "From") ?? throw new InvalidOperationException($"{entry.Path}:From must be set: a day, yyyy-MM-dd."), entry.Path, fee, DayOf(entry, "To"));
    }

    private static long Number(IConfigurationSection entry, string name, long most)
    {
        if (entry[name] is not { Length: > 0 } text) return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new InvalidOperationException($"{entry.Path}:{name} must be a whole number from 0 to {most.ToString(CultureInfo.InvariantCulture)}.");
    }

    private static FeeBearer BearerOf(IConfigurationSection entry) => entry["BorneBy"] switch
    {
        nameof(FeeBearer.Payer) => FeeBearer.Payer,
        nameof(FeeBearer.Collector) => FeeBearer.Collector,
        _ => throw new InvalidOperationException($"{entry.Path}:BorneBy must be {nameof(FeeBearer.Payer)} or {nameof(FeeBearer.Collector)}."),
    };

    private static DateOnly? DayOf(IConfigurationSection entry, string name)
    {
        if (entry[name] is not { Length: > 0 } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new InvalidOperationException($"{entry.Path}:{name} must be a day, yyyy-MM-dd.");
    }
}
