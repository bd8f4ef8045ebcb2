using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PublicServices.Infra.Receipts;

/// <summary>One ECDSA P-256 key, private or public, and the id that receipts name it by.</summary>
/// <remarks>The id is the start of the key's RFC 7638 thumbprint, so that nobody has to hand ids out.</remarks>
public sealed class ReceiptKey : IDisposable
{
    private const int CoordinateBytes = 32;
    private readonly ECDsa _key;
    private readonly Lock _gate = new();
    private readonly byte[] _id;
    private readonly string _x;
    private readonly string _y;

    private ReceiptKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        _x = Base64Url.EncodeToString(point.X);
        _y = Base64Url.EncodeToString(point.Y);
        _id = SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{_x}}","y":"{{_y}}"}"""))[..ReceiptToken.KeyIdBytes];
    }

    /// <summary>11 characters of base64url.</summary>
    public string Id => Base64Url.EncodeToString(_id);

    internal ReadOnlySpan<byte> IdBytes => _id;

    /// <summary>A new private key.</summary>
    public static ReceiptKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private or public key.</summary>
    /// <exception cref="CryptographicException">It is no P-256 key in PEM.</exception>
    public static ReceiptKey FromPem(string pem)
    {
        try
        {
            return Import(key => key.ImportFromPem(pem));
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("A receipt key is in PEM.", e);
        }
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="pkcs8">DER of PKCS #8.</param>
    /// <exception cref="CryptographicException">It is no P-256 key in that form.</exception>
    public static ReceiptKey FromPrivate(byte[] pkcs8) => Import(key => key.ImportPkcs8PrivateKey(pkcs8, out _));

    /// <summary>Reads a public key.</summary>
    /// <param name="info">DER of SubjectPublicKeyInfo.</param>
    /// <exception cref="CryptographicException">It is no P-256 key in that form.</exception>
    public static ReceiptKey FromPublic(byte[] info) => Import(key => key.ImportSubjectPublicKeyInfo(info, out _));

    /// <summary>The private key, PKCS #8.</summary>
    /// <exception cref="CryptographicException">This is a public key only.</exception>
    public string PrivatePem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>The public key, SubjectPublicKeyInfo.</summary>
    public string PublicPem() => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Throws unless it is a private key: a public one would say so at its first signature only.</summary>
    /// <exception cref="CryptographicException">This is a public key only.</exception>
    public void RequirePrivate() => CryptographicOperations.ZeroMemory(_key.ExportPkcs8PrivateKey());

    public void Dispose() => _key.Dispose();

    // The base library promises nothing about one key used by two threads at once.
    internal byte[] Sign(ReadOnlySpan<byte> bytes)
    {
        lock (_gate) return _key.SignData(bytes, HashAlgorithmName.SHA256);
    }

    internal bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        lock (_gate) return _key.VerifyData(bytes, signature, HashAlgorithmName.SHA256);
    }

    internal void WriteJwk(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kty", "EC");
        json.WriteString("crv", "P-256");
        json.WriteString("use", "sig");
        json.WriteString("alg", "ES256");
        json.WriteString("kid", Id);
        json.WriteString("x", _x);
        json.WriteString("y", _y);
        json.WriteEndObject();
    }

    private static ReceiptKey Import(Action<ECDsa> import)
    {
        var key = ECDsa.Create();
        try
        {
            import(key);
            if (key.ExportParameters(includePrivateParameters: false) is not { Q.X.Length: CoordinateBytes, Curve.Oid.FriendlyName: "nistP256" or "ECDSA_P256" })
                throw new CryptographicException("A receipt key is on the curve P-256.");
            return new ReceiptKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
