using System.Text;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

public sealed class CallbackTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callback_OfTheFee_PaysItAndTellsTheService()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(30));

        await world.CallAsync(PaymentWorld.First, world.Success());

        world.Payment.Should().Match<Payment>(payment => payment.Status == PaymentStatus.Paid && payment.PaidBy == PaymentWorld.First && payment.Cases.Count == 0);
        world.Payment.Attempts[0].RedirectUrl.Should().BeNull();
        world.Told.Should().ContainSingle().Which.Should().BeEquivalentTo(new FeePaidV1(
            PaymentWorld.Id, PaymentWorld.Payable, PaymentWorld.Fee, PaymentWorld.Start.AddSeconds(30), "fake", "ref-1"));
        world.Gateway.Asked.Should().Be(0);
    }

    [Fact]
    public async Task Receive_StoresBeforeItAnswersAndDecidesNothing()
    {
        var world = await new PaymentWorld().OpenedAsync();

        var received = await world.ReceiveAsync("pay-1.1", world.Success(), "evt-7");

        received.EventId.Should().Be("evt-7");
        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        var stored = await world.Store.ReadDocumentAsync(PaymentWorld.Id, "cb/fake/evt-7", Stop);
        Encoding.UTF8.GetString(stored!.Value.Body.Span).Should().Contain("\"body\":\"{}\"");
        world.Store.SentOf(PaymentMessages.CallbackReceived).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_TheSameEventAgain_ChangesNothing()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.ReceiveAsync("pay-1.1", world.Success(), "evt-7");

        (await world.ReceiveAsync("pay-1.1", world.Success(), "evt-7")).Problem.Should().BeNull();

        world.Store.SentOf(PaymentMessages.CallbackReceived).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_WithoutASignature_StoresNothing()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Gateway.Callback = PaymentProblems.CallbackSignature;
        var sent = world.Store.Sent.Count;

        var received = await new ReceiveCallback(world.Store, world.Gateways).HandleAsync(
            "fake", FakeGateway.AnyCallback, PaymentWorld.Start, "c", Stop);

        received.Problem!.Code.Should().Be("PAY-010");
        world.Store.Sent.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Receive_TooLarge_IsRefusedUnread()
    {
        var world = new PaymentWorld();
        var raw = FakeGateway.AnyCallback with { Body = new byte[PaymentLimits.MaxCallbackBytes + 1] };

        (await new ReceiveCallback(world.Store, world.Gateways).HandleAsync("fake", raw, PaymentWorld.Start, "c", Stop))
            .Problem!.Code.Should().Be("PS-007");
    }

    [Fact]
    public async Task Receive_AnEventIdOfAnyShape_IsStoredOnce()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var odd = string.Concat(Enumerable.Repeat("sự kiện/../", 40));

        await world.ReceiveAsync("pay-1.1", world.Success(), odd);
        await world.ReceiveAsync("pay-1.1", world.Success(), odd);

        world.Store.SentOf(PaymentMessages.CallbackReceived).Should().ContainSingle()
            .Which.DocumentId.Length.Should().BeLessThanOrEqualTo(100);
    }

    [Fact]
    public async Task Receive_OfNothingAboutMoney_IsOnlyAcknowledged()
    {
        var world = await new PaymentWorld().OpenedAsync();
        world.Gateway.Callback = new GatewayCallback("evt-1", null, null);
        var sent = world.Store.Sent.Count;

        (await new ReceiveCallback(world.Store, world.Gateways).HandleAsync("fake", FakeGateway.AnyCallback, PaymentWorld.Start, "c", Stop))
            .Problem.Should().BeNull();

        world.Store.Sent.Should().HaveCount(sent);
    }

    [Theory]
    [InlineData("order 7", 45_000, CaseKind.UnknownReference)]
    [InlineData("pay-1.01", 45_000, CaseKind.UnknownReference)]
    [InlineData("pay-1.1", 0, CaseKind.BadAmount)]
    [InlineData("pay-1.1", -5, CaseKind.BadAmount)]
    public async Task Receive_OfWhatCannotBe_IsKeptForAnOfficerAndCreditedToNobody(string attempt, long amountVnd, CaseKind kind)
    {
        var world = await new PaymentWorld().OpenedAsync();

        (await world.ReceiveAsync(attempt, world.Success(Money.Vnd(amountVnd)), "evt-9")).Problem.Should().BeNull();
        await world.ReceiveAsync(attempt, world.Success(Money.Vnd(amountVnd)), "evt-9");
        await world.PumpAsync();

        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        var changed = world.Store.SentOf(PaymentContracts.PaymentChanged).Should().ContainSingle().Subject;
        changed.Payment.Value.Should().Be("cbk-fake-evt-9");
        changed.Cases.Should().ContainSingle().Which.Kind.Should().Be(kind.ToString());
        var queue = await new ListCases(world.Store).HandleAsync(false, null, PaymentWorld.Finance, Stop);
        queue.Value.Cases.Should().ContainSingle();
    }

    [Fact]
    public async Task Callback_OfAPaymentNobodyAskedFor_IsKeptForAnOfficer()
    {
        var world = new PaymentWorld();

        await world.CallAsync(new AttemptId(new RecordId("pay-unknown"), 1), world.Success(), "evt-3");

        world.Load(new RecordId("pay-unknown")).Should().BeNull();
        world.Store.SentOf(PaymentContracts.PaymentChanged).Should().ContainSingle()
            .Which.Cases[0].Should().Match<PaymentCaseV1>(entry => entry.Kind == "UnknownReference" && entry.Owed == PaymentWorld.Fee);
    }

    [Fact]
    public async Task Callback_ThatIsNotProof_CountsAsTheGatewaySays()
    {
        var world = await new PaymentWorld(callbackIsProof: false).OpenedAsync();
        world.Gateway.Answer = world.Success(reference: "asked");

        await world.CallAsync(PaymentWorld.First, world.Success(reference: "claimed"));

        world.Gateway.Asked.Should().Be(1);
        world.Payment.Attempts[0].Reference.Should().Be("asked");
    }

    [Fact]
    public async Task Callback_ThatIsNotProofAndTheGatewayDenies_CreditsNothing()
    {
        var world = await new PaymentWorld(callbackIsProof: false).OpenedAsync();
        world.Gateway.Answer = GatewayOutcome.Pending;

        await world.CallAsync(PaymentWorld.First, world.Success());

        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        world.Told.Should().BeEmpty();
    }

    [Fact]
    public async Task Callback_ThatIsNotProofWhileTheGatewayIsSilent_ComesAgain()
    {
        var world = await new PaymentWorld(callbackIsProof: false).OpenedAsync();
        world.Gateway.Answer = GatewayOutcome.Unknown("timeout");

        var calling = () => world.CallAsync(PaymentWorld.First, world.Success());

        await calling.Should().ThrowAsync<GatewaySilentException>();
        world.Payment.Status.Should().Be(PaymentStatus.Pending);
    }

    [Fact]
    public async Task Callback_OfAnotherGatewaysAttempt_CreditsNothing()
    {
        var world = await new PaymentWorld().OpenedAsync();

        await world.CallAsync(PaymentWorld.First, world.Success(), gateway: world.Other);

        world.Payment.Status.Should().Be(PaymentStatus.Pending);
        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.UnknownReference);
    }

    [Fact]
    public async Task Close_OfMoneyForAnUnknownAttempt_TakesItOutOfSuspenseByTheRefundTheOfficerNames()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(), gateway: world.Other);
        var (close, because) = (new CloseCase(world.Book), new CaseDecision("Đã hoàn tại cổng", RefundReference: " RF-9 "));

        foreach (var none in (string?[])[null, "  ", new string('9', PaymentLimits.MaxReferenceLength + 1)])
        {
            (await close.HandleAsync(PaymentWorld.Id, 1, because with { RefundReference = none }, PaymentWorld.Finance, null, Stop))
                .Problem!.Code.Should().Be("PAY-045");
        }

        var key = Cause.Request("http:f", "k", "close");
        (await close.HandleAsync(PaymentWorld.Id, 1, because, PaymentWorld.Finance, key, Stop)).Value.Cases[0].Should().Match<PaymentCase>(entry =>
            entry.Status == CaseStatus.Closed && entry.RefundReference == "RF-9");
        (await close.HandleAsync(PaymentWorld.Id, 1, because, PaymentWorld.Finance, key, Stop)).Problem.Should().BeNull("it is the same press");
        (await close.HandleAsync(PaymentWorld.Id, 1, because, PaymentWorld.Finance, null, Stop)).Problem!.Code.Should().Be("PAY-020");

        var moved = world.Store.SentOf(PaymentContracts.MoneyMoved);
        moved[^1].Movements.Select(movement => (movement.Kind, movement.Amount, movement.Gateway, movement.Reference)).Should().Equal(
            (MovementKind.Claimed, PaymentWorld.Fee, world.Other.Name, "ref-1"), (MovementKind.Refunded, PaymentWorld.Fee, world.Other.Name, "RF-9"));
        moved.Select(one => PaymentJournals.Of(one)!).SelectMany(journal => journal.Lines).Where(line => line.Account.Class is not ("receivable" or "revenue"))
            .GroupBy(line => line.Account).Should().OnlyContain(account => account.Sum(line => line.Amount.MinorUnits) == 0);
    }

    [Fact]
    public async Task Close_OfAStray_LeavesTheQueueOnce()
    {
        var world = new PaymentWorld();
        await world.ReceiveAsync("order 7", world.Success(), "evt-9");
        var close = new CloseStray(world.Store, world.Clock);
        var (id, because) = (new RecordId("cbk-fake-evt-9"), new StrayDecision("Đã hoàn tại cổng", " RF-9 "));

        (await close.HandleAsync(id, because, new Caller("x", Role.Operator, "X"), null, Stop)).Problem!.Code.Should().Be("PS-004");
        (await close.HandleAsync(id, because with { Reason = " " }, PaymentWorld.Finance, null, Stop)).Problem!.Code.Should().Be("PAY-023");
        foreach (var none in (string?[])[null, "  ", new string('9', PaymentLimits.MaxReferenceLength + 1)])
            (await close.HandleAsync(id, because with { RefundReference = none }, PaymentWorld.Finance, null, Stop)).Problem!.Code.Should().Be("PAY-045");
        var key = Cause.Request("http:f", "k", "close");
        (await close.HandleAsync(id, because, PaymentWorld.Finance, key, Stop)).Value.Should().Match<StrayCallback>(stray =>
            stray.Case == CaseStatus.Closed && stray.RefundReference == "RF-9");
        (await close.HandleAsync(id, because, PaymentWorld.Finance, key, Stop)).Value.Case.Should().Be(CaseStatus.Closed, "it is the same press");
        (await close.HandleAsync(id, because, PaymentWorld.Finance, null, Stop)).Problem!.Code.Should().Be("PAY-020");
        (await close.HandleAsync(new RecordId("cbk-none"), because, PaymentWorld.Finance, null, Stop)).Problem!.Code.Should().Be("PS-003");
        await world.PumpAsync();

        (await new ListCases(world.Store).HandleAsync(false, null, PaymentWorld.Finance, Stop)).Value.Cases.Should().BeEmpty();
    }

    [Fact]
    public async Task Close_OfAStray_TakesItsMoneyOutOfSuspenseOnce()
    {
        // Two notifications of one order: an officer closes both.
        var world = new PaymentWorld();
        foreach (var notification in (string[])["evt-8", "evt-9"]) await world.ReceiveAsync("order 7", world.Success(), notification);

        foreach (var stray in (string[])["cbk-fake-evt-8", "cbk-fake-evt-9"])
            (await new CloseStray(world.Store, world.Clock).HandleAsync(new RecordId(stray), new StrayDecision("x", "RF-9"), PaymentWorld.Finance, null, Stop)).Problem.Should().BeNull();

        var moved = world.Store.SentOf(PaymentContracts.MoneyMoved);
        moved.Should().HaveCount(4);
        moved[^1].Movements.Select(movement => (movement.Kind, movement.Reference)).Should().Equal((MovementKind.Claimed, "ref-1"), (MovementKind.Refunded, "RF-9"));
        var journals = moved.Select(one => PaymentJournals.Of(one)!).DistinctBy(journal => journal.Id).ToList();
        journals.Should().HaveCount(2, "the money came once and went back once");
        journals.SelectMany(journal => journal.Lines).GroupBy(line => line.Account)
            .Should().OnlyContain(account => account.Sum(line => line.Amount.MinorUnits) == 0);
    }

    [Fact]
    public async Task Receive_OfAForeignOrderThatFailed_IsOnlyAcknowledged()
    {
        var world = new PaymentWorld();

        (await world.ReceiveAsync("somebody-elses", GatewayOutcome.Failed("declined"), "evt-9")).Problem.Should().BeNull();

        world.Store.Sent.Should().BeEmpty();
    }
}
