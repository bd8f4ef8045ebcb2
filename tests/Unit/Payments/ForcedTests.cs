using System.Text.Json;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>Money that comes when, or as, it should not.</summary>
public sealed class ForcedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly GatewayOutcome Declined = GatewayOutcome.Failed("declined");

    [Fact]
    public async Task Money_AfterItsAttemptFailed_PaysTheFeeAndCallsAnOfficer()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, Declined);
        world.Payment.Status.Should().Be(PaymentStatus.Due);

        await world.CallAsync(PaymentWorld.First, world.Success());

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.LateSuccess && entry.Owed.IsZero);
        (await ActionsAsync(world)).Should().EndWith(Decision.ForcedAction);
        world.Told.Should().ContainSingle();
    }

    [Theory]
    [InlineData(29, PaymentStatus.Paid, 0)]
    [InlineData(31, PaymentStatus.Lapsed, 45_000)]
    public async Task Money_AfterTheFeeLapsed_CountsWhenItWasTakenInTime(int minutesAfterOpening, PaymentStatus status, long owedVnd)
    {
        var world = new PaymentWorld();
        await world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());
        world.Clock.SetUtcNow(PaymentWorld.Start.AddDays(7).AddMinutes(-1));
        await world.OpenedAsync();
        var taken = world.Clock.GetUtcNow().AddMinutes(minutesAfterOpening);
        await world.PassAsync(TimeSpan.FromHours(2));
        world.Payment.Status.Should().Be(PaymentStatus.Lapsed);
        world.Store.SentOf(PaymentContracts.FeeLapsed).Should().ContainSingle();

        await world.CallAsync(PaymentWorld.First, world.Success(at: taken));

        world.Payment.Status.Should().Be(status);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.LateSuccess && entry.Owed == Money.Vnd(owedVnd));
        world.Told.Should().HaveCount(status == PaymentStatus.Paid ? 1 : 0);
    }

    [Fact]
    public async Task Money_AfterWithdrawal_IsOwedBack()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "family withdrew"));
        world.Payment.Status.Should().Be(PaymentStatus.Withdrawn);
        world.Payment.HasLiveAttempt.Should().BeTrue("the gateway may still take the money");

        await world.CallAsync(PaymentWorld.First, world.Success());

        world.Payment.Status.Should().Be(PaymentStatus.Withdrawn);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.PaidAfterWithdrawal && entry.Owed == PaymentWorld.Fee);
        world.Told.Should().BeEmpty();
    }

    [Fact]
    public async Task Withdrawal_AfterPayment_IsAnOfficersCase()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        var withdrawn = new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "family withdrew");

        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, withdrawn);
        await world.DeliverAsync(PaymentContracts.FeeWithdrawn, withdrawn);

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.WithdrawnAfterPaid && entry.Owed == PaymentWorld.Fee);
    }

    [Fact]
    public async Task Withdrawal_OfAFeeNobodyAskedFor_IsParked()
    {
        var world = new PaymentWorld();

        var withdrawing = async () => await world.DeliverAsync(
            PaymentContracts.FeeWithdrawn, new FeeWithdrawnV1(PaymentWorld.Id, PaymentWorld.Payable, "x"));

        (await withdrawing.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("fee-unknown");
    }

    [Fact]
    public async Task Money_TooLittle_IsNotCredited()
    {
        var world = await new PaymentWorld().OpenedAsync();

        await world.CallAsync(PaymentWorld.First, world.Success(Money.Vnd(44_999)));

        world.Payment.Status.Should().Be(PaymentStatus.Due);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.Underpaid && entry.Owed == Money.Vnd(44_999));
        world.Told.Should().BeEmpty();
    }

    [Fact]
    public async Task Money_TooMuch_CreditsTheFeeAndOwesTheRest()
    {
        var world = await new PaymentWorld().OpenedAsync();

        await world.CallAsync(PaymentWorld.First, world.Success(Money.Vnd(45_001)));

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.Overpaid && entry.Owed == Money.Vnd(1));
        world.Told.Should().ContainSingle().Which.Amount.Should().Be(PaymentWorld.Fee);
    }

    [Fact]
    public async Task Money_OfAnotherCurrency_IsNotCredited()
    {
        var world = await new PaymentWorld().OpenedAsync();

        await world.CallAsync(PaymentWorld.First, world.Success(new Money(45_000, "USD")));

        world.Payment.Status.Should().Be(PaymentStatus.Due);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.WrongCurrency && entry.Owed == new Money(45_000, "USD"));
    }

    [Fact]
    public async Task Money_OfASecondAttempt_IsOwedBack()
    {
        var world = await (await new PaymentWorld().OpenedAsync()).OpenedAsync("other");
        await world.CallAsync(PaymentWorld.First, world.Success());

        await world.CallAsync(PaymentWorld.Second, world.Success(reference: "ref-2"), gateway: world.Other);

        world.Payment.PaidBy.Should().Be(PaymentWorld.First);
        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.PaidTwice && entry.Gateway == "other" && entry.Owed == PaymentWorld.Fee);
        world.Told.Should().ContainSingle();
    }

    [Fact]
    public async Task Money_TakenTwiceForOneAttempt_IsOwedBackOnce()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());

        await world.CallAsync(PaymentWorld.First, world.Success(reference: "ref-2"));
        await world.CallAsync(PaymentWorld.First, world.Success(reference: "ref-2"));

        Case(world).Should().Match<PaymentCase>(entry => entry.Kind == CaseKind.PaidTwice && entry.Reference == "ref-2");
    }

    [Fact]
    public async Task Callback_AgainUnderAnotherEvent_ChangesNothing()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var success = world.Success();
        await world.CallAsync(PaymentWorld.First, success);
        var before = await world.Store.LoadAsync(PaymentWorld.Id, Stop);

        await world.CallAsync(PaymentWorld.First, success);
        await world.CallAsync(PaymentWorld.First, GatewayOutcome.Pending);

        (await world.Store.LoadAsync(PaymentWorld.Id, Stop))!.Version.Should().Be(before!.Version);
        world.Told.Should().ContainSingle();
    }

    [Fact]
    public async Task Failure_AfterCapture_IsCheckedWithTheGatewayFirst()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var success = world.Success();
        await world.CallAsync(PaymentWorld.First, success);
        world.Gateway.Answer = success;

        await world.CallAsync(PaymentWorld.First, Declined);

        world.Gateway.Asked.Should().Be(1);
        world.Payment.Cases.Should().BeEmpty("the gateway stands by the capture: the failure was old news");
    }

    [Fact]
    public async Task Failure_AfterCaptureThatTheGatewayRepeats_LeavesTheMoneyAndCallsAnOfficer()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        world.Gateway.Answer = Declined;

        await world.CallAsync(PaymentWorld.First, Declined);
        await world.CallAsync(PaymentWorld.First, Declined);

        world.Payment.Status.Should().Be(PaymentStatus.Paid);
        Case(world).Kind.Should().Be(CaseKind.Contradicted);
    }

    [Fact]
    public async Task Capture_SaidToBeOfAnotherAmount_CallsAnOfficer()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        world.Gateway.Answer = world.Success(Money.Vnd(1));

        await world.CallAsync(PaymentWorld.First, world.Success(Money.Vnd(1)));

        world.Payment.Attempts[0].Captured.Should().Be(PaymentWorld.Fee);
        Case(world).Kind.Should().Be(CaseKind.Contradicted);
    }

    [Theory]
    [InlineData(-60, 0)]
    [InlineData(600, 5)]
    public async Task Capture_ByAWrongClock_IsPutWhereItCanBe(int minutesFromStart, int expectedMinutes)
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(5));

        await world.CallAsync(PaymentWorld.First, world.Success(at: PaymentWorld.Start.AddMinutes(minutesFromStart)));

        world.Payment.SettledAt.Should().Be(PaymentWorld.Start.AddMinutes(expectedMinutes));
    }

    [Fact]
    public async Task Cases_BeyondTheLimit_ParkTheNews()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        for (var i = 0; i < PaymentLimits.MaxCases; i++) await world.CallAsync(PaymentWorld.First, world.Success(reference: $"again-{i}"));

        var oneMore = () => world.CallAsync(PaymentWorld.First, world.Success(reference: "again-more"));

        (await oneMore.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("too-many-cases");
    }

    private static PaymentCase Case(PaymentWorld world) => world.Payment.Cases.Should().ContainSingle().Subject;

    private static async Task<IReadOnlyList<string>> ActionsAsync(PaymentWorld world) =>
    [
        .. (await world.Store.ListDocumentsAsync(PaymentWorld.Id, Document.HistoryPrefix, null, 100, Stop))
            .Select(document => JsonSerializer.Deserialize(document.Body.Span, KernelJson.Default.HistoryEntry)!.Action),
    ];
}
