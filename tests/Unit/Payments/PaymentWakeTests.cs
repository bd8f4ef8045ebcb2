using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>A payment whose messages are gone, as after an import, goes on all the same.</summary>
public sealed class PaymentWakeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAttempt_WhoseSweepIsGone_IsAskedAbout()
    {
        var (old, fresh) = await MovedAsync(await new PaymentWorld().OpenedAsync());
        fresh.Gateway.Answer = fresh.Success();

        await WakeAsync(fresh);

        fresh.Payment.Status.Should().Be(PaymentStatus.Paid);
        fresh.Told.Should().ContainSingle();
        old.Payment.Status.Should().Be(PaymentStatus.Pending);
    }

    [Fact]
    public async Task Obligation_WhoseEndIsGone_LapsesAtItsTime()
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        var (_, fresh) = await MovedAsync(world);

        await WakeAsync(fresh);
        await fresh.PassAsync(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        fresh.Payment.Status.Should().Be(PaymentStatus.Due);
        await fresh.PassAsync(TimeSpan.FromSeconds(2));

        fresh.Payment.Status.Should().Be(PaymentStatus.Lapsed);
    }

    [Fact]
    public async Task Refund_WhoseQuestionIsGone_IsAskedForUnderItsOwnKey()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        await new RefundMoney(world.Book, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, new CaseDecision("asked"), PaymentWorld.Finance, cause: null, Ct);
        var (_, fresh) = await MovedAsync(world);

        await WakeAsync(fresh);
        await WakeAsync(fresh);

        fresh.Payment.Status.Should().Be(PaymentStatus.Refunded);
        fresh.Payment.Refunds.Should().ContainSingle().Which.Status.Should().Be(RefundStatus.Done);
        fresh.Store.SentOf(PaymentContracts.FeeRefunded).Should().NotBeEmpty();
        fresh.Told.Should().BeEmpty("a fee that is on its way back is no longer news");
    }

    [Fact]
    public async Task SettledPayment_IsToldOnceMore_AndNothingElseHappens()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        var (_, fresh) = await MovedAsync(world);

        await WakeAsync(fresh);

        fresh.Store.Sent.Should().ContainSingle();
        fresh.Told.Should().Equal(world.Told);
    }

    [Fact]
    public async Task PaidFee_OfWhichAPartWentBack_IsToldOnceMoreAsPaid()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        await new RefundMoney(world.Book, RefundLimits.Default)
            .OfFeeAsync(PaymentWorld.Id, new CaseDecision("goodwill", Money.Vnd(1_000)), PaymentWorld.Finance, cause: null, Ct);
        await world.PumpAsync();
        var (_, fresh) = await MovedAsync(world);

        await WakeAsync(fresh);

        fresh.Store.Sent.Select(sent => sent.Message.Type).Should().Equal(PaymentContracts.FeePaid.Type, PaymentContracts.FeePartRefunded.Type);
    }

    [Theory]
    [InlineData("waived")]
    [InlineData("withdrawn")]
    [InlineData("lapsed")]
    public async Task Payment_ThatIsOver_AsksForNothing(string how)
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request(how == "waived" ? Money.Vnd(0) : null));
        if (how == "withdrawn") await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "x"));
        if (how == "lapsed") await world.PassAsync(TimeSpan.FromDays(8));
        var loaded = await world.Book.LoadAsync(PaymentWorld.Id, Ct);

        var woken = PaymentWake.Of(loaded, world.Clock.GetUtcNow()).Select(outgoing => outgoing.Message.Type);

        woken.Should().Equal(how switch
        {
            "waived" => [PaymentContracts.FeePaid.Type],
            "lapsed" => [PaymentContracts.FeeLapsed.Type],
            _ => (string[])[],
        });
    }

    /// <summary>The payment in a store of its own, without messages and without memory of those that were handled.</summary>
    private static async Task<(PaymentWorld Old, PaymentWorld Fresh)> MovedAsync(PaymentWorld old)
    {
        var record = (await old.Store.LoadAsync(PaymentWorld.Id, Ct))!;
        var fresh = new PaymentWorld();
        fresh.Clock.SetUtcNow(old.Clock.GetUtcNow());
        await fresh.Store.CommitAsync(new Commit { Record = record.Id, ExpectedVersion = 0, State = record.State }, Ct);
        return (old, fresh);
    }

    private static async Task WakeAsync(PaymentWorld world)
    {
        var loaded = await world.Book.LoadAsync(PaymentWorld.Id, Ct);
        await world.Store.SendAsync([.. PaymentWake.Of(loaded, world.Clock.GetUtcNow())], Ct);
        await world.PumpAsync();
    }
}
