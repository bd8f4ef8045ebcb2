namespace PublicServices.Infra.Notices;

/// <summary>Phone numbers as families write them.</summary>
public static class VietnamesePhone
{
    /// <summary>E.164, for example <c>+84912345678</c>; null when it is no phone number. National numbers (0…) are Vietnamese.</summary>
    public static string? ToE164(string text)
    {
        var digits = string.Concat(text.Where(c => c is >= '0' and <= '9'));
        if (text.Any(c => c is not (>= '0' and <= '9') and not ('+' or ' ' or '.' or '-' or '(' or ')'))) return null;
        var trimmed = text.TrimStart();
        if (trimmed.LastIndexOf('+') > 0) return null;
        var full = trimmed.StartsWith('+') ? digits
            : digits.StartsWith('0') ? "84" + digits[1..]
            : digits;
        return full.Length is >= 10 and <= 15 && full[0] != '0' ? "+" + full : null;
    }
}
