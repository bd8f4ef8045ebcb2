using System.Diagnostics.CodeAnalysis;

namespace PublicServices.Kernel;

/// <summary>The tax code of an organisation: ten digits, the last of them a check digit; a dependent unit has three more after a dash.</summary>
/// <remarks>People have no tax code of their own any more: their personal number stands for it. Source: Circular 86/2024/TT-BTC.</remarks>
public static class TaxCode
{
    private const int Digits = 10;
    private const int UnitDigits = 3;

    private static ReadOnlySpan<int> Weights => [31, 29, 23, 19, 17, 13, 7, 5, 3];

    /// <summary>Reads a code that came from outside; spaces around it are ignored.</summary>
    /// <param name="text">What came.</param>
    /// <param name="code">The code, <c>0101234567</c> or <c>0101234567-001</c>.</param>
    /// <returns>False when it is none, or its check digit is wrong.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? code)
    {
        code = null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length is not (Digits or Digits + 1 + UnitDigits)) return false;
        if (trimmed[..Digits].ContainsAnyExceptInRange('0', '9')) return false;
        if (trimmed.Length > Digits && (trimmed[Digits] != '-' || trimmed[(Digits + 1)..].ContainsAnyExceptInRange('0', '9'))) return false;
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++) sum += Weights[i] * (trimmed[i] - '0');
        if (10 - sum % 11 != trimmed[Digits - 1] - '0') return false;
        code = trimmed.ToString();
        return true;
    }
}
