using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>A dispute through its whole life, and payouts.</summary>
public sealed class DisputeTests
{
    private int _events;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dispute_Opened_IsSeenAndStopsRefundsUntilItIsWon()
    {
        var world = await PaidAsync();

        await TellAsync(world, NoticeKind.DisputeOpen);
        await TellAsync(world, NoticeKind.DisputeWithdrawn);

        world.Payment.Status.Should().Be(PaymentStatus.Paid, "the service was paid; the dispute is between us and the bank");
        world.Payment.Cases.Should().ContainSingle().Which.Kind.Should().Be(CaseKind.Disputed);
        world.Payment.Disputes.Should().ContainSingle().Which.Withheld.Should().Be(PaymentWorld.Fee);
        (await RefundAsync(world)).Problem!.Code.Should().Be("PAY-043");

        await TellAsync(world, NoticeKind.DisputeWon);
        (await RefundAsync(world)).Problem!.Code.Should().Be("PAY-025", "the money is not back yet");
        await TellAsync(world, NoticeKind.DisputeReinstated);
        (await RefundAsync(world)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Dispute_Lost_IsAnotherCaseAndTheMoneyCannotGoBackTwice()
    {
        var world = await PaidAsync();
        await TellAsync(world, NoticeKind.DisputeOpen);

        await TellAsync(world, NoticeKind.DisputeLost);

        world.Payment.Cases.Select(entry => entry.Kind).Should().Equal(CaseKind.Disputed, CaseKind.DisputeLost);
        world.Payment.Disputes.Single().Should().Match<Dispute>(dispute => !dispute.IsOpen && dispute.IsLost && dispute.Withheld == PaymentWorld.Fee);
        (await RefundAsync(world)).Problem!.Code.Should().Be("PAY-025");
    }

    [Fact]
    public async Task Dispute_InAnyOrderAndTwice_EndsTheSame()
    {
        NoticeKind[] life = [NoticeKind.DisputeOpen, NoticeKind.DisputeWithdrawn, NoticeKind.DisputeWon, NoticeKind.DisputeReinstated];
        foreach (var order in Orders(life))
        {
            var world = await PaidAsync();
            foreach (var kind in order)
            {
                await TellAsync(world, kind);
                await TellAsync(world, kind);
            }

            world.Payment.Disputes.Should().ContainSingle().Which.Should().Match<Dispute>(dispute =>
                !dispute.IsOpen && !dispute.IsLost && dispute.WithdrawnAt != null && dispute.ReinstatedAt != null && dispute.Withheld.IsZero);
            world.Payment.Cases.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Dispute_DecidedOnce_IsNotDecidedAgain()
    {
        var world = await PaidAsync();
        await TellAsync(world, NoticeKind.DisputeWon);

        await TellAsync(world, NoticeKind.DisputeLost);

        world.Payment.Disputes.Single().IsLost.Should().BeFalse();
    }

    [Theory]
    [InlineData(NoticeKind.DisputeOpen, false, false, false, false)]
    [InlineData(NoticeKind.DisputeWithdrawn, true, false, false, false)]
    [InlineData(NoticeKind.DisputeReinstated, true, true, false, false)]
    [InlineData(NoticeKind.DisputeWon, false, false, true, false)]
    [InlineData(NoticeKind.DisputeLost, true, false, true, true)]
    public void Dispute_AfterNews_KnowsItsFactsAndKeepsTheirFirstTimes(NoticeKind kind, bool isWithdrawn, bool isReinstated, bool isClosed, bool isLost)
    {
        var (first, later) = (PaymentWorld.Start, PaymentWorld.Start.AddDays(1));
        var open = new Dispute("dp_1", "fake", "ref-1", PaymentWorld.Fee, first.AddDays(-1));

        var told = open.After(News(kind, first));

        told.Should().Be(open with
        {
            WithdrawnAt = isWithdrawn ? first : null,
            ReinstatedAt = isReinstated ? first : null,
            ClosedAt = isClosed ? first : null,
            IsLost = isLost,
        });
        told.Withheld.Should().Be(isWithdrawn && !isReinstated ? PaymentWorld.Fee : Money.Vnd(0));
        told.After(News(kind, later)).Should().Be(told);
    }

    [Theory]
    [InlineData(NoticeKind.DisputeReinstated)]
    [InlineData(NoticeKind.DisputeLost)]
    public void Dispute_WithdrawnBefore_WasWithdrawnThen(NoticeKind kind)
    {
        var withdrawn = new Dispute("dp_1", "fake", "ref-1", PaymentWorld.Fee, PaymentWorld.Start).After(News(NoticeKind.DisputeWithdrawn, PaymentWorld.Start));

        withdrawn.After(News(kind, PaymentWorld.Start.AddDays(1))).WithdrawnAt.Should().Be(PaymentWorld.Start);
    }

    [Fact]
    public async Task Dispute_OfAnotherCapture_LeavesThisOneRefundable()
    {
        var world = await PaidAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(reference: "ref-2"));
        await TellAsync(world, NoticeKind.DisputeOpen);

        (await new RefundMoney(world.Book, RefundLimits.Default).OfCaseAsync(PaymentWorld.Id, 1, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Dispute_OfACaptureNobodyKnows_IsKeptForAnOfficer()
    {
        var world = await PaidAsync();

        var tell = () => TellAsync(world, NoticeKind.DisputeOpen, reference: "unknown");
        await tell.Should().ThrowAsync<DeliverLaterException>("the capture's own news may be late");
        world.Clock.Advance(ApplyNotice.LookFor);
        await world.PumpAsync();

        world.Payment.Disputes.Should().BeEmpty();
        (await new ListCases(world.Store).HandleAsync(false, null, PaymentWorld.Finance, Stop)).Value.Cases
            .Should().ContainSingle().Which.Case.Kind.Should().Be(nameof(CaseKind.Disputed));
    }

    [Fact]
    public async Task Dispute_ToldBeforeItsCapture_WaitsForIt()
    {
        var world = await new PaymentWorld().OpenedAsync();
        var tell = () => TellAsync(world, NoticeKind.DisputeWithdrawn);
        await tell.Should().ThrowAsync<DeliverLaterException>();

        // The notice waits in a session of its own, so the capture's callback is handled before it.
        await world.DeliverAsync(PaymentMessages.CallbackReceived, new CallbackReceivedV1(PaymentWorld.First, "fake", "cb/fake/evt-1", world.Success(), world.Clock.GetUtcNow()));
        foreach (var changed in world.Store.SentOf(PaymentContracts.PaymentChanged)) await world.Store.ApplyAsync([.. PaymentViews.Project(changed)], Stop);
        await world.PumpAsync();

        world.Payment.Disputes.Should().ContainSingle().Which.Withheld.Should().Be(PaymentWorld.Fee);
    }

    [Fact]
    public async Task Dispute_OpenedAfterARefundWasProposed_StopsItsApproval()
    {
        var world = await PaidAsync();
        var check = new CheckRefund(world.Book);
        var second = new Caller("acc-second", Role.Finance, "Kế toán trưởng");
        await new RefundMoney(world.Book, new RefundLimits(Money.Vnd(0))).OfFeeAsync(PaymentWorld.Id, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop);

        await TellAsync(world, NoticeKind.DisputeOpen);
        (await check.ApproveAsync(PaymentWorld.Id, 1, new CaseDecision("x"), second, cause: null, Stop)).Problem!.Code.Should().Be("PAY-043");
        await TellAsync(world, NoticeKind.DisputeLost);
        (await check.ApproveAsync(PaymentWorld.Id, 1, new CaseDecision("x"), second, cause: null, Stop)).Problem!.Code.Should().Be("PAY-025");

        world.Gateway.Refunded.Should().BeEmpty();
        (await check.DeclineAsync(PaymentWorld.Id, 1, new CaseDecision("x"), second, cause: null, Stop)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task Dispute_LostAndGivenBackAfterAll_LeavesNothingLostInTheLedger()
    {
        foreach (var order in Orders([NoticeKind.DisputeWithdrawn, NoticeKind.DisputeLost, NoticeKind.DisputeReinstated]))
        {
            var world = await PaidAsync();
            foreach (var kind in order) await TellAsync(world, kind);

            Posted(world).Where(account => account.Key.Class is "disputes" or "write-off").Should().OnlyContain(account => account.Value == 0, string.Join(", ", order));
            Posted(world)[ChartOfAccounts.Clearing("fake")].Should().Be(PaymentWorld.Fee.MinorUnits);
        }
    }

    [Fact]
    public async Task Dispute_LostOverMoneyThatWasOwedBack_LetsItsCaseBeClosed()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(PaymentWorld.Fee + Money.Vnd(5_000)));
        var close = new CloseCase(world.Book);

        await TellAsync(world, NoticeKind.DisputeOpen);
        (await close.HandleAsync(PaymentWorld.Id, 1, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop)).Problem!.Code.Should().Be("PAY-022", "it may still be won");
        await TellAsync(world, NoticeKind.DisputeLost);
        (await close.HandleAsync(PaymentWorld.Id, 1, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop)).Problem.Should().BeNull();

        world.Payment.Cases[0].Status.Should().Be(CaseStatus.Closed);
        Posted(world).GetValueOrDefault(ChartOfAccounts.RefundsPayable).Should().Be(0);
    }

    [Fact]
    public async Task End_TheGatewayNeverTold_IsToldByAnOfficer_AndTheMoneyMovesAgain()
    {
        var world = await PaidAsync();
        await TellAsync(world, NoticeKind.DisputeOpen);
        await TellAsync(world, NoticeKind.DisputeWithdrawn);
        var ended = await EndAsync(world, DisputeEnd.Won);

        ended.Value.Cases.Single().Should().Match<PaymentCase>(entry => entry.Status == CaseStatus.Closed && entry.ClosedBy == PaymentWorld.Finance.Id);
        ended.Value.Disputes.Single().Should().Match<Dispute>(dispute => !dispute.IsOpen && !dispute.IsLost && dispute.Withheld.IsZero && dispute.Word == new DisputeWord(PaymentWorld.Finance.Id, false, true));
        Posted(world)[ChartOfAccounts.Disputes("fake")].Should().Be(0);
        (await EndAsync(world, DisputeEnd.Lost)).Problem.Should().Be(PaymentProblems.NoOpenDispute);
        // What the gateway says of the same end, late, moves nothing a second time.
        await TellAsync(world, NoticeKind.DisputeWon);
        await TellAsync(world, NoticeKind.DisputeReinstated);
        world.Payment.Disputes.Single().Word.Should().BeNull();
        Posted(world)[ChartOfAccounts.Clearing("fake")].Should().Be(PaymentWorld.Fee.MinorUnits);
        (await RefundAsync(world)).Problem.Should().BeNull();
    }

    [Fact]
    public async Task End_ToldAsLost_GivesTheMoneyUp_UntilTheGatewaySaysOtherwise()
    {
        var world = await PaidAsync();
        await TellAsync(world, NoticeKind.DisputeOpen);
        (await EndAsync(world, DisputeEnd.Lost)).Problem.Should().BeNull();

        (await RefundAsync(world)).Problem!.Code.Should().Be("PAY-025");
        Posted(world).Where(account => account.Key.Class == "write-off").Sum(account => account.Value).Should().Be(PaymentWorld.Fee.MinorUnits);

        await TellAsync(world, NoticeKind.DisputeWon);
        await TellAsync(world, NoticeKind.DisputeReinstated);
        Posted(world).Where(account => account.Key.Class is "disputes" or "write-off").Should().OnlyContain(account => account.Value == 0);
        world.Payment.Disputes.Single().Should().Match<Dispute>(dispute => !dispute.IsLost && dispute.Withheld.IsZero);
        world.Payment.Cases.Should().ContainSingle();
    }

    [Fact]
    public async Task End_ToldAsWonByMistake_IsACaseOnceTheGatewaySaysThatItWasLost()
    {
        var world = await PaidAsync();
        await TellAsync(world, NoticeKind.DisputeOpen);
        (await EndAsync(world, DisputeEnd.Won)).Problem.Should().BeNull();

        await TellAsync(world, NoticeKind.DisputeLost);

        world.Payment.Cases.Select(entry => (entry.Kind, entry.Status)).Should().Equal((CaseKind.Disputed, CaseStatus.Closed), (CaseKind.DisputeLost, CaseStatus.Open));
        world.Payment.Disputes.Single().Should().Match<Dispute>(dispute => dispute.IsLost && dispute.Word == null);
        await TellAsync(world, NoticeKind.DisputeWon);
        world.Payment.Disputes.Single().IsLost.Should().BeTrue("the gateway decides once");
    }

    [Theory]
    [InlineData(DisputeEnd.Won, NoticeKind.DisputeLost, new[] { NoticeKind.DisputeWithdrawn }, new NoticeKind[0])]
    [InlineData(DisputeEnd.Won, NoticeKind.DisputeLost, new[] { NoticeKind.DisputeWithdrawn }, new[] { NoticeKind.DisputeReinstated })]
    [InlineData(DisputeEnd.Lost, NoticeKind.DisputeWon, new NoticeKind[0], new NoticeKind[0])]
    [InlineData(DisputeEnd.Lost, NoticeKind.DisputeWon, new[] { NoticeKind.DisputeWithdrawn }, new NoticeKind[0])]
    [InlineData(DisputeEnd.Lost, NoticeKind.DisputeWon, new NoticeKind[0], new[] { NoticeKind.DisputeWithdrawn })]
    [InlineData(DisputeEnd.Lost, NoticeKind.DisputeWon, new NoticeKind[0], new[] { NoticeKind.DisputeReinstated })]
    public async Task End_ToldWrongly_LeavesNothingOnceTheGatewayTellsItsOwn(DisputeEnd told, NoticeKind end, NoticeKind[] before, NoticeKind[] meanwhile)
    {
        var (wrong, right) = (await PaidAsync(), await PaidAsync());
        foreach (var world in (PaymentWorld[])[wrong, right])
        {
            await TellAsync(world, NoticeKind.DisputeOpen);
            foreach (var kind in before) await TellAsync(world, kind);
            if (world == wrong) (await EndAsync(world, told)).Problem.Should().BeNull();
            foreach (var kind in meanwhile) await TellAsync(world, kind);
            await TellAsync(world, end);
        }

        wrong.Payment.Disputes.Should().Equal(right.Payment.Disputes);
        Balances(wrong).Should().BeEquivalentTo(Balances(right));

        static IEnumerable<KeyValuePair<AccountCode, long>> Balances(PaymentWorld world) => Posted(world).Where(account => account.Value != 0);
    }

    [Fact]
    public async Task End_OfOneOfTwoDisputesOfACapture_IsTheCasesOwn()
    {
        var world = await PaidAsync();
        var half = new Money(PaymentWorld.Fee.MinorUnits / 2, Money.Dong);
        foreach (var id in (string[])["dp_a", "dp_b"])
        {
            await ReceiveAsync(world, new GatewayNotice(NoticeKind.DisputeOpen, id, "ref-1", half, "status", PaymentWorld.Start), id);
            await world.PumpAsync();
        }

        (await EndAsync(world, DisputeEnd.Lost, number: 2)).Problem.Should().BeNull();

        world.Payment.Disputes.Select(dispute => (dispute.Id, dispute.IsOpen)).Should().BeEquivalentTo([("dp_a", true), ("dp_b", false)]);
        world.Payment.Cases.Select(entry => entry.Status).Should().Equal(CaseStatus.Open, CaseStatus.Closed);
    }

    [Fact]
    public async Task End_WithoutAReasonTheRoleOrADispute_IsRefused()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success(PaymentWorld.Fee + Money.Vnd(5_000)));
        (await EndAsync(world, DisputeEnd.Won)).Problem!.Code.Should().Be("PAY-046", "more was paid than asked, and nobody disputes it");
        await TellAsync(world, NoticeKind.DisputeOpen);

        (await EndAsync(world, DisputeEnd.Won, number: 1)).Problem!.Code.Should().Be("PAY-046", "the case is about something else");
        (await EndAsync(world, DisputeEnd.Won, number: 3)).Problem!.Code.Should().Be("PS-003");
        (await EndAsync(world, DisputeEnd.Won, number: 2, reason: " ")).Problem!.Code.Should().Be("PAY-023");
        (await EndAsync(world, DisputeEnd.Won, number: 2, caller: new Caller("a", Role.School, "Trường"))).Problem!.Code.Should().Be("PS-004");
        world.Payment.Disputes.Single().IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task Dispute_BeyondTheMostOfOnePayment_IsParkedAndNewsOfTheOthersIsNot()
    {
        var world = await PaidAsync();
        for (var i = 0; i < PaymentLimits.MaxDisputes; i++) await NoticeAsync(i, NoticeKind.DisputeOpen);

        var oneMore = () => NoticeAsync(PaymentLimits.MaxDisputes, NoticeKind.DisputeOpen);
        (await oneMore.Should().ThrowAsync<PermanentFailureException>()).Which.Reason.Should().Be("too-many-disputes");
        await NoticeAsync(1, NoticeKind.DisputeWon);

        world.Payment.Disputes.Should().HaveCount(PaymentLimits.MaxDisputes);
        world.Payment.Disputes.Where(dispute => !dispute.IsOpen).Should().ContainSingle().Which.Id.Should().Be("dp_1");
        world.Payment.Cases.Should().OnlyContain(entry => entry.Attempt == PaymentWorld.First && entry.Note!.StartsWith(entry.Dispute + ": "));

        async Task NoticeAsync(int number, NoticeKind kind) => await world.DeliverAsync(
            PaymentMessages.NoticeReceived,
            new NoticeReceivedV1("fake", $"evt-{number}-{kind}", new GatewayNotice(kind, $"dp_{number}", "ref-1", PaymentWorld.Fee, "status", PaymentWorld.Start), world.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task Payout_IsStoredAndToldOnce()
    {
        var world = await PaidAsync();
        var payout = new GatewayNotice(NoticeKind.Payout, "po_1", "", new Money(990, "USD"), "paid", PaymentWorld.Start, PaymentWorld.Start.AddDays(1));

        await ReceiveAsync(world, payout, "evt-po");
        await ReceiveAsync(world, payout, "evt-po");

        world.Store.SentOf(PayoutContracts.PayoutReported).Should().ContainSingle()
            .Which.Should().Be(new PayoutReportedV1("fake", "po_1", "paid", new Money(990, "USD"), PaymentWorld.Start, PaymentWorld.Start.AddDays(1)));
        (await world.Store.ReadDocumentAsync(new RecordId("gwn-fake-po_1"), "cb/fake/evt-po", Stop)).Should().NotBeNull();
    }

    private static Dictionary<AccountCode, long> Posted(PaymentWorld world) => world.Store.SentOf(PaymentContracts.MoneyMoved)
        .SelectMany(moved => PaymentJournals.Of(moved)!.Lines).GroupBy(line => line.Account)
        .ToDictionary(account => account.Key, account => account.Sum(line => line.Amount.MinorUnits));

    private static ValueTask<Result<Payment>> EndAsync(
        PaymentWorld world, DisputeEnd end, int number = 1, string reason = "seen at the gateway", Caller? caller = null) =>
        new EndDispute(world.Book).HandleAsync(PaymentWorld.Id, number, new DisputeDecision(end, reason), caller ?? PaymentWorld.Finance, cause: null, Stop);

    private static async Task<PaymentWorld> PaidAsync()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        return world;
    }

    private async Task TellAsync(PaymentWorld world, NoticeKind kind, string reference = "ref-1")
    {
        await ReceiveAsync(world, new GatewayNotice(kind, "dp_1", reference, PaymentWorld.Fee, "status", PaymentWorld.Start), $"evt-d{++_events}");
        await world.PumpAsync();
    }

    private static async Task ReceiveAsync(PaymentWorld world, GatewayNotice notice, string eventId)
    {
        world.Gateway.Callback = new GatewayCallback(eventId, null, null, Notice: notice);
        (await new ReceiveCallback(world.Store, world.Gateways).HandleAsync("fake", FakeGateway.AnyCallback, world.Clock.GetUtcNow(), "c", Stop))
            .Problem.Should().BeNull();
    }

    private static ValueTask<Result<Payment>> RefundAsync(PaymentWorld world) =>
        new RefundMoney(world.Book, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, new CaseDecision("x"), PaymentWorld.Finance, cause: null, Stop);

    private static IEnumerable<NoticeKind[]> Orders(NoticeKind[] kinds) => kinds.Length == 0
        ? [[]]
        : kinds.SelectMany(first => Orders([.. kinds.Where(kind => kind != first)]).Select(rest => (NoticeKind[])[first, .. rest]));

    private static GatewayNotice News(NoticeKind kind, DateTimeOffset at) => new(kind, "dp_1", "ref-1", PaymentWorld.Fee, "told", at);
}
