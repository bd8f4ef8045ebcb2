using System.Text;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Sandbox;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Adapters.Payments;

public sealed class SandboxGatewayTests : GatewayCompliance
{
    protected override Task<GatewayHarness> StartAsync() => Task.FromResult<GatewayHarness>(new SandboxHarness());

    [Theory]
    [InlineData("amount=45000", "amount=1")]
    [InlineData("attempt=pay-1.1", "attempt=pay-2.1")]
    [InlineData("currency=VND", "currency=USD")]
    [InlineData("expires=", "expires=9")]
    [InlineData("&signature", "&extra=1&signature")]
    [InlineData("&signature", "&amount=1&signature")]
    public async Task Press_OfAChangedLink_TakesNothing(string from, string to)
    {
        await using var harness = new SandboxHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);

        var pressed = await harness.Press.HandleAsync(harness.QueryOf(opened).Replace(from, to, StringComparison.Ordinal), SandboxBehaviour.Succeed, Stop);

        pressed.Problem!.Code.Should().Be("SBX-001");
        (await AskAsync(harness, Order(harness), opened)).Kind.Should().Be(OutcomeKind.NotFound);
    }

    [Fact]
    public async Task Press_Twice_TakesOnce()
    {
        await using var harness = new SandboxHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);

        var first = await harness.Press.HandleAsync(harness.QueryOf(opened), SandboxBehaviour.Succeed, Stop);
        var second = await harness.Press.HandleAsync(harness.QueryOf(opened), SandboxBehaviour.Succeed, Stop);

        second.Value.Should().Be(first.Value);
        harness.Store.SentOf(SandboxMessages.CallbackDue).Should().ContainSingle();
    }

    [Fact]
    public async Task Press_AfterTheLinkExpired_IsRefused()
    {
        await using var harness = new SandboxHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        harness.Clock.Advance(TimeSpan.FromHours(1));

        (await harness.Press.HandleAsync(harness.QueryOf(opened), SandboxBehaviour.Succeed, Stop)).Problem!.Code.Should().Be("SBX-002");
    }

    [Fact]
    public async Task Press_AfterADecline_IsClosed()
    {
        await using var harness = new SandboxHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        await harness.DeclineAsync(Order(harness), opened);

        (await harness.Press.HandleAsync(harness.QueryOf(opened), SandboxBehaviour.Succeed, Stop)).Problem!.Code.Should().Be("SBX-003");
    }

    [Theory]
    [InlineData(SandboxBehaviour.Succeed, "Succeeded", 45_000, "1:Succeeded")]
    [InlineData(SandboxBehaviour.Fail, "Failed", 0, "1:Failed")]
    [InlineData(SandboxBehaviour.Cancel, "Cancelled", 0, "1:Cancelled")]
    [InlineData(SandboxBehaviour.Hang, "Pending", 0, "1:Pending")]
    [InlineData(SandboxBehaviour.StaySilent, "Succeeded", 45_000, "")]
    [InlineData(SandboxBehaviour.Underpay, "Succeeded", 44_000, "1:Succeeded")]
    [InlineData(SandboxBehaviour.Overpay, "Succeeded", 46_000, "1:Succeeded")]
    [InlineData(SandboxBehaviour.CallLate, "Succeeded", 45_000, "1:Succeeded")]
    [InlineData(SandboxBehaviour.CallTwice, "Succeeded", 45_000, "1:Succeeded 1:Succeeded 2:Succeeded")]
    [InlineData(SandboxBehaviour.CallOutOfOrder, "Succeeded", 45_000, "2:Succeeded 1:Pending")]
    [InlineData(SandboxBehaviour.TakeTwice, "Succeeded", 45_000, "1:Succeeded 2:Succeeded")]
    public async Task Press_OfEachBehaviour_DoesWhatItSays(SandboxBehaviour behaviour, string status, long takenVnd, string callbacks)
    {
        await using var harness = new SandboxHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);

        await harness.Press.HandleAsync(harness.QueryOf(opened), behaviour, Stop);

        var outcome = await AskAsync(harness, Order(harness), opened);
        outcome.Kind.ToString().Should().Be(status);
        (outcome.Amount?.MinorUnits ?? 0).Should().Be(takenVnd);
        string.Join(' ', harness.Store.SentOf(SandboxMessages.CallbackDue).Select(due => $"{due.EventId[(due.EventId.LastIndexOf('.') + 1)..]}:{due.Outcome.Kind}"))
            .Should().Be(callbacks);
        harness.Store.Sent.Select(sent => sent.Message.Id).Should().OnlyHaveUniqueItems();
        if (behaviour == SandboxBehaviour.CallLate) harness.Store.Sent.Single().NotBefore.Should().Be(harness.Now.AddMinutes(2));
    }

    [Fact]
    public async Task Query_OfAHangingOrder_ExpiresWithIt()
    {
        await using var harness = new SandboxHarness();
        var opened = await harness.Gateway.OpenAsync(Order(harness), Stop);
        await harness.Press.HandleAsync(harness.QueryOf(opened), SandboxBehaviour.Hang, Stop);

        harness.Clock.Advance(TimeSpan.FromHours(1));

        (await AskAsync(harness, Order(harness), opened)).Kind.Should().Be(OutcomeKind.Expired);
    }

    private sealed class SandboxHarness : GatewayHarness
    {
        private readonly SandboxGateway _gateway;

        public SandboxHarness()
        {
            var options = new SandboxOptions { Secret = "a-secret-of-the-sandbox-only", CallbackUrl = () => new Uri("http://127.0.0.1:9/") };
            _gateway = new SandboxGateway(Store, options, Clock);
            Press = new PressInSandbox(Store, options, new IdSource(Clock, bytes => bytes.Fill(3)), Clock);
        }

        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2027, 4, 21, 1, 0, 0, TimeSpan.Zero));

        public MemoryStore Store { get; } = new();

        public PressInSandbox Press { get; }

        public override IPaymentGateway Gateway => _gateway;

        public override DateTimeOffset Now => Clock.GetUtcNow();

        private Records<SandboxCharge> Charges => new(Store, () => SandboxJson.Default.SandboxCharge);

        public string QueryOf(OpenOutcome opened) => new Uri(new Uri("http://x"), opened.RedirectUrl!).Query;

        public override async Task PayAsync(OpenOrder order, OpenOutcome opened, long amount)
        {
            var behaviour = amount == order.Amount.MinorUnits
                ? SandboxBehaviour.Succeed
                : amount < order.Amount.MinorUnits ? SandboxBehaviour.Underpay : SandboxBehaviour.Overpay;
            (await Press.HandleAsync(QueryOf(opened), behaviour, Stop)).Problem.Should().BeNull();
            await Charges.ChangeAsync(
                SandboxCharge.IdOf(order.Attempt),
                null,
                loaded => new Change<SandboxCharge>(loaded.State! with { Captures = [loaded.State!.Captures[0] with { Amount = Money.Vnd(amount) }] }),
                Stop);
        }

        public override async Task DeclineAsync(OpenOrder order, OpenOutcome opened) =>
            (await Press.HandleAsync(QueryOf(opened), SandboxBehaviour.Fail, Stop)).Problem.Should().BeNull();

        public override Task<RawCallback> CallbackAsync(OpenOrder order, OpenOutcome opened)
        {
            var due = Store.SentOf(SandboxMessages.CallbackDue)[^1];
            return Task.FromResult(new RawCallback(new Dictionary<string, string>(), "", Encoding.UTF8.GetBytes(_gateway.Write(due))));
        }

        public override async Task<long> GivenBackAsync(OpenOrder order) =>
            (await Charges.LoadAsync(SandboxCharge.IdOf(order.Attempt), Stop)).State!.Refunds.Sum(refund => refund.Amount.MinorUnits);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
