namespace PublicServices.Kernel;

/// <summary>Signs what a person submitted and when, so that they can prove it later without us and without an account.</summary>
public interface IReceiptSigner
{
    /// <summary>A token for a QR code's address: <c>/verify/{token}</c>.</summary>
    /// <returns>At most <see cref="Receipt.MaxTokenChars"/> characters of base64url. Signing twice gives two tokens, both good.</returns>
    /// <exception cref="ArgumentException">The receipt breaks a limit of <see cref="Receipt"/>; a fault of the program.</exception>
    string Sign(Receipt receipt);

    /// <summary>What a token says; null when it was not signed by us exactly as it is, whatever it holds.</summary>
    Receipt? Verify(string token);

    /// <summary>
    /// The public keys as a JSON Web Key Set (RFC 7517), the present one first, for <c>/.well-known/receipt-keys.json</c>.
    /// UTF-8 JSON.
    /// </summary>
    ReadOnlyMemory<byte> PublicKeys { get; }
}

/// <summary>What a receipt attests: this content was submitted under this code at this moment.</summary>
/// <param name="DossierCode">1 to <see cref="MaxDossierCodeChars"/> ASCII letters, digits, dots and dashes.</param>
/// <param name="Version">The record's version that was submitted; at least 1.</param>
/// <param name="ArrivedAt">When the submission's first byte arrived; kept to the millisecond, since 1970.</param>
/// <param name="FormHash">
/// Start of the SHA-256 of the canonical form, 32 lower-case hex characters. 128 bits, so that nobody can prepare two forms
/// that share it.
/// </param>
public sealed record Receipt(string DossierCode, long Version, DateTimeOffset ArrivedAt, string FormHash)
{
    /// <summary>Longest dossier code.</summary>
    public const int MaxDossierCodeChars = 48;

    /// <summary>Characters of <see cref="FormHash"/>.</summary>
    public const int FormHashChars = 32;

    /// <summary>Longest token; with an address around it, it fits a QR code a phone reads from paper.</summary>
    public const int MaxTokenChars = 198;

    /// <summary>A receipt for a form's full SHA-256.</summary>
    /// <param name="formSha256">32 bytes.</param>
    public static Receipt For(string dossierCode, long version, DateTimeOffset arrivedAt, ReadOnlySpan<byte> formSha256) =>
        new(dossierCode, version, arrivedAt, Convert.ToHexStringLower(formSha256[..(FormHashChars / 2)]));
}
