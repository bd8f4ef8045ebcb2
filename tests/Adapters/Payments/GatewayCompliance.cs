using System.Text;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>What an adapter must do besides, when its gateway takes the money itself, keeps books and calls back.</summary>
public abstract class GatewayCompliance : OpeningCompliance
{
    [Theory]
    [InlineData(Fee)]
    [InlineData(Fee - 1)]
    [InlineData(Fee + 1)]
    public async Task Query_AfterPayment_TellsWhatWasTakenNotWhatWasAsked(long taken)
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, taken);

        var outcome = await AskAsync(harness, order, opened);

        outcome.Kind.Should().Be(OutcomeKind.Succeeded);
        outcome.Amount.Should().Be(Money.Vnd(taken));
        outcome.Reference.Should().NotBeEmpty();
        outcome.At!.Value.Should().BeCloseTo(harness.Now, TimeSpan.FromMinutes(1));
        (await AskAsync(harness, order, opened)).Should().Be(outcome, "asking changes nothing");
    }

    [Fact]
    public async Task Query_AfterADecline_TellsFailure()
    {
        await using var harness = await StartAsync();
        var order = Order(harness);
        var opened = await harness.Gateway.OpenAsync(order, Stop);
        await harness.DeclineAsync(order, opened);

        (await AskAsync(harness, order, opened)).Kind.Should().Be(OutcomeKind.Failed);
    }

    [Fact]
    public async Task Refund_AskedAgain_GoesBackOnce()
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);
        var refund = await RefundOf(harness, order, opened, 1, Fee);

        var first = await harness.Gateway.RefundAsync(refund, Stop);
        var second = await harness.Gateway.RefundAsync(refund, Stop);

        first.Kind.Should().Be(OutcomeKind.Succeeded);
        second.Should().Be(first);
        (await harness.GivenBackAsync(order)).Should().Be(Fee);
    }

    [Fact]
    public async Task Refund_InParts_NeverGoesBeyondTheCapture()
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);

        var refund = await RefundOf(harness, order, opened, 1, 5_000);

        var first = await harness.Gateway.RefundAsync(refund, Stop);
        var tooMuch = await harness.Gateway.RefundAsync(refund with { Refund = refund.Refund with { Number = 2 }, Amount = Money.Vnd(Fee) }, Stop);
        var rest = await harness.Gateway.RefundAsync(refund with { Refund = refund.Refund with { Number = 3 }, Amount = Money.Vnd(Fee - 5_000) }, Stop);

        first.Kind.Should().Be(OutcomeKind.Succeeded);
        tooMuch.Kind.Should().Be(OutcomeKind.Failed);
        rest.Kind.Should().Be(OutcomeKind.Succeeded);
        (await harness.GivenBackAsync(order)).Should().Be(Fee);
    }

    [Fact]
    public async Task Refund_OfAnotherCapture_Fails()
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);
        var refund = await RefundOf(harness, order, opened, 1, Fee) with { Reference = "another" };

        (await harness.Gateway.RefundAsync(refund, Stop)).Kind.Should().Be(OutcomeKind.Failed);
        (await harness.GivenBackAsync(order)).Should().Be(0);
    }

    [Fact]
    public async Task Callback_OfPaidMoney_IsReadAsItsAttempt()
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);

        var callback = harness.Gateway.ReadCallback(await harness.CallbackAsync(order, opened), harness.Now).Value;

        callback.Attempt.Should().Be(order.Attempt.ToString());
        callback.EventId.Should().NotBeEmpty();
        callback.Outcome!.Kind.Should().Be(OutcomeKind.Succeeded);
        callback.Outcome.Amount.Should().Be(Money.Vnd(Fee));
        callback.Outcome.Reference.Should().Be((await AskAsync(harness, order, opened)).Reference);
    }

    [Fact]
    public async Task Callback_ReadTwice_IsTheSameEvent()
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);
        var raw = await harness.CallbackAsync(order, opened);

        harness.Gateway.ReadCallback(raw, harness.Now).Value.Should().Be(harness.Gateway.ReadCallback(raw, harness.Now).Value);
    }

    [Fact]
    public async Task Callback_ChangedInAnyByte_IsRefused()
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);
        var raw = await harness.CallbackAsync(order, opened);

        var sent = raw.Body.Length > 0 ? raw.Body.ToArray() : Encoding.ASCII.GetBytes(raw.Query);

        for (var i = 0; i < sent.Length; i++)
        {
            var changed = sent.ToArray();
            changed[i] = (byte)(changed[i] == '7' ? '8' : '7');

            var read = harness.Gateway.ReadCallback(
                raw.Body.Length > 0 ? raw with { Body = changed } : raw with { Query = Encoding.ASCII.GetString(changed) }, harness.Now);

            read.Problem?.Code.Should().StartWith("PAY-01", "byte {0} was changed", i);
            read.Problem.Should().NotBeNull("byte {0} was changed", i);
        }
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task Callback_OutsideItsWindow_IsRefused(int secondsOff)
    {
        await using var harness = await StartAsync();
        var (order, opened) = await PaidAsync(harness, Fee);
        var raw = await harness.CallbackAsync(order, opened);

        if (!harness.HasReplayWindow)
        {
            harness.Gateway.ReadCallback(raw, harness.Now.AddSeconds(secondsOff)).Value.EventId
                .Should().Be(harness.Gateway.ReadCallback(raw, harness.Now).Value.EventId, "a late one is the same event");
            return;
        }

        harness.Gateway.ReadCallback(raw, harness.Now.AddSeconds(secondsOff)).Problem!.Code.Should().Be("PAY-012");
        harness.Gateway.ReadCallback(raw, harness.Now.AddSeconds(Math.Sign(secondsOff) * 299)).Problem.Should().BeNull();
    }

    protected static async Task<(OpenOrder Order, OpenOutcome Opened)> PaidAsync(GatewayHarness harness, long amount)
    {
        var order = Order(harness);
        var opened = await harness.Gateway.OpenAsync(order, Stop);
        await harness.PayAsync(order, opened, amount);
        return (order, opened);
    }

    protected static async Task<RefundOrder> RefundOf(GatewayHarness harness, OpenOrder order, OpenOutcome opened, int number, long amount)
    {
        var reference = (await AskAsync(harness, order, opened)).Reference;
        return new RefundOrder(
            new RefundId(order.Attempt.Payment, number), order.Attempt, opened.GatewayKey, reference, Money.Vnd(amount), "fee refund", harness.Now);
    }
}
