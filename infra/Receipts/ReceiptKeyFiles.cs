using System.Security.Cryptography;
using System.Text;
using PublicServices.Infra.Disk;

namespace PublicServices.Infra.Receipts;

/// <summary>Where the keys of receipts lie: configuration section <c>Receipts</c>.</summary>
/// <param name="KeyFile">Private key, PEM (PKCS #8 or SEC 1). Made once when it is not there.</param>
/// <param name="RetiredFolder">Keys that no longer sign but still verify, one PEM a file; need not exist.</param>
public sealed record ReceiptKeyOptions(string KeyFile, string RetiredFolder)
{
    /// <summary>The places inside a data folder, used unless configured otherwise.</summary>
    public static ReceiptKeyOptions In(string dataFolder) =>
        new(Path.Combine(dataFolder, "keys", "receipts.pem"), Path.Combine(dataFolder, "keys", "receipts-retired"));
}

/// <summary>Reads, makes and rotates the keys of receipts on disk. One process at a time.</summary>
public static class ReceiptKeyFiles
{
    /// <summary>Keys that may still verify; one a year for longer than any receipt is asked for.</summary>
    public const int MaxRetired = 64;

    private const string UnfinishedEnding = ".unfinished";

    /// <summary>A signer with the keys that are there; the first time, with a new one.</summary>
    /// <exception cref="IOException">A file cannot be read or written, or there are too many.</exception>
    /// <exception cref="CryptographicException">A file holds no P-256 key.</exception>
    public static EcdsaReceiptSigner Open(ReceiptKeyOptions options)
    {
        if (!File.Exists(options.KeyFile)) WriteNewKey(options.KeyFile);
        return new EcdsaReceiptSigner(Read(options.KeyFile), Retired(options).Select(Read));
    }

    /// <summary>Retires the present key and makes a new one; running processes sign with the old one until they start again.</summary>
    /// <returns>The new key's id.</returns>
    /// <exception cref="IOException">A file cannot be read or written, or there are too many.</exception>
    public static string Rotate(ReceiptKeyOptions options)
    {
        using var present = Read(options.KeyFile);
        if (Retired(options).Length >= MaxRetired) throw new IOException($"{options.RetiredFolder} holds {MaxRetired} keys already.");

        // The public key is safe before the private one is gone, so that no crash can make a receipt unverifiable.
        WriteText(Path.Combine(options.RetiredFolder, $"{present.Id}.pem"), present.PublicPem());
        return WriteNewKey(options.KeyFile);
    }

    private static string[] Retired(ReceiptKeyOptions options) =>
        Directory.Exists(options.RetiredFolder)
            ? [.. Directory.EnumerateFiles(options.RetiredFolder, "*.pem").Order(StringComparer.Ordinal)]
            : [];

    private static ReceiptKey Read(string file) => ReceiptKey.FromPem(File.ReadAllText(file));

    private static string WriteNewKey(string file)
    {
        using var key = ReceiptKey.Generate();
        WriteText(file, key.PrivatePem());
        return key.Id;
    }

    private static void WriteText(string file, string text)
    {
        var unfinished = file + UnfinishedEnding;
        DurableFolder.Create(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.Delete(unfinished);
        DurableFile.Write(file, unfinished, Encoding.ASCII.GetBytes(text));
    }
}
