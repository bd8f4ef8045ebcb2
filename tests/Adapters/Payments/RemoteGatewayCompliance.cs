using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>What an adapter must do besides, when its gateway is reached over a network that can break.</summary>
public abstract class RemoteGatewayCompliance : GatewayCompliance
{
    protected sealed override async Task<GatewayHarness> StartAsync() => await StartRemoteAsync();

    protected abstract Task<RemoteGatewayHarness> StartRemoteAsync();

    [Theory]
    [InlineData(GatewayFault.LostConnection)]
    [InlineData(GatewayFault.Timeout)]
    [InlineData(GatewayFault.Conflict)]
    [InlineData(GatewayFault.TooManyRequests)]
    [InlineData(GatewayFault.ServerError)]
    [InlineData(GatewayFault.BadGateway)]
    [InlineData(GatewayFault.Garbage)]
    [InlineData(GatewayFault.EmptyAnswer)]
    public async Task Fault_OfAnyKind_IsUnknownAndHealsUnderTheSameKey(GatewayFault fault)
    {
        await using var harness = await StartRemoteAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        var refund = await RefundOf(harness, order, opened, 1, 45_000);
        var other = Order(harness, 2);

        harness.Break(fault);
        if (!harness.Gateway.OpensLocally) (await harness.Gateway.OpenAsync(other, Stop)).Should().Match<OpenOutcome>(outcome => outcome.RedirectUrl == null && outcome.Refusal == null);
        (await AskAsync(harness, order, opened)).Kind.Should().Be(OutcomeKind.Unknown);
        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Unknown);

        harness.Break(GatewayFault.None);
        (await harness.Gateway.OpenAsync(other, Stop)).RedirectUrl.Should().NotBeNull();
        (await AskAsync(harness, order, opened)).Kind.Should().Be(OutcomeKind.Succeeded);
        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Succeeded);
        (await harness.GivenBackAsync(order)).Should().Be(45_000);
    }

    [Fact]
    public async Task Cancellation_ByTheCaller_IsNotTakenForAnAnswer()
    {
        await using var harness = await StartRemoteAsync();
        var (order, opened) = await PaidAsync(harness, 45_000);
        harness.Break(GatewayFault.Timeout);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        var asking = async () => await harness.Gateway.QueryAsync(new AskedOrder(order.Attempt, opened.GatewayKey, harness.Now), patience.Token);

        await asking.Should().ThrowAsync<OperationCanceledException>();
    }
}
