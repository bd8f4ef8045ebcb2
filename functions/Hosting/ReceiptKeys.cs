using System.Security.Cryptography;
using PublicServices.Infra.Receipts;
using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Where the keys of receipts come from: configuration, or files.</summary>
internal static class ReceiptKeys
{
    /// <summary>The private key: PEM, or base64 of its PKCS #8.</summary>
    public const string Setting = "Receipts:Key";

    /// <summary>A file with the private key, where it is not the data folder's.</summary>
    public const string FileSetting = "Receipts:KeyFile";

    /// <summary>List of keys that no longer sign but still verify: PEM, or base64 of SubjectPublicKeyInfo.</summary>
    public const string RetiredSetting = "Receipts:RetiredKeys";

    /// <exception cref="InvalidOperationException">A configured key cannot be used; says which.</exception>
    public static IReceiptSigner Open(IConfiguration configuration)
    {
        var faults = new List<string>();
        if (Read(configuration, faults) is { } signer) return signer;
        if (faults.Count > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        var keys = ReceiptKeyOptions.In(DataFolder.Of(configuration));
        return ReceiptKeyFiles.Open(configuration[FileSetting] is { Length: > 0 } file ? keys with { KeyFile = file } : keys);
    }

    /// <summary>A signer with the configured keys; null when there is none, or one is at fault.</summary>
    public static EcdsaReceiptSigner? Read(IConfiguration configuration, List<string> faults)
    {
        if (configuration[Setting] is not { Length: > 0 } text) return null;
        var present = Key(text, ReceiptKey.FromPrivate, "private key", Setting, faults);
        var retired = configuration.GetSection(RetiredSetting).GetChildren()
            .Select(entry => Key(entry.Value ?? "", ReceiptKey.FromPublic, "public key", $"{RetiredSetting}:{entry.Key}", faults)).ToList();
        return present is null || retired.Contains(null) ? null : new EcdsaReceiptSigner(present, retired.OfType<ReceiptKey>());
    }

    private static ReceiptKey? Key(string text, Func<byte[], ReceiptKey> fromDer, string kind, string setting, List<string> faults)
    {
        try
        {
            var key = text.Contains("-----BEGIN", StringComparison.Ordinal) ? ReceiptKey.FromPem(text) : fromDer(Convert.FromBase64String(text.Trim()));
            if (setting == Setting) key.RequirePrivate();
            return key;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            faults.Add($"{setting} must be a P-256 {kind}, as PEM or as base64 of its DER.");
            return null;
        }
    }
}
