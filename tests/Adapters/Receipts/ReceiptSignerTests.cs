using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using PublicServices.Infra.Receipts;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Receipts;

public sealed class ReceiptSignerTests : IDisposable
{
    private static readonly Receipt Sample = new(
        "G03.01.02-270428-000123", 3, new DateTimeOffset(2027, 4, 28, 16, 59, 59, 999, TimeSpan.FromHours(7)), "00112233445566778899aabbccddeeff");

    private readonly ReceiptKey _key = ReceiptKey.Generate();
    private readonly ReceiptKey _other = ReceiptKey.Generate();
    private readonly EcdsaReceiptSigner _signer;

    public ReceiptSignerTests() => _signer = new EcdsaReceiptSigner(_key);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Verify_WhatWasSigned_SaysExactlyThat()
    {
        _signer.Verify(_signer.Sign(Sample)).Should().Be(Sample with { ArrivedAt = Sample.ArrivedAt.ToUniversalTime() });
    }

    [Fact]
    public void Sign_AnyReceipt_ComesBack() =>
        Gen.Select(
            Gen.Char["ABCXYZabc0189.-"].Array[1, Receipt.MaxDossierCodeChars].Select(code => new string(code)),
            Gen.Long[1, uint.MaxValue],
            Gen.Long[0, (1L << 47) - 1],
            Gen.Byte.Array[32]).Sample((code, version, milliseconds, hash) =>
        {
            var receipt = Receipt.For(code, version, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), hash);
            var token = _signer.Sign(receipt);

            token.Length.Should().BeLessThanOrEqualTo(Receipt.MaxTokenChars);
            _signer.Verify(token).Should().Be(receipt);
        });

    [Fact]
    public void Verify_OneBitChangedAnywhere_IsRefused()
    {
        var bytes = Base64Url.DecodeFromChars(_signer.Sign(Sample));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            _signer.Verify(Base64Url.EncodeToString(changed)).Should().BeNull($"bit {bit} was changed");
        }
    }

    [Fact]
    public void Verify_OneCharacterChangedAnywhere_IsRefused()
    {
        // A code of every length modulo three, because the last character of two of them has bits to spare.
        foreach (var code in new[] { "G03-1", "G03-12", "G03-123" })
        {
            var token = _signer.Sign(Sample with { DossierCode = code });
            for (var i = 0; i < token.Length; i++)
            {
                foreach (var c in "AaZz09-_+/= \n")
                {
                    if (token[i] == c) continue;
                    _signer.Verify(token[..i] + c + token[(i + 1)..]).Should().BeNull($"character {i} became '{c}'");
                }
            }
        }
    }

    [Fact]
    public void Verify_CutOrExtended_IsRefused()
    {
        var token = _signer.Sign(Sample);
        for (var length = 0; length < token.Length; length++) _signer.Verify(token[..length]).Should().BeNull();
        foreach (var tail in new[] { "A", "=", "==", " ", "\n", "AAAA", new string('A', 10_000) }) _signer.Verify(token + tail).Should().BeNull();
    }

    [Fact]
    public void Verify_AnyText_NeverThrows() => Gen.String.Sample(text => _signer.Verify(text).Should().BeNull());

    [Fact]
    public void Verify_AfterRotation_OldAndNewAreGood()
    {
        var old = _signer.Sign(Sample);
        using var oldPublic = ReceiptKey.FromPem(_key.PublicPem());
        var rotated = new EcdsaReceiptSigner(_other, oldPublic);

        rotated.Verify(old).Should().NotBeNull();
        rotated.Verify(rotated.Sign(Sample)).Should().NotBeNull();
        _signer.Verify(rotated.Sign(Sample)).Should().BeNull("a key nobody knows signs for nobody");
    }

    [Fact]
    public void Verify_SignedByAnotherKeyUnderOurId_IsRefused()
    {
        var forged = Base64Url.DecodeFromChars(new EcdsaReceiptSigner(_other).Sign(Sample));
        Base64Url.DecodeFromChars(_signer.Sign(Sample)).AsSpan(1, 8).CopyTo(forged.AsSpan(1));

        _signer.Verify(Base64Url.EncodeToString(forged)).Should().BeNull();
    }

    [Fact]
    public void PublicKeys_AreEnoughToCheckATokenWithoutUs()
    {
        var jwk = JsonDocument.Parse(_signer.PublicKeys).RootElement.GetProperty("keys").EnumerateArray().Single();
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Decode(jwk, "x"), Y = Decode(jwk, "y") },
        });
        var token = Base64Url.DecodeFromChars(_signer.Sign(Sample));
        byte[] signed = [.. "public-services receipt 1\n"u8, .. token[..^64]];

        key.VerifyData(signed, token[^64..], HashAlgorithmName.SHA256).Should().BeTrue();
        Decode(jwk, "kid").Should().Equal(token[1..9]);
        Encoding.ASCII.GetString(token[36..^64]).Should().Be(Sample.DossierCode);
        (jwk.GetProperty("kty").GetString(), jwk.GetProperty("crv").GetString(), jwk.GetProperty("alg").GetString()).Should().Be(("EC", "P-256", "ES256"));
        jwk.TryGetProperty("d", out _).Should().BeFalse("the private part stays here");
    }

    [Theory]
    [InlineData("", 1, "00112233445566778899aabbccddeeff")]
    [InlineData("mã-hồ-sơ", 1, "00112233445566778899aabbccddeeff")]
    [InlineData("G03 1", 1, "00112233445566778899aabbccddeeff")]
    [InlineData("G03-1", 0, "00112233445566778899aabbccddeeff")]
    [InlineData("G03-1", 1L << 32, "00112233445566778899aabbccddeeff")]
    [InlineData("G03-1", 1, "0011")]
    public void Sign_ReceiptThatDoesNotFit_IsAFaultOfTheProgram(string code, long version, string hash)
    {
        var sign = () => _signer.Sign(new Receipt(code, version, Sample.ArrivedAt, hash));

        sign.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Sign_FromManyThreads_IsAlwaysGood() =>
        Parallel.For(0, 200, i => _signer.Verify(_signer.Sign(Sample with { Version = i + 1 }))!.Version.Should().Be(i + 1));

    private static byte[] Decode(JsonElement jwk, string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
}
