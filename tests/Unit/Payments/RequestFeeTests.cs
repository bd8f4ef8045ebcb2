using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class RequestFeeTests
{
    private readonly PaymentWorld _world = new();

    [Fact]
    public async Task Request_OfAFee_IsDueAndSchedulesItsLapse()
    {
        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());

        _world.Payment.Status.Should().Be(PaymentStatus.Due);
        _world.Payment.Correlation.Should().Be("corr-1");
        var lapse = _world.Store.Sent.Should().ContainSingle(sent => sent.Message.Type == PaymentMessages.LapseDue.Type).Subject;
        lapse.NotBefore.Should().Be(PaymentWorld.Start.AddDays(7));
        lapse.Message.Session.Should().Be(PaymentWorld.Id);
    }

    [Fact]
    public async Task Request_OfZero_IsWaivedAndToldAtOnce()
    {
        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request(Money.Vnd(0)));

        _world.Payment.Status.Should().Be(PaymentStatus.Waived);
        _world.Told.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new FeePaidV1(PaymentWorld.Id, PaymentWorld.Payable, Money.Vnd(0), PaymentWorld.Start, "none", ""));
        _world.Store.Sent.Should().NotContain(sent => sent.Message.Type == PaymentMessages.LapseDue.Type);
        _world.Store.Sent.Single(sent => sent.Message.Type == PaymentContracts.FeePaid.Type).Message.Session.Should().Be(PaymentWorld.Payable);
    }

    [Theory]
    [InlineData("same-message")]
    [InlineData("another-message")]
    public async Task Request_Twice_IsOnePayment(string secondId)
    {
        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request(), "same-message");
        await _world.OpenedAsync();
        var before = _world.Payment;

        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request(), secondId);

        _world.Payment.Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task Request_AgainWithAnotherAmount_IsParked()
    {
        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());

        var again = async () => await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request(Money.Vnd(1)));

        (await again.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("fee-request-differs");
        _world.Payment.Amount.Should().Be(PaymentWorld.Fee);
    }

    [Theory]
    [InlineData("pay-1", -1)]
    [InlineData("reg-1", 1)]
    [InlineData("pay-A", 1)]
    public async Task Request_ThatCannotBe_IsParked(string id, long amountVnd)
    {
        var request = PaymentWorld.Request(Money.Vnd(amountVnd)) with { Payment = new RecordId(id) };

        var asking = async () => await _world.DeliverAsync(PaymentContracts.FeeRequested, request);

        (await asking.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("fee-request-invalid");
    }

    [Fact]
    public async Task Lapse_BeforeItsTime_IsDeliveredLater()
    {
        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());

        var early = async () => await _world.DeliverAsync(PaymentMessages.LapseDue, new LapseDueV1(PaymentWorld.Id));

        (await early.Should().ThrowAsync<DeliverLaterException>()).Which.Pause.Should().Be(TimeSpan.FromDays(7));
    }

    [Fact]
    public async Task Lapse_WithoutAnyAttempt_TellsTheServiceOnce()
    {
        await _world.DeliverAsync(PaymentContracts.FeeRequested, PaymentWorld.Request());

        await _world.PassAsync(TimeSpan.FromDays(7));
        await _world.DeliverAsync(PaymentMessages.LapseDue, new LapseDueV1(PaymentWorld.Id));

        _world.Payment.Status.Should().Be(PaymentStatus.Lapsed);
        _world.Store.SentOf(PaymentContracts.FeeLapsed).Should().ContainSingle().Which.Payable.Should().Be(PaymentWorld.Payable);
    }
}
