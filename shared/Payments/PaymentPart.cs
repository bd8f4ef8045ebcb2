using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Payments;

/// <summary>Reads ids of the form payment, mark, number.</summary>
internal static class PaymentPart
{
    private const int MaxDigits = 4;

    /// <returns>False unless there is exactly one way to write this id: leading zeros are refused.</returns>
    public static bool TryParse(string? text, string mark, out RecordId payment, out int number)
    {
        (payment, number) = (default, 0);
        var at = text?.LastIndexOf(mark, StringComparison.Ordinal) ?? -1;
        if (at < 0 || !RecordId.TryParse(text![..at], PaymentLimits.Kind, out payment)) return false;
        var digits = text.AsSpan(at + mark.Length);
        return digits.Length is > 0 and <= MaxDigits
            && digits[0] != '0'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
