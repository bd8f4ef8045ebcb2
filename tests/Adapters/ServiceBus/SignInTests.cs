using Azure.Core;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.ServiceBus;
using PublicServices.Kernel;
using PublicServices.Tests.Doubles.ServiceBus;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>How the transport proves who it is, and what happens when it cannot.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly ServiceBusSimulator _simulator = ServiceBusSimulator.Start(
        TopologyFile.Of(BrokerCompliance.Topology) with { TokenGrace = TimeSpan.FromSeconds(1) });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Tokens_AreRenewedBeforeTheyEnd()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var simulator = ServiceBusSimulator.Start(TopologyFile.Of(BrokerCompliance.Topology), clock: clock);
        var options = Stand.OptionsFor(simulator);
        await using var stand = new Stand(options, clock: clock);
        var starting = stand.StartAsync();
        await Stand.UntilAsync(clock, () => starting.IsCompleted);
        await starting;
        var first = stand.Transport.Counters.Tokens;
        // Every entity once more, twice over: past the end of the first tokens.
        for (var renewals = 1; renewals <= 2; renewals++)
        {
            clock.Advance(options.TokenLifetime * 0.55);
            await Stand.UntilAsync(clock, () => stand.Transport.Counters.Tokens >= first * (renewals + 1));
        }

        await stand.PublishAsync(stand.New("a", "s", "x"));
        await Stand.UntilAsync(clock, () => stand.Handled.Count == 1);
        stand.Transport.Counters.Reconnects.Should().Be(0);
    }

    [Fact]
    public async Task Tokens_ThatCannotBeRenewedEndTheLinks_AndWorkGoesOnWithLaterOnes()
    {
        await using var stand = new Stand(Stand.OptionsFor(_simulator) with { TokenLifetime = TimeSpan.FromSeconds(2) });
        await stand.StartAsync();
        await stand.PublishAsync(stand.New("a", "s", "before"));
        await Stand.UntilAsync(() => stand.Handled.Count == 1);
        _simulator.Faults.RefuseTokens(12);
        await Stand.UntilAsync(() => _simulator.Faults.RefusalsLeft == 0);
        await stand.PublishUntilTakenAsync([stand.New("a", "s", "after")]);
        await Stand.UntilAsync(() => stand.Handled.Count == 2);
    }

    [Fact]
    public async Task AWrongKey_StopsTheStartWithTheReason()
    {
        await using var stand = new Stand(Stand.OptionsFor(_simulator) with { Key = "wrong" });
        var refused = await FluentActions.Awaiting(() => stand.StartAsync()).Should().ThrowAsync<BrokerException>();
        refused.Which.Condition.Should().Be("amqp:unauthorized-access");
        refused.Which.Message.Should().Contain("InvalidSignature").And.NotContain("wrong");
        await FluentActions.Awaiting(() => stand.PublishAsync(stand.New("a", "s", "x"))).Should().ThrowAsync<EngineBusyException>();
    }

    [Fact]
    public async Task AKeyBySaslPlain_NeedsNoTokens()
    {
        await using var stand = new Stand(Stand.OptionsFor(_simulator) with { SaslPlain = true });
        await stand.StartAsync();
        await stand.PublishAsync(stand.New("a", "s", "x"));
        await Stand.UntilAsync(() => stand.Handled.Count == 1);
        _simulator.Faults.TokensTaken.Should().Be(0);
    }

    [Fact]
    public async Task AWrongKeyBySaslPlain_IsBusyForSendersAndToldByHealth()
    {
        await using var stand = new Stand(Stand.OptionsFor(_simulator) with { SaslPlain = true, Key = "wrong", SendPatience = TimeSpan.FromMilliseconds(300) });
        await FluentActions.Awaiting(() => stand.PublishAsync(stand.New("a", "s", "x"))).Should().ThrowAsync<EngineBusyException>();
        (await stand.Transport.HealthAsync(Stand.Stop)).Fault.Should().Contain("amqp:unauthorized-access");
    }

    [Fact]
    public async Task AnEntraToken_IsShownAsItIs()
    {
        var issue = BrokerTokens.Entra(new FixedCredential());
        var token = await issue("sb://host/topic", Stand.Stop);
        token.Should().Be(new BrokerToken("header.payload.signature", "jwt", FixedCredential.Until));
        FixedCredential.AskedFor.Should().Equal("https://servicebus.azure.net//.default");
    }

    [Fact]
    public void ASharedAccessSignature_IsTheDocumentedOne()
    {
        // Worked out by hand: base64(HMAC-SHA256(key, "sb%3A%2F%2Fns%2Ftopic" + "\n" + "1700000000")).
        using var mac = new System.Security.Cryptography.HMACSHA256("the-key"u8.ToArray());
        var expected = Uri.EscapeDataString(Convert.ToBase64String(mac.ComputeHash("sb%3A%2F%2Fns%2Ftopic\n1700000000"u8.ToArray())));
        BrokerTokens.Sign("rule 1", "the-key", "sb://ns/topic", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)).Should()
            .Be($"SharedAccessSignature sr=sb%3A%2F%2Fns%2Ftopic&sig={expected}&se=1700000000&skn=rule%201");
    }

    private sealed class FixedCredential : TokenCredential
    {
        public static readonly DateTimeOffset Until = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public static string[] AskedFor { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            AskedFor = requestContext.Scopes;
            return new AccessToken("header.payload.signature", Until);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
