using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

public sealed class ProposalTests : IDisposable
{
    private static readonly AccountCode Charges = ChartOfAccounts.Fees("vcb-0011");

    private readonly FinanceWorld _world = new();

    private static CancellationToken Stop => FinanceWorld.Stop;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Approved_IsDoneAndSaysSo()
    {
        var line = await ChargeAsync();
        var proposed = await AskAsync(Assign(line));

        await AgreeAsync(proposed);

        var proposal = await DecidedAsync(proposed);
        (proposal.Status, proposal.EndedAt, proposal.Obstacle).Should().Be((ProposalStatus.Done, _world.Clock.GetUtcNow(), null));
        (await ActionsAsync(proposed)).Should().Equal("propose", "approve", "done");
        _world.Balance(Charges).Should().Be(11_000);
    }

    [Fact]
    public async Task Approved_AfterItsLineWasPutElsewhere_SaysWhyItCannotBeDone()
    {
        var line = await ChargeAsync();
        var (first, second) = (await AskAsync(Assign(line)), await AskAsync(Assign(line) with { Account = ChartOfAccounts.WriteOff("01-001") }));
        await AgreeAsync(first);

        await AgreeAsync(second);

        var proposal = await DecidedAsync(second);
        proposal.Status.Should().Be(ProposalStatus.Impossible);
        proposal.Obstacle.Should().Be(new ProposalObstacle("FIN-004", FinanceProblems.LineNotFree.Title));
        (await ActionsAsync(second)).Should().Equal("propose", "approve", "impossible");
        (await Propose.DecideAsync(second, new ProposalDecision(true, "again"), FinanceWorld.Second, null, "c", Stop)).Problem.Should().Be(FinanceProblems.Decided);
        (_world.Balance(Charges), _world.Balance(ChartOfAccounts.WriteOff("01-001"))).Should().Be((11_000, 0));
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Decided_AgainUnderItsKey_IsAnsweredAsBefore_AlsoOnceItIsDone()
    {
        var proposed = await AskAsync(Assign(await ChargeAsync()));
        var (yes, key) = (new ProposalDecision(true, "yes"), Cause.Request("http:b", "k", "yes"));
        (await Propose.DecideAsync(proposed, yes, FinanceWorld.Second, key, "c", Stop)).Problem.Should().BeNull();
        await _world.PumpAsync();

        (await Propose.DecideAsync(proposed, yes, FinanceWorld.Second, key, "c", Stop)).Value.Proposal.Status.Should().Be(ProposalStatus.Done);
        (await Propose.DecideAsync(proposed, yes with { Approve = false }, FinanceWorld.Second, key with { Fingerprint = "no" }, "c", Stop))
            .Problem.Should().Be(KernelProblems.IdempotencyKeyReused);
        (await ActionsAsync(proposed)).Should().Equal("propose", "approve", "done");
    }

    [Fact]
    public async Task Proposal_OfWhatIsNotThere_IsNotKept()
    {
        var line = await ChargeAsync();
        var (noLine, nobody) = (new RecordId(line.Value + "0"), Expectation.IdOf(Expectation.AnyBank, "none", 'p'));

        foreach (var body in (ProposalBody[])
        [
            new(ProposalKind.ForceMatch, "r", line, nobody),
            // It may come with the next statement, and nobody would have held its amount against the limits.
            Assign(noLine) with { Account = ChartOfAccounts.WriteOff("01-001") },
            new(ProposalKind.ReverseJournal, "r", Shard: new RecordId("led-20200101.00"), Journal: "j"),
        ])
            (await Propose.AskAsync(body, FinanceWorld.Officer, null, "c", Stop)).Problem.Should().Be(KernelProblems.NotFound, "{0}", body.Kind);
    }

    [Fact]
    public async Task Reversal_OfAJournalThatIsNotInItsShard_SaysSo()
    {
        await ChargeAsync();
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");

        var proposed = await AskAsync(new ProposalBody(ProposalKind.ReverseJournal, "r", Shard: _world.Shards().First().Id, Journal: "j"));
        await AgreeAsync(proposed);

        (await DecidedAsync(proposed)).Obstacle!.Code.Should().Be(KernelProblems.NotFound.Code);
    }

    [Fact]
    public async Task Force_EndsOnceTheExpectationHasTakenIt()
    {
        var (line, expected) = await FourThousandForFiveAsync(Money.Vnd(5_000));
        var proposed = await AskAsync(Force(line, expected));
        (await Propose.DecideAsync(proposed, new ProposalDecision(true, "yes"), FinanceWorld.Second, null, "c", Stop)).Problem.Should().BeNull();

        (await _world.Get<PutLine>().HandleAsync(_world.Store.SentOf(FinanceMessages.ProposalApproved).Single(), "why", "c", Stop)).Should().BeNull();
        _world.Line(line).Status.Should().Be(LineStatus.Moving, "it is only offered");
        await _world.PumpAsync();

        _world.Line(line).Status.Should().Be(LineStatus.Matched);
        (await DecidedAsync(proposed)).Status.Should().Be(ProposalStatus.Done);
        (await ActionsAsync(proposed)).Should().Equal("propose", "approve", "done");
    }

    [Fact]
    public async Task Force_ThatTheExpectationRefuses_SaysWhy()
    {
        var (line, expected) = await FourThousandForFiveAsync(new Money(5_000, "USD"));
        var proposed = await AskAsync(Force(line, expected));

        await AgreeAsync(proposed);

        (await DecidedAsync(proposed)).Should().Match<Proposal>(one => one.Status == ProposalStatus.Impossible && one.EndedAt == _world.Clock.GetUtcNow());
        var obstacle = (await DecidedAsync(proposed)).Obstacle!;
        (obstacle.Code, obstacle.Detail!.En).Should().Be(("FIN-034", "The currencies differ."));
        (_world.Line(line).Status, _world.Line(line).Left).Should().Be((LineStatus.Open, "CurrencyMismatch"));
        (await ActionsAsync(proposed)).Should().Equal("propose", "approve", "impossible");
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("NothingExpected", "Nothing is expected there any more.")]
    [InlineData("SplitMismatch", "100 lines have met it, which is the most.")]
    [InlineData("OverAmount", null)]
    public void Refusals_AreExplained(string why, string? says) => FinanceProblems.NotMet(why).Detail?.En.Should().Be(says);

    [Fact]
    public async Task Day_ThatIsNotTheNext_SaysWhichIs()
    {
        await ChargeAsync();
        _world.Clock.Advance(TimeSpan.FromDays(9));

        var proposed = await AskAsync(new ProposalBody(ProposalKind.CloseDay, "r", Day: FinanceWorld.Day.AddDays(5)));
        await AgreeAsync(proposed);

        var obstacle = (await DecidedAsync(proposed)).Obstacle!;
        (obstacle.Code, obstacle.Detail!.En).Should().Be(("FIN-020", "The next day to close is 23/11/2026."));
    }

    [Fact]
    public async Task Done_WithItsAnswerLost_IsDoneOnceThoughTheLineWasReleasedSince()
    {
        var line = await ChargeAsync();
        var proposed = await AskAsync(Assign(line));
        (await Propose.DecideAsync(proposed, new ProposalDecision(true, "yes"), FinanceWorld.Second, null, "c", Stop)).Problem.Should().BeNull();
        var approved = _world.Store.SentOf(FinanceMessages.ProposalApproved).Single();

        // The process dies between the line's commit and the proposal's, and before the message comes again somebody undoes it.
        (await _world.Get<PutLine>().HandleAsync(approved, "why", "c", Stop)).Should().BeNull();
        (await _world.Get<ReleaseLine>().HandleAsync(line, new FinanceDecision("doubtful"), FinanceWorld.Officer, "c", null, Stop)).Problem.Should().BeNull();
        await _world.PumpAsync();

        (await DecidedAsync(proposed)).Status.Should().Be(ProposalStatus.Done);
        _world.Line(line).Status.Should().Be(LineStatus.Open);
        _world.Balance(Charges).Should().Be(0);
    }

    [Theory]
    [InlineData(null, ProposalStatus.Done)]
    [InlineData("TUITION-021", ProposalStatus.Impossible)]
    public async Task WriteOff_IsAskedOfTheBill_AndEndsAsTheBillAnswers(string? code, ProposalStatus ends)
    {
        var proposed = await AskAsync(new ProposalBody(ProposalKind.WriteOff, "moved away", Bill: "sta-abc.2026-10", Amount: Money.Vnd(5_000)));
        await AgreeAsync(proposed);

        _world.Store.SentOf(WriteOffContracts.BillWriteOff).Should().Equal(
            new BillWriteOffV1(proposed, new RecordId("sta-abc"), "sta-abc.2026-10", Money.Vnd(5_000), "moved away", "fin-1, fin-2"));
        (await DecidedAsync(proposed)).Status.Should().Be(ProposalStatus.Approved, "only the bill can tell");

        var title = code is null ? null : new LocalText("vi", "owes less");
        await _world.SendAsync(WriteOffContracts.BillWriteOffAnswered.WriteNamed(
            "a1", proposed, _world.Clock.GetUtcNow(), "c", new BillWriteOffAnsweredV1(proposed, code, title)));
        // A late second answer changes nothing.
        await _world.SendAsync(WriteOffContracts.BillWriteOffAnswered.WriteNamed("a2", proposed, _world.Clock.GetUtcNow(), "c", new BillWriteOffAnsweredV1(proposed)));

        var proposal = await DecidedAsync(proposed);
        (proposal.Status, proposal.Obstacle).Should().Be((ends, code is null ? null : new ProposalObstacle(code, title!)));
        (await ActionsAsync(proposed)).Should().Equal("propose", "approve", code is null ? "done" : "impossible");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sta-abc")]
    [InlineData("sta-abc.")]
    [InlineData(".2026-10")]
    [InlineData("pay-abc.2026-10")]
    public async Task WriteOff_OfNoBill_IsRefused(string? bill) =>
        (await Propose.AskAsync(new ProposalBody(ProposalKind.WriteOff, "r", Bill: bill, Amount: Money.Vnd(1)), FinanceWorld.Officer, null, "c", Stop))
            .Problem!.Code.Should().Be("FIN-031");

    private Propose Propose => _world.Get<Propose>();

    private async Task<RecordId> ChargeAsync()
    {
        var line = new StatementLine(1, LineKind.Transfer, FinanceWorld.Day, Money.Vnd(-11_000), Money.Vnd(0), "FT9", "", "PHI QUAN LY TAI KHOAN");
        await _world.TakeAsync(new Statement(FinanceWorld.Bank, "2026-11-24", "VND", FinanceWorld.Day, FinanceWorld.Day, [line]));
        return _world.LineOf(line);
    }

    private static ProposalBody Force(RecordId line, RecordId expected) => new(ProposalKind.ForceMatch, "the gateway kept some", line, expected);

    /// <returns>A gateway's line of 4,000 đồng, and what it took by its own word.</returns>
    private async Task<(RecordId Line, RecordId Expected)> FourThousandForFiveAsync(Money taken)
    {
        var (source, day) = (new StatementSource("vnpay"), FinanceWorld.Day);
        await _world.MovedAsync(new MoneyMovedV1(
            new RecordId("pay-1"), 1, "exams", "01-002", "HP-1", "pay-1.1", _world.Clock.GetUtcNow(), false, [new(MovementKind.FeePaid, taken, "vnpay", "VN1")]));
        var line = new StatementLine(1, LineKind.Charge, day, Money.Vnd(4_000), Money.Vnd(0), "X1", "", "");
        await _world.TakeAsync(new Statement(source, "s1", "VND", day, day, [line]));
        return (_world.LineOf(line, source), Expectation.IdOf(source, "VN1", 'c'));
    }

    private static ProposalBody Assign(RecordId line) => new(ProposalKind.AssignLine, "bank's own fee", line, Account: Charges);

    private async Task<RecordId> AskAsync(ProposalBody body) => (await Propose.AskAsync(body, FinanceWorld.Officer, null, "c", Stop)).Value.Id;

    private async Task AgreeAsync(RecordId proposal)
    {
        (await Propose.DecideAsync(proposal, new ProposalDecision(true, "yes"), FinanceWorld.Second, null, "c", Stop)).Problem.Should().BeNull();
        await _world.PumpAsync();
    }

    /// <summary>The proposal as the list of decided ones shows it, and no other list.</summary>
    private async Task<Proposal> DecidedAsync(RecordId proposal)
    {
        var list = _world.Get<ListLines>();
        (await list.ProposalsAsync(false, null, FinanceWorld.Officer, Stop)).Value.Proposals.Should().NotContain(one => one.Id == proposal);
        return (await list.ProposalsAsync(true, null, FinanceWorld.Officer, Stop)).Value.Proposals.Single(one => one.Id == proposal).Proposal;
    }

    private async Task<IEnumerable<string>> ActionsAsync(RecordId proposal)
    {
        var documents = await _world.Store.ListDocumentsAsync(proposal, Document.HistoryPrefix, null, 10, Stop);
        return documents.Select(document => System.Text.Json.JsonSerializer.Deserialize(document.Body.Span, KernelJson.Default.HistoryEntry)!.Action);
    }
}
