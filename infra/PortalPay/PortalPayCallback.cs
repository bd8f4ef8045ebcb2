using System.Globalization;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.PortalPay;

/// <summary>Reads the platform's notifications: a JSON body whose hash covers result, reference, amount and currency.</summary>
internal static class PortalPayCallback
{
    public static Result<GatewayCallback> Read(RawCallback raw, PortalPayFields fields, PortalPayOptions options)
    {
        if (fields.Read(raw.Body) is not { } values || !values.ContainsKey("MaXacThuc")) return PaymentProblems.CallbackUnreadable;
        if (!fields.Holds(values, options.CallbackOrder)) return PaymentProblems.CallbackSignature;
        if (values.GetValueOrDefault("MaDoiTac") != options.Partner
            || values.GetValueOrDefault("MaThamChieu") is not { Length: > 0 } reference
            || values.GetValueOrDefault("MaLoi") is not { Length: > 0 } code)
            return PaymentProblems.CallbackUnreadable;

        var transaction = values.GetValueOrDefault("MaGiaoDich") ?? "";
        var outcome = code == "00" ? MoneyOf(values) : GatewayOutcome.Failed(code);
        return outcome is null
            ? PaymentProblems.CallbackUnreadable
            : new GatewayCallback($"{reference}.{transaction}.{code}.{values.GetValueOrDefault("SoTien")}", reference, outcome);
    }

    /// <summary>The money fields tell of; null when they tell of none that can be read.</summary>
    public static GatewayOutcome? MoneyOf(IReadOnlyDictionary<string, string> values)
    {
        if (!long.TryParse(values.GetValueOrDefault("SoTien"), NumberStyles.None, CultureInfo.InvariantCulture, out var amount)) return null;
        if (values.GetValueOrDefault("MaTienTe") is not { Length: 3 } currency || values.GetValueOrDefault("MaGiaoDich") is not { Length: > 0 } transaction) return null;
        DateTimeOffset? at = DateTime.TryParseExact(
            values.GetValueOrDefault("ThoiGianGD"), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new DateTimeOffset(time, VietnamTime.Offset).ToUniversalTime()
            : null;
        return new GatewayOutcome(OutcomeKind.Succeeded, new Money(amount, currency), transaction, at);
    }
}
