using System.Text.Json;
using PublicServices.Infra.Notices;
using PublicServices.Notices;
using PublicServices.Tests.Adapters.Webhooks;

namespace PublicServices.Tests.Adapters.Notices;

public sealed class HttpSmsChannelTests
{
    private static readonly NoticeLetter Letter = new(
        "01k5letter", "0912 345 678", "", "Đã nhận \"phiếu\"\n{phone} \\ G22-1.", "vi", new DateTimeOffset(2026, 9, 21, 3, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Letter_PostsTheConfiguredBodyWithCredentialsAndKey()
    {
        await using var gateway = await Receiver.StartAsync();
        using var channel = Channel(gateway.Url);

        (await channel.SendAsync(Letter, Token)).Should().Be(ChannelAnswer.Sent);

        var received = gateway.Requests.Single();
        received.Headers["authorization"].Should().Be("Bearer abc");
        received.Headers["idempotency-key"].Should().Be("01k5letter");
        var body = JsonDocument.Parse(received.Body).RootElement;
        body.GetProperty("to").GetString().Should().Be("+84912345678");
        body.GetProperty("text").GetString().Should().Be(Letter.Text);
        body.GetProperty("requestId").GetString().Should().Be("01k5letter");
    }

    [Theory]
    [InlineData(202, ChannelOutcome.Sent)]
    [InlineData(400, ChannelOutcome.Refused)]
    [InlineData(422, ChannelOutcome.Refused)]
    [InlineData(401, ChannelOutcome.TryLater)]
    [InlineData(429, ChannelOutcome.TryLater)]
    [InlineData(302, ChannelOutcome.TryLater)]
    [InlineData(503, ChannelOutcome.TryLater)]
    public async Task Send_GatewayAnswers_AreJudged(int status, ChannelOutcome outcome)
    {
        await using var gateway = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var channel = Channel(gateway.Url);
        (await channel.SendAsync(Letter, Token)).Outcome.Should().Be(outcome);
    }

    [Fact]
    public async Task Send_NobodyListening_IsTriedLater()
    {
        Uri url;
        await using (var gateway = await Receiver.StartAsync()) url = gateway.Url;
        using var channel = Channel(url);
        (await channel.SendAsync(Letter, Token)).Should().Be(ChannelAnswer.TryLater("unreachable"));
    }

    [Theory]
    [InlineData("0912345678", "+84912345678")]
    [InlineData("+84 912 345 678", "+84912345678")]
    [InlineData("84912345678", "+84912345678")]
    [InlineData("(024) 3869-5144", "+842438695144")]
    [InlineData("+1 415 555 0100", "+14155550100")]
    [InlineData("", null)]
    [InlineData("113", null)]
    [InlineData("not a number", null)]
    [InlineData("09123456789012345", null)]
    [InlineData("0912345678; DROP", null)]
    [InlineData("0912+345678", null)]
    [InlineData("+0912345678", null)]
    public void ToE164_Numbers_AreNormalisedOrRefused(string text, string? expected) =>
        VietnamesePhone.ToE164(text).Should().Be(expected);

    private static HttpSmsChannel Channel(Uri gateway) => new(new SmsOptions { Url = gateway.ToString(), HeaderValue = "Bearer abc" });
}
