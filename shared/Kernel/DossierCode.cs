using System.Globalization;

namespace PublicServices.Kernel;

/// <summary>The code a dossier is known by at the counter, at the portal and on receipts.</summary>
/// <remarks>
/// Unit code, Vietnamese day of receipt, sequence of that day: <c>000.00.12.H62-201105-0004</c>,
/// <c>G22.99.08-260921-896048</c>. Four digits run out at 9,999 dossiers a unit a day, so codes made here have six and
/// codes read from others may have four to six. Source: Circular 01/2018/TT-VPCP, Article 19.
/// </remarks>
public readonly record struct DossierCode
{
    /// <summary>The most dossiers a unit can receive in a day.</summary>
    public const int MaxSequence = 999_999;

    /// <summary>Longest code accepted from outside.</summary>
    public const int MaxLength = 40;

    private const string DayFormat = "yyMMdd";
    private const int MinDigits = 4;
    private const int MaxDigits = 6;
    private const int MinUnitParts = 3;
    private const int MaxUnitParts = 4;
    private const int MaxUnitPartLength = 3;

    private DossierCode(string value, string unit, DateOnly day, int sequence) =>
        (Value, Unit, Day, Sequence) = (value, unit, day, sequence);

    /// <summary>The whole code, upper case.</summary>
    public string Value { get; }

    /// <summary>Code of the receiving unit: three or four groups of up to three letters and digits.</summary>
    public string Unit { get; }

    /// <summary>Vietnamese day of receipt, 2000 to 2099.</summary>
    public DateOnly Day { get; }

    /// <summary>Running number of the unit's day, from 1.</summary>
    public int Sequence { get; }

    /// <summary>A new code.</summary>
    /// <param name="unit">Code of the receiving unit; see <see cref="IsUnit"/>.</param>
    /// <param name="receivedAt">When the dossier arrived; its Vietnamese day counts.</param>
    /// <param name="sequence">1 to <see cref="MaxSequence"/>.</param>
    /// <exception cref="ArgumentException">The unit is no unit code, or the day's sequence is used up.</exception>
    public static DossierCode Make(string unit, DateTimeOffset receivedAt, long sequence)
    {
        if (!IsUnit(unit)) throw new ArgumentException("Not a unit code.", nameof(unit));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sequence);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, MaxSequence);
        var day = receivedAt.VietnamDate();
        var value = string.Create(CultureInfo.InvariantCulture, $"{unit}-{day:yyMMdd}-{sequence:D6}");
        return new DossierCode(value, unit, day, (int)sequence);
    }

    /// <summary>Reads a code that came from outside, in either case.</summary>
    public static bool TryParse(string? text, out DossierCode code)
    {
        code = default;
        if (text is null || text.Length > MaxLength) return false;
        var value = text.Trim().ToUpperInvariant();
        if (value.Split('-') is not [var unit, var day, var digits] || !IsUnit(unit)) return false;
        if (!DateOnly.TryParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var received)) return false;
        if (digits.Length is < MinDigits or > MaxDigits) return false;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence == 0) return false;
        code = new DossierCode(value, unit, received.Year < 2000 ? received.AddYears(100) : received, sequence);
        return true;
    }

    /// <summary>True for a unit code: three or four groups of one to three upper-case letters and digits between dots.</summary>
    public static bool IsUnit(string unit)
    {
        var parts = 0;
        foreach (var range in unit.AsSpan().Split('.'))
        {
            var part = unit.AsSpan(range);
            if (part.Length is 0 or > MaxUnitPartLength) return false;
            foreach (var c in part)
            {
                if (c is not ((>= 'A' and <= 'Z') or (>= '0' and <= '9'))) return false;
            }

            parts++;
        }

        return parts is >= MinUnitParts and <= MaxUnitParts;
    }

    public override string ToString() => Value;
}
