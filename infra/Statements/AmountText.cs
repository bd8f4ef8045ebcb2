using PublicServices.Finance;

namespace PublicServices.Infra.Statements;

/// <summary>Reads amounts as banks print them. Whole đồng only: a fraction that is not zero is no amount.</summary>
internal static class AmountText
{
    /// <summary>Digits in groups of three or not grouped at all, a sign before or behind or brackets around, and zeros after the decimal sign.</summary>
    /// <param name="decimalSign"><c>,</c> or <c>.</c>; the other one groups.</param>
    /// <returns>False for anything else, and beyond <see cref="StatementLimits.MaxAmount"/>.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, char decimalSign, out long amount)
    {
        amount = 0;
        text = text.Trim();
        var negative = false;
        if (text is ['(', .. var inside, ')'])
        {
            text = inside;
            negative = true;
        }
        else if (text is ['-' or '+', .. var behind])
        {
            negative = text[0] == '-';
            text = behind;
        }
        else if (text is [.. var before, '-' or '+'])
        {
            negative = text[^1] == '-';
            text = before;
        }

        text = text.Trim();
        var at = text.IndexOf(decimalSign);
        if (at >= 0)
        {
            if (at == text.Length - 1 || text[(at + 1)..].ContainsAnyExcept('0')) return false;
            text = text[..at];
        }

        if (!TryDigits(text, decimalSign == ',' ? '.' : ',', out amount)) return false;
        if (negative) amount = -amount;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, char group, out long amount)
    {
        amount = 0;
        var (sinceGroup, grouped) = (0, false);
        if (text.IsEmpty) return false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == group || c == ' ' || c == '\u00A0')
            {
                if (i == 0 || sinceGroup > 3 || (grouped && sinceGroup != 3)) return false;
                (grouped, sinceGroup) = (true, 0);
                continue;
            }

            if (!char.IsAsciiDigit(c)) return false;
            amount = (amount * 10) + (c - '0');
            sinceGroup++;
            if (amount > StatementLimits.MaxAmount) return false;
        }

        return !grouped || sinceGroup == 3;
    }
}
