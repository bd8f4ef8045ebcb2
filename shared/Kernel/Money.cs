using System.Globalization;
using System.Text.Json.Serialization;

namespace PublicServices.Kernel;

/// <summary>An exact amount in the smallest unit of one currency.</summary>
/// <param name="MinorUnits">Whole smallest units; for VND, whole đồng. May be negative (a reversal).</param>
/// <param name="Currency">ISO 4217 code, three upper-case letters.</param>
/// <remarks>VND has no minor unit, so <c>MinorUnits</c> of 45,000 ₫ is 45000.</remarks>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly record struct Money(long MinorUnits, string Currency) : IComparable<Money>
{
    /// <summary>The currency every fee in this system is set in.</summary>
    public const string Dong = "VND";

    /// <summary>An amount of whole đồng.</summary>
    public static Money Vnd(long amountVnd) => new(amountVnd, Dong);

    /// <summary>True when nothing is owed.</summary>
    public bool IsZero => MinorUnits == 0;

    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum is outside the range of <see cref="long"/>.</exception>
    public static Money operator +(Money left, Money right) =>
        left with { MinorUnits = checked(left.MinorUnits + left.Same(right)) };

    /// <inheritdoc cref="op_Addition"/>
    public static Money operator -(Money left, Money right) =>
        left with { MinorUnits = checked(left.MinorUnits - left.Same(right)) };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public int CompareTo(Money other) => MinorUnits.CompareTo(Same(other));

    /// <summary>Vietnamese form for đồng, for example <c>45.000 ₫</c>; code and number for other currencies.</summary>
    public override string ToString()
    {
        var digits = MinorUnits.ToString("#,0", CultureInfo.InvariantCulture);
        return Currency == Dong ? $"{digits.Replace(',', '.')} ₫" : $"{digits} {Currency} (minor units)";
    }

    private long Same(Money other) => Currency == other.Currency
        ? other.MinorUnits
        : throw new InvalidOperationException($"Cannot combine {Currency} with {other.Currency}.");
}
