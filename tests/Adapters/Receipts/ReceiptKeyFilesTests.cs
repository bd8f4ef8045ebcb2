using System.Security.Cryptography;
using System.Text.Json;
using PublicServices.Infra.Receipts;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Receipts;

public sealed class ReceiptKeyFilesTests : IDisposable
{
    private static readonly Receipt Sample = new("G03-270428-000001", 1, DateTimeOffset.UnixEpoch, "00112233445566778899aabbccddeeff");

    private readonly string _folder = Directory.CreateTempSubdirectory("receipts-").FullName;
    private readonly ReceiptKeyOptions _options;

    public ReceiptKeyFilesTests() => _options = ReceiptKeyOptions.In(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_FirstTime_MakesOneKeyThatOnlyItsOwnerReads()
    {
        var token = ReceiptKeyFiles.Open(_options).Sign(Sample);

        ReceiptKeyFiles.Open(_options).Verify(token).Should().Be(Sample, "the key is made once");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(_options.KeyFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Open_AfterACrashWhileWriting_MakesAKey()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_options.KeyFile)!);
        File.WriteAllText(_options.KeyFile + ".unfinished", "-----BEGIN PRIV");

        var open = () => ReceiptKeyFiles.Open(_options);

        open.Should().NotThrow();
    }

    [Fact]
    public void Open_ConfiguredSec1Key_IsUsed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Directory.CreateDirectory(Path.GetDirectoryName(_options.KeyFile)!);
        File.WriteAllText(_options.KeyFile, key.ExportECPrivateKeyPem());
        using var same = ReceiptKey.FromPem(key.ExportSubjectPublicKeyInfoPem());

        new EcdsaReceiptSigner(same).Verify(ReceiptKeyFiles.Open(_options).Sign(Sample)).Should().Be(Sample);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void Open_FileThatIsNoKey_ThrowsAndKeepsTheFile(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_options.KeyFile)!);
        File.WriteAllText(_options.KeyFile, text);

        var open = () => ReceiptKeyFiles.Open(_options);

        open.Should().Throw<CryptographicException>();
        File.ReadAllText(_options.KeyFile).Should().Be(text);
    }

    [Fact]
    public void FromPem_KeyOfAnotherCurve_Throws()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var pem = key.ExportPkcs8PrivateKeyPem();

        FluentActions.Invoking(() => ReceiptKey.FromPem(pem)).Should().Throw<CryptographicException>();
    }

    [Fact]
    public void Der_OfEitherKind_IsTheKeyThatItsPemIs()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var known = ReceiptKey.FromPem(key.ExportSubjectPublicKeyInfoPem());
        using var whole = ReceiptKey.FromPrivate(key.ExportPkcs8PrivateKey());
        using var half = ReceiptKey.FromPublic(key.ExportSubjectPublicKeyInfo());

        new[] { whole.Id, half.Id }.Should().AllBe(known.Id);
        FluentActions.Invoking(whole.RequirePrivate).Should().NotThrow();
        FluentActions.Invoking(half.RequirePrivate).Should().Throw<CryptographicException>("it could not sign");
    }

    [Fact]
    public void Der_OfTheOtherKindOrAnotherCurve_Throws()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var der in new[] { key.ExportSubjectPublicKeyInfo(), other.ExportPkcs8PrivateKey(), [1, 2, 3], [] })
            FluentActions.Invoking(() => ReceiptKey.FromPrivate(der)).Should().Throw<CryptographicException>();
        foreach (var der in new[] { key.ExportPkcs8PrivateKey(), other.ExportSubjectPublicKeyInfo(), [1, 2, 3], [] })
            FluentActions.Invoking(() => ReceiptKey.FromPublic(der)).Should().Throw<CryptographicException>();
    }

    [Fact]
    public void Rotate_Twice_EveryReceiptStaysGood()
    {
        var tokens = new List<string> { ReceiptKeyFiles.Open(_options).Sign(Sample) };
        for (var i = 0; i < 2; i++)
        {
            var id = ReceiptKeyFiles.Rotate(_options);
            var signer = ReceiptKeyFiles.Open(_options);
            tokens.Add(signer.Sign(Sample));
            FirstKeyId(signer).Should().Be(id);
        }

        var last = ReceiptKeyFiles.Open(_options);
        tokens.Should().OnlyContain(token => last.Verify(token) == Sample);
        JsonDocument.Parse(last.PublicKeys).RootElement.GetProperty("keys").GetArrayLength().Should().Be(3);
        Directory.EnumerateFiles(_options.RetiredFolder).Select(File.ReadAllText).Should().OnlyContain(pem => !pem.Contains("PRIVATE"));
    }

    private static string? FirstKeyId(EcdsaReceiptSigner signer) =>
        JsonDocument.Parse(signer.PublicKeys).RootElement.GetProperty("keys")[0].GetProperty("kid").GetString();
}
