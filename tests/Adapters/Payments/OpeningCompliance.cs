using System.Text;
using CsCheck;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Adapters.Payments;

/// <summary>What every payment gateway adapter must do, however its gateway behaves.</summary>
public abstract class OpeningCompliance
{
    protected const long Fee = 45_000;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<GatewayHarness> StartAsync();

    [Fact]
    public async Task Open_Twice_GivesTheSameOrder()
    {
        await using var harness = await StartAsync();
        var order = Order(harness);

        var first = await harness.Gateway.OpenAsync(order, Stop);
        var second = await harness.Gateway.OpenAsync(order, Stop);

        first.RedirectUrl.Should().NotBeNullOrEmpty();
        second.Should().Be(first);
    }

    [Fact]
    public async Task Open_OfTwoAttempts_GivesTwoOrders()
    {
        await using var harness = await StartAsync();

        var first = await harness.Gateway.OpenAsync(Order(harness), Stop);
        var second = await harness.Gateway.OpenAsync(Order(harness, 2), Stop);

        second.GatewayKey.Should().NotBe(first.GatewayKey);
    }

    [Fact]
    public async Task Query_BeforeAnybodyPaid_IsNoFailure()
    {
        await using var harness = await StartAsync();
        var order = Order(harness);
        var opened = await harness.Gateway.OpenAsync(order, Stop);

        (await AskAsync(harness, order, opened)).Kind.Should().BeOneOf(OutcomeKind.Pending, OutcomeKind.NotFound);
    }

    [Fact]
    public async Task Query_OfAnOrderNobodyOpened_IsNotFoundOrUnknown()
    {
        await using var harness = await StartAsync();
        var order = Order(harness, 7);

        var unopened = await harness.Gateway.QueryAsync(new AskedOrder(order.Attempt, null, harness.Now), Stop);
        var wrongKey = await harness.Gateway.QueryAsync(new AskedOrder(order.Attempt, "no-such-key", harness.Now), Stop);

        unopened.Kind.Should().BeOneOf(OutcomeKind.NotFound, OutcomeKind.Unknown);
        wrongKey.Kind.Should().BeOneOf(OutcomeKind.NotFound, OutcomeKind.Unknown);
    }

    [Fact]
    public async Task Callback_OfAnything_IsRefusedNeverThrown()
    {
        await using var harness = await StartAsync();
        var header = Gen.OneOf(
            Gen.String,
            Gen.Const("t=abc,v1=00"),
            Gen.Const("t=99999999999999999999,v1=00"),
            Gen.Const("t=9223372036854775807,v1=00"),
            Gen.Const("t=1,t=2"),
            Gen.Const(",,,=,t"),
            Gen.Long.Select(time => $"t={time},v1=zz"));
        var anything = Gen.Select(header, Gen.String, Gen.Byte.Array[0, 200], (signature, query, body) => new RawCallback(
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Stripe-Signature"] = signature, ["Signature"] = signature }, query, body));

        anything.Sample(raw => harness.Gateway.ReadCallback(raw, harness.Now).Problem!.Code.Should().StartWith("PAY-01"), iter: 2_000);
        foreach (var text in new[] { "", "{}", "null", "[]", "a=b", "signature=", "=&=&=", "\ufeff{}", new string('&', 60_000), "%%%=%zz&signature=%" })
        {
            var raw = new RawCallback(new Dictionary<string, string>(), text, Encoding.UTF8.GetBytes(text));
            harness.Gateway.ReadCallback(raw, harness.Now).Problem!.Code.Should().StartWith("PAY-01");
        }
    }

    protected static OpenOrder Order(GatewayHarness harness, int number = 1, long amount = Fee) => new(
        new AttemptId(new RecordId("pay-1"), number), Money.Vnd(amount), "G03.00.01-270421-000001", harness.Now.AddHours(1), "vi");

    protected static ValueTask<GatewayOutcome> AskAsync(GatewayHarness harness, OpenOrder order, OpenOutcome opened) =>
        harness.Gateway.QueryAsync(new AskedOrder(order.Attempt, opened.GatewayKey, harness.Now), Stop);
}
