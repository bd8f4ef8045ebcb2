using System.Globalization;
using System.Text;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Infra.VnPay;

/// <summary>How ids, times and amounts are written for VNPAY: letters and digits only, Vietnamese time, hundredths of a đồng.</summary>
internal static class VnPayText
{
    private const string TimeFormat = "yyyyMMddHHmmss";

    /// <summary>What a record id may hold besides lower-case letters and digits, each with the capital that stands for it.</summary>
    private const string Marks = "-._~";
    private const string MarkCapitals = "DPUT";

    /// <summary>An attempt as an order number: the payment's own part, <c>N</c> and the try's number.</summary>
    public static string TxnRefOf(AttemptId attempt) => string.Create(CultureInfo.InvariantCulture, $"{Plain(attempt.Payment)}N{attempt.Number}");

    /// <summary>A refund as a request's id.</summary>
    public static string RequestIdOf(RefundId refund) => string.Create(CultureInfo.InvariantCulture, $"{Plain(refund.Payment)}R{refund.Number}");

    /// <returns>The attempt's id as text; null when the order number is not one of ours.</returns>
    public static string? AttemptOf(string txnRef)
    {
        var at = txnRef.LastIndexOf('N');
        if (at <= 0) return null;
        var id = new StringBuilder(PaymentLimits.Kind).Append('-');
        foreach (var c in txnRef.AsSpan(0, at))
        {
            var mark = MarkCapitals.IndexOf(c, StringComparison.Ordinal);
            if (mark < 0 && !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c)) return null;
            id.Append(mark < 0 ? c : Marks[mark]);
        }

        return AttemptId.TryParse($"{id}.{txnRef[(at + 1)..]}", out var attempt) ? attempt.ToString() : null;
    }

    /// <summary>What we call an order in our books: its number and the time VNPAY wants to be told again.</summary>
    public static string KeyOf(string txnRef, string createDate) => $"{txnRef}/{createDate}";

    /// <returns>Number and time; null when it is no key of ours.</returns>
    public static (string TxnRef, string CreateDate)? ReadKey(string? key) =>
        key?.Split('/') is [var txnRef, { Length: 14 } createDate] ? (txnRef, createDate) : null;

    public static string TimeOf(DateTimeOffset instant) => instant.InVietnam().ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <returns>Null when it is no time.</returns>
    public static DateTimeOffset? ReadTime(string? text) =>
        DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new DateTimeOffset(time, VietnamTime.Offset).ToUniversalTime()
            : null;

    public static string AmountOf(Money amount) => checked(amount.MinorUnits * 100).ToString(CultureInfo.InvariantCulture);

    /// <returns>Whole đồng; zero, which no order has, when there are hundredths; null when it is no number.</returns>
    public static Money? ReadAmount(string? text, string? currency)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hundredths)) return null;
        return new Money(hundredths % 100 == 0 ? hundredths / 100 : 0, string.IsNullOrEmpty(currency) ? Money.Dong : currency);
    }

    /// <summary>Letters, digits and single spaces: encoders disagree on anything else, and the signature is over the encoded text.</summary>
    public static string OrderInfoOf(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) kept.Append(c);
            else if (kept.Length > 0 && kept[^1] != ' ') kept.Append(' ');
        }

        return kept.ToString().TrimEnd() is { Length: > 0 } info ? info : "fee";
    }

    private static string Plain(RecordId payment)
    {
        var text = new StringBuilder();
        foreach (var c in payment.Value.AsSpan(PaymentLimits.Kind.Length + 1))
        {
            var mark = Marks.IndexOf(c, StringComparison.Ordinal);
            text.Append(mark < 0 ? c : MarkCapitals[mark]);
        }

        return text.ToString();
    }
}
