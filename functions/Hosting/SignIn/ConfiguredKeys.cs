using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace PublicServices.Functions.Hosting.SignIn;

/// <summary>
/// The keys behind cookies, tokens and forms, from configuration: every process has the same ones, and none needs a disk. The
/// first protects, the others still open what they protected.
/// </summary>
internal sealed class ConfiguredKeys : IXmlRepository
{
    /// <summary>List of secrets, newest first: base64, at least 32 bytes each.</summary>
    public const string Setting = "Security:ProtectionKeys";

    /// <summary>Bytes of a secret at the least.</summary>
    public const int MinBytes = 32;

    private const int MasterKeyBytes = 64;
    private const int IdBytes = 16;
    private static readonly DateTimeOffset FirstDay = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastDay = new(9990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly XElement[] _keys;

    public ConfiguredKeys(IReadOnlyList<byte[]> secrets) =>
        // The framework protects with the key that became active last.
        _keys = [.. secrets.Select((secret, i) => Key(secret, FirstDay.AddDays(secrets.Count - i)))];

    /// <summary>The configured secrets; empty when there are none.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="faults">Gets a line for each that cannot be used.</param>
    public static IReadOnlyList<byte[]> Read(IConfiguration configuration, List<string> faults)
    {
        var secrets = new List<byte[]>();
        foreach (var entry in configuration.GetSection(Setting).GetChildren())
        {
            var bytes = new byte[entry.Value?.Length ?? 0];
            if (Convert.TryFromBase64String(entry.Value?.Trim() ?? "", bytes, out var length) && length >= MinBytes) secrets.Add(bytes[..length]);
            else faults.Add($"{Setting}:{entry.Key} must be base64 of at least {MinBytes} bytes.");
        }

        return secrets;
    }

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys.Select(key => new XElement(key))];

    public void StoreElement(XElement element, string friendlyName) =>
        throw new InvalidOperationException($"Keys come from {Setting}; none is made here.");

    private static XElement Key(byte[] secret, DateTimeOffset activeFrom)
    {
        using var master = new Secret(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, MasterKeyBytes, info: "public-services protection"u8.ToArray()));
        var descriptor = new AuthenticatedEncryptorDescriptor(new AuthenticatedEncryptorConfiguration(), master).ExportToXml();
        var id = new Guid(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, IdBytes, info: "public-services key id"u8.ToArray()));
        return new XElement(
            "key",
            new XAttribute("id", id),
            new XAttribute("version", 1),
            new XElement("creationDate", Text(FirstDay)),
            new XElement("activationDate", Text(activeFrom)),
            new XElement("expirationDate", Text(LastDay)),
            new XElement("descriptor", new XAttribute("deserializerType", descriptor.DeserializerType.AssemblyQualifiedName!), descriptor.SerializedDescriptorElement));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
