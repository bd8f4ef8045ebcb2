using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace PublicServices.Payments;

/// <summary>
/// What a payer writes into a bank transfer so that it finds its attempt: <c>PS</c>, ten characters and a check character.
/// Banks fold case, put words of their own around it and break it at any column, so it is found in whatever text comes back.
/// </summary>
/// <remarks>
/// The alphabet leaves out 0, 1, I, L and O, which people mistake for each other; 31 of the characters that are left make a prime,
/// so that the weighted sum notices every single mistyped character and every two that changed places.
/// </remarks>
public static class TransferMemo
{
    /// <summary>Length of every memo.</summary>
    public const int Length = 13;

    /// <summary>Memos looked for in one text.</summary>
    public const int MaxFound = 8;

    private const string Prefix = "PS";
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int Digits = 10;

    /// <summary>The attempt's memo: always the same one.</summary>
    public static string Of(AttemptId attempt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(attempt.ToString()), hash);
        var number = BinaryPrimitives.ReadUInt128BigEndian(hash);
        Span<char> memo = stackalloc char[Length];
        Prefix.CopyTo(memo);
        for (var i = Prefix.Length; i < Length - 1; i++)
        {
            memo[i] = Alphabet[(int)(number % (uint)Alphabet.Length)];
            number /= (uint)Alphabet.Length;
        }

        memo[^1] = Check(memo.Slice(Prefix.Length, Digits));
        return new string(memo);
    }

    /// <summary>Reads a memo as somebody typed it: in any case, with any spacing and punctuation.</summary>
    /// <returns>False when a character is wrong, missing or out of place.</returns>
    public static bool TryRead(string? text, [NotNullWhen(true)] out string? memo)
    {
        var plain = Plain(text ?? "");
        memo = plain.Length == Length && IsMemo(plain) ? plain : null;
        return memo is not null;
    }

    /// <summary>The memos in a statement's text, in the order they stand there, each once.</summary>
    public static IReadOnlyList<string> FindIn(string text)
    {
        var plain = Plain(text);
        List<string> found = [];
        for (var i = 0; i + Length <= plain.Length && found.Count < MaxFound; i++)
        {
            var candidate = plain.AsSpan(i, Length);
            if (IsMemo(candidate) && !found.Contains(candidate.ToString())) found.Add(candidate.ToString());
        }

        return found;
    }

    private static bool IsMemo(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Prefix)) return false;
        var digits = text.Slice(Prefix.Length, Digits);
        foreach (var c in digits)
        {
            if (!Alphabet.Contains(c)) return false;
        }

        return text[^1] == Check(digits);
    }

    private static char Check(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) sum += (i + 2) * Alphabet.IndexOf(digits[i], StringComparison.Ordinal);
        return Alphabet[sum % Alphabet.Length];
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) plain.Append(char.ToUpperInvariant(c));
        }

        return plain.ToString();
    }
}
