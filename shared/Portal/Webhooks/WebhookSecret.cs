using System.Diagnostics.CodeAnalysis;
using PublicServices.Kernel;

namespace PublicServices.Portal;

/// <summary>A key two systems share to sign webhooks with, as the Standard Webhooks specification writes it.</summary>
/// <remarks>Source: standardwebhooks.com, "Signature scheme". Its text never reaches a log: <see cref="ToString"/> hides it.</remarks>
public sealed class WebhookSecret
{
    /// <summary>What every symmetric secret starts with; base 64 follows.</summary>
    public const string Prefix = "whsec_";

    /// <summary>Fewest key bytes accepted, from the specification.</summary>
    public const int MinBytes = 24;

    /// <summary>Most key bytes accepted, from the specification.</summary>
    public const int MaxBytes = 64;

    private const int NewKeyBytes = 32;
    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>Reads <c>whsec_</c> and base 64 of 24 to 64 bytes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (!Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), bytes, out var length) || length < MinBytes) return false;
        secret = new WebhookSecret(bytes[..length].ToArray());
        return true;
    }

    /// <summary>Reads a secret that was checked when it was stored or configured.</summary>
    /// <exception cref="FormatException">It is not a secret after all.</exception>
    public static WebhookSecret Parse(string text) =>
        TryParse(text, out var secret) ? secret : throw new FormatException("Not a webhook secret (whsec_ and base 64 of 24 to 64 bytes).");

    /// <summary>A new secret's text.</summary>
    public static string NewText(FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[NewKeyBytes];
        random(bytes);
        return Prefix + Convert.ToBase64String(bytes);
    }

    public override string ToString() => Prefix + "…";
}
