using System.Text;
using CsCheck;
using PublicServices.Portal;

namespace PublicServices.Tests.Unit.Portal;

public sealed class WebhookSignatureTests
{
    private static readonly WebhookSecret Key = WebhookSecret.Parse(PortalFixture.Secret);
    private static readonly WebhookSecret Other = WebhookSecret.Parse("whsec_" + Convert.ToBase64String(new byte[32]));
    private static readonly byte[] Body = "{\"type\":\"dossier.filed\"}"u8.ToArray();

    [Fact]
    public void Sign_KnownInput_MatchesTheSpecification()
    {
        // Computed with openssl: printf 'msg_1.1614265330.{}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | base64
        WebhookSignature.Sign([Key], "msg_1", 1614265330, "{}"u8).Should().Be("v1,MF1yZTijxuoaeMKa7EGuU2LjGoKD4WM/2VMd1mDQ+Q0=");
    }

    [Fact]
    public void Verify_WhatWasSigned_IsGenuine() => Gen.Byte.Array[0, 2_000].Sample(body =>
    {
        var header = WebhookSignature.Sign([Key], "msg_1", 1_700_000_000, body);
        WebhookSignature.Verify([Key], "msg_1", "1700000000", body, header).Should().BeTrue();
    });

    [Fact]
    public void Verify_AnyByteChanged_IsForged() => Gen.Int[0, 1_000_000].Sample(place =>
    {
        var header = WebhookSignature.Sign([Key], "msg_1", 1, Body);
        var forged = (byte[])Body.Clone();
        forged[place % forged.Length] ^= 1;
        WebhookSignature.Verify([Key], "msg_1", "1", forged, header).Should().BeFalse();
    });

    [Theory]
    [InlineData("msg_2", "1")]
    [InlineData("msg_1", "2")]
    [InlineData("msg_1", "01")]
    public void Verify_OtherIdOrTimestamp_IsForged(string id, string timestamp) =>
        WebhookSignature.Verify([Key], id, timestamp, Body, WebhookSignature.Sign([Key], "msg_1", 1, Body)).Should().BeFalse();

    [Fact]
    public void Verify_DuringRotation_AcceptsEitherSecretOnEitherSide()
    {
        var both = WebhookSignature.Sign([Key, Other], "msg_1", 1, Body);
        both.Split(' ').Should().HaveCount(2);
        WebhookSignature.Verify([Other], "msg_1", "1", Body, both).Should().BeTrue();
        WebhookSignature.Verify([Other, Key], "msg_1", "1", Body, WebhookSignature.Sign([Key], "msg_1", 1, Body)).Should().BeTrue();
        WebhookSignature.Verify([Other], "msg_1", "1", Body, WebhookSignature.Sign([Key], "msg_1", 1, Body)).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1,")]
    [InlineData("v1,not base64")]
    [InlineData("v1,AAAA")]
    [InlineData("v1a,Y29ycmVjdCBsZW5ndGggYnV0IG90aGVyIGFsZ29yaXRobQ==")]
    [InlineData("v1,Y29ycmVjdCBsZW5ndGggb2YgdGhpcnR5LXR3byBieXRlcyEhIQ==")]
    public void Verify_MalformedHeaders_AreForged(string header) =>
        WebhookSignature.Verify([Key], "msg_1", "1", Body, header).Should().BeFalse();

    [Fact]
    public void Verify_MoreSignaturesThanTheLimit_LooksAtNoMore()
    {
        var good = WebhookSignature.Sign([Key], "msg_1", 1, Body);
        var bad = string.Join(' ', Enumerable.Repeat("v1,AAAA", WebhookSignature.MaxSignatures));
        WebhookSignature.Verify([Key], "msg_1", "1", Body, $"{bad} {good}").Should().BeFalse();
        WebhookSignature.Verify([Key], "msg_1", "1", Body, $"v1,AAAA {good}").Should().BeTrue();
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("whsec_", false)]
    [InlineData("whsec_AAAA", false)]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", false)]
    [InlineData("whsec_@@@", false)]
    [InlineData(PortalFixture.Secret, true)]
    public void TryParse_Secrets_TakesOnlyWellFormedOnes(string? text, bool expected) =>
        WebhookSecret.TryParse(text, out _).Should().Be(expected);

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void TryParse_KeyLengths_FollowTheSpecification(int bytes, bool expected) =>
        WebhookSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[bytes]), out _).Should().Be(expected);

    [Fact]
    public void ToString_NeverShowsTheKey() =>
        Encoding.UTF8.GetByteCount(Key.ToString()).Should().BeLessThan(PortalFixture.Secret.Length).And.Be("whsec_…".Length + 2);
}
