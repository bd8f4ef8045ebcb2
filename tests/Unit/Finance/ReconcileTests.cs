using Microsoft.Extensions.Configuration;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Functions.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

public sealed class ReconcileTests : IDisposable
{
    private static readonly StatementSource VnPay = new("vnpay");

    private readonly FinanceWorld _world = new();

    private static CancellationToken Stop => FinanceWorld.Stop;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Payment_FromBillToBank_LeavesNothingInBetween()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Settlement(Charge(1, "VN1", 45_000, 1_000)));
        await _world.TakeAsync(BankOf(Transfer(1, "FT1", 44_000, "VNPAY thanh toan ngay 23/11 vnpay-2026-11-23")));

        _world.Balance(ChartOfAccounts.Clearing("vnpay")).Should().Be(0);
        _world.Balance(ChartOfAccounts.Transit("vnpay")).Should().Be(0);
        _world.Balance(ChartOfAccounts.Suspense("bank.vcb-0011")).Should().Be(0);
        _world.Balance(ChartOfAccounts.Fees("vnpay")).Should().Be(1_000);
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(44_000);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Statement_TakenAgain_ChangesNothing()
    {
        var statement = BankOf(Transfer(1, "FT1", 44_000, "x"), Transfer(2, "FT2", 1_000, "y"));
        var first = await _world.TakeAsync(statement);
        var sent = _world.Store.Sent.Count;

        var again = await _world.TakeAsync(statement);

        (first.IsNew, again.IsNew, again.File).Should().Be((true, false, first.File));
        _world.Store.Sent.Should().HaveCount(sent);
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(45_000);
    }

    [Fact]
    public async Task Statements_ThatOverlap_BookEachLineOnce()
    {
        var equal = Enumerable.Range(1, 5).Select(i => Transfer(i, "", 45_000, "NOP TIEN")).ToArray();
        await _world.TakeAsync(BankOf(equal[..3]) with { Number = "morning" });
        await _world.TakeAsync(BankOf(equal) with { Number = "whole-day" });

        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(5 * 45_000, "five equal lines are five lines, and three of them were known");
    }

    [Fact]
    public async Task CorrectedStatement_ChangesAddsAndWithdraws()
    {
        var (kept, changed, gone, added) = (Transfer(1, "FT1", 10_000, "a"), Transfer(2, "FT2", 20_000, "b"), Transfer(3, "FT3", 30_000, "c"), Transfer(3, "FT4", 40_000, "d"));
        await _world.TakeAsync(BankOf(kept, changed, gone));

        await _world.TakeAsync(BankOf(kept, changed with { Amount = Money.Vnd(25_000) }, added));

        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(75_000);
        _world.Balance(ChartOfAccounts.Suspense("bank.vcb-0011")).Should().Be(-75_000);
        _world.Line(_world.LineOf(gone)).Status.Should().Be(LineStatus.Void);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task CorrectedStatement_TakenBeforeListsShowTheFirst_WithdrawsAllTheSame()
    {
        var (kept, gone) = (Transfer(1, "FT1", 10_000, "a"), Transfer(2, "FT2", 30_000, "c"));
        await _world.Get<TakeStatement>().HandleAsync(BankOf(kept, gone), "first"u8.ToArray(), "", FinanceWorld.Officer, "c", FinanceWorld.Stop);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));

        var second = await _world.TakeAsync(BankOf(kept));

        second.Statement.Corrects.Should().BeNull("nobody knew of the first");
        _world.Line(_world.LineOf(gone)).Status.Should().Be(LineStatus.Void);
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(10_000);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task CorrectedLine_ThatWasMatched_WaitsForAPersonAndThenTakesEffect()
    {
        var line = await MatchedPayoutAsync();

        await _world.TakeAsync(BankOf(line with { Amount = Money.Vnd(50_000) }));
        _world.Line(_world.LineOf(line)).Status.Should().Be(LineStatus.DataMismatch);
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(45_000);

        await ReleaseAsync(line);

        _world.Line(_world.LineOf(line)).Line.Amount.Should().Be(Money.Vnd(50_000));
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(50_000);
        _world.Balance(ChartOfAccounts.Suspense("bank.vcb-0011")).Should().Be(-50_000);
        _world.Balance(ChartOfAccounts.Transit("vnpay")).Should().Be(45_000);
    }

    [Fact]
    public async Task Match_ThatIsReleased_IsUndoneOnBothSidesWithHistory()
    {
        var line = await MatchedPayoutAsync();

        await ReleaseAsync(line);

        var payout = _world.Expected(PayoutId);
        _world.Line(_world.LineOf(line)).Status.Should().Be(LineStatus.Open);
        payout.Received.Should().BeEmpty();
        _world.Balance(ChartOfAccounts.Transit("vnpay")).Should().Be(45_000);
        _world.Balance(ChartOfAccounts.Suspense("bank.vcb-0011")).Should().Be(-45_000);
        var story = (await _world.Get<ListLines>().StoryAsync(_world.LineOf(line), FinanceWorld.Officer, Stop)).Value;
        story.History.Select(entry => entry.Action).Should().ContainInOrder("book", "offer", "match", "release", "released");
    }

    [Fact]
    public async Task ReleasedLine_IsMatchedAgain()
    {
        var line = await MatchedPayoutAsync();
        await ReleaseAsync(line);

        await _world.Get<RunMatching>().HandleAsync(FinanceWorld.Bank.Value, FinanceWorld.Officer, "c", Stop);
        await _world.PumpAsync();

        _world.Line(_world.LineOf(line)).Status.Should().Be(LineStatus.Matched);
        _world.Balance(ChartOfAccounts.Transit("vnpay")).Should().Be(0);
    }

    [Fact]
    public async Task TwoLines_OfferedTheSameExpectation_OneIsRefused()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        var (first, second) = (Charge(1, "X1", 45_000), Charge(2, "X2", 45_000));
        await _world.TakeAsync(Settlement(first, second));
        var expected = Expectation.IdOf(VnPay, "VN1", 'c');

        foreach (var line in (StatementLine[])[first, second])
            await _world.Get<MatchByHand>().HandleAsync(_world.LineOf(line, VnPay), new HandMatch([expected], "seen at the gateway"), FinanceWorld.Officer, "c", null, Stop);
        await _world.PumpAsync();

        _world.Line(_world.LineOf(first, VnPay)).Status.Should().Be(LineStatus.Matched);
        _world.Line(_world.LineOf(second, VnPay)).Should().Match<BookedLine>(line => line.Status == LineStatus.Open && line.Left == "Duplicate");
        _world.Expected(expected).StatusOn(FinanceWorld.Day).Should().Be(ExpectationStatus.Matched);
    }

    [Fact]
    public async Task LineForTwo_WhoseSecondIsTaken_IsFreeAgainWhole()
    {
        await _world.PaidAsync("1", 10_000, "vnpay", "VN1");
        await _world.PaidAsync("2", 20_000, "vnpay", "VN2");
        var (whole, rival) = (Charge(1, "X1", 30_000), Charge(2, "X2", 20_000));
        await _world.TakeAsync(Settlement(whole, rival));
        RecordId[] both = [Expectation.IdOf(VnPay, "VN1", 'c'), Expectation.IdOf(VnPay, "VN2", 'c')];

        // Both are decided before either has been answered.
        await _world.Get<MatchByHand>().HandleAsync(_world.LineOf(rival, VnPay), new HandMatch([both[1]], "r"), FinanceWorld.Officer, "c", null, Stop);
        await _world.Get<MatchByHand>().HandleAsync(_world.LineOf(whole, VnPay), new HandMatch(both, "r"), FinanceWorld.Officer, "c", null, Stop);
        await _world.PumpAsync();

        _world.Line(_world.LineOf(rival, VnPay)).Status.Should().Be(LineStatus.Matched);
        _world.Line(_world.LineOf(whole, VnPay)).Status.Should().Be(LineStatus.Open);
        _world.Expected(both[0]).Received.Should().BeEmpty();
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Force_NeedsAReasonAndASecondPerson()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        var line = Charge(1, "X1", 40_000);
        await _world.TakeAsync(Settlement(line));
        var (id, expected) = (_world.LineOf(line, VnPay), Expectation.IdOf(VnPay, "VN1", 'c'));
        var propose = _world.Get<Propose>();

        var alone = await _world.Get<MatchByHand>().HandleAsync(id, new HandMatch([Expectation.IdOf(VnPay, "none", 'c')], "r"), FinanceWorld.Officer, "c", null, Stop);
        var silent = await propose.AskAsync(new ProposalBody(ProposalKind.ForceMatch, " ", id, expected), FinanceWorld.Officer, null, "c", Stop);
        var half = await propose.AskAsync(new ProposalBody(ProposalKind.ForceMatch, "r", id), FinanceWorld.Officer, null, "c", Stop);
        var stranger = await propose.AskAsync(new ProposalBody(ProposalKind.ForceMatch, "r", id, expected), FinanceWorld.Family, null, "c", Stop);
        var proposed = (await propose.AskAsync(new ProposalBody(ProposalKind.ForceMatch, "gateway kept 5,000", id, expected), FinanceWorld.Officer, null, "c", Stop)).Value;
        var own = await propose.DecideAsync(proposed.Id, new ProposalDecision(true, "me"), FinanceWorld.Officer, null, "c", Stop);
        var agreed = await propose.DecideAsync(proposed.Id, new ProposalDecision(true, "checked"), FinanceWorld.Second, null, "c", Stop);
        var again = await propose.DecideAsync(proposed.Id, new ProposalDecision(false, "no"), FinanceWorld.Second, null, "c", Stop);
        await _world.PumpAsync();

        alone.Problem.Should().Be(KernelProblems.NotFound);
        silent.Problem.Should().Be(FinanceProblems.ReasonMissing);
        half.Problem.Should().Be(FinanceProblems.ProposalInvalid);
        stranger.Problem.Should().Be(KernelProblems.Forbidden);
        own.Problem.Should().Be(FinanceProblems.SecondPerson);
        agreed.Problem.Should().BeNull();
        again.Problem.Should().Be(FinanceProblems.Decided);
        _world.Expected(expected).Should().Match<Expectation>(one => one.StatusOn(FinanceWorld.Day) == ExpectationStatus.UnderAmount && !one.IsOpen);
        _world.Expected(expected).Received.Single().Should().Match<Portion>(portion => portion.How == MatchHow.Forced && portion.Why.Contains("fin-1, fin-2"));
    }

    [Fact]
    public async Task Line_AssignedToAnAccountByTwo_LeavesSuspense()
    {
        var fee = Transfer(1, "FT9", -11_000, "PHI QUAN LY TAI KHOAN");
        await _world.TakeAsync(BankOf(fee));
        var body = new ProposalBody(ProposalKind.AssignLine, "bank's own fee", _world.LineOf(fee), Account: ChartOfAccounts.Fees("vcb-0011"));

        var proposed = (await _world.Get<Propose>().AskAsync(body, FinanceWorld.Officer, null, "c", Stop)).Value;
        await _world.Get<Propose>().DecideAsync(proposed.Id, new ProposalDecision(true, "yes"), FinanceWorld.Second, null, "c", Stop);
        await _world.PumpAsync();

        _world.Balance(ChartOfAccounts.Suspense("bank.vcb-0011")).Should().Be(0);
        _world.Balance(ChartOfAccounts.Fees("vcb-0011")).Should().Be(11_000);
        _world.Balance(ChartOfAccounts.Bank("vcb-0011")).Should().Be(-11_000);
    }

    [Theory]
    [InlineData(-50_000_000, null)]
    [InlineData(-50_000_001, "FIN-032")]
    [InlineData(50_000_001, "FIN-032")]
    public async Task Line_GivenUp_HasTheLimitOfAWriteOff(long amountVnd, string? code)
    {
        var loss = Transfer(1, "FT9", amountVnd, "NHAM");
        await _world.TakeAsync(BankOf(loss));
        var body = new ProposalBody(ProposalKind.AssignLine, "lost", _world.LineOf(loss), Account: ChartOfAccounts.WriteOff("01-001"));

        (await _world.Get<Propose>().AskAsync(body, FinanceWorld.Officer, null, "c", Stop)).Problem.Should().Match<Problem?>(problem => (problem == null ? null : problem.Code) == code);
    }

    [Fact]
    public async Task WriteOffs_OfOneOfficersDay_HaveALimit()
    {
        var propose = _world.Get<Propose>();
        var loss = Transfer(1, "FT9", -10_000_000, "NHAM");
        await _world.TakeAsync(BankOf(loss));
        var line = new ProposalBody(ProposalKind.AssignLine, "lost", _world.LineOf(loss), Account: ChartOfAccounts.WriteOff("01-001"));
        var key = Cause.Request("http:fin-1", "k1", "f");

        (await propose.AskAsync(GivesUp(50_000_000), FinanceWorld.Officer, key, "c", Stop)).Problem.Should().BeNull();
        (await propose.AskAsync(GivesUp(50_000_000), FinanceWorld.Officer, key, "c", Stop)).Problem.Should().BeNull("the same request counts once");
        (await propose.AskAsync(GivesUp(40_000_001), FinanceWorld.Officer, null, "c", Stop)).Problem.Should().BeNull();
        (await propose.AskAsync(line, FinanceWorld.Officer, null, "c", Stop)).Problem!.Code.Should().Be("FIN-033", "a line that is given up counts");
        (await propose.AskAsync(GivesUp(9_999_999), FinanceWorld.Officer, null, "c", Stop)).Problem.Should().BeNull();
        (await propose.AskAsync(GivesUp(1), FinanceWorld.Officer, null, "c", Stop)).Problem!.Code.Should().Be("FIN-033");
        (await propose.AskAsync(GivesUp(1), FinanceWorld.Second, null, "c", Stop)).Problem.Should().BeNull("each officer has a limit");
        _world.Clock.Advance(TimeSpan.FromDays(1));
        (await propose.AskAsync(line, FinanceWorld.Officer, null, "c", Stop)).Problem.Should().BeNull("each day has a limit");
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    private static ProposalBody GivesUp(long amountVnd) => new(ProposalKind.WriteOff, "nobody will pay", Bill: "sta-0123456789.2026-11", Amount: Money.Vnd(amountVnd));

    [Theory]
    [InlineData(null, 100_000_000)]
    [InlineData("0", 0)]
    [InlineData("5000000", 5_000_000)]
    public void DailyLimit_IsConfigured(string? setting, long limitVnd) =>
        WriteOffLimitsSetup.Read(Settings(setting)).DailyUpTo.Should().Be(Money.Vnd(limitVnd));

    [Theory]
    [InlineData("-1")]
    [InlineData("5,000,000")]
    public void DailyLimit_ThatIsNoAmount_StopsTheStart(string setting)
    {
        var read = () => WriteOffLimitsSetup.Read(Settings(setting));

        read.Should().Throw<InvalidOperationException>().WithMessage("Finance:WriteOffs:DailyUpTo*");
    }

    private static IConfiguration Settings(string? dailyUpTo) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Finance:WriteOffs:DailyUpTo", dailyUpTo)]).Build();

    [Fact]
    public async Task ByHand_WithAnotherAmount_TakesTwoPeople()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        var line = Charge(1, "X1", 50_000);
        await _world.TakeAsync(Settlement(line));

        var result = await _world.Get<MatchByHand>().HandleAsync(
            _world.LineOf(line, VnPay), new HandMatch([Expectation.IdOf(VnPay, "VN1", 'c')], "r"), FinanceWorld.Officer, "c", null, Stop);

        result.Problem.Should().Be(FinanceProblems.AmountsDiffer);
    }

    [Fact]
    public async Task Orphan_AndRefund_AreExplained()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.MovedAsync(new MoneyMovedV1(
            new RecordId("pay-1"), 3, "exams", "01-002", "HP-1", "pay-1.r1", FinanceWorld.Start, false, [new(MovementKind.Refunded, Money.Vnd(45_000), "vnpay", "RF1")]));
        var refund = Charge(2, "RF1", -45_000) with { Kind = LineKind.Refund };
        var orphan = Charge(3, "NOBODY", 99_000);

        await _world.TakeAsync(Settlement(Charge(1, "VN1", 45_000), refund, orphan));

        _world.Line(_world.LineOf(refund, VnPay)).Status.Should().Be(LineStatus.Matched);
        _world.Line(_world.LineOf(orphan, VnPay)).Left.Should().Be("NothingExpected");
        _world.Expected(Expectation.IdOf(VnPay, "RF1", 'r')).StatusOn(FinanceWorld.Day).Should().Be(ExpectationStatus.Matched);
    }

    [Fact]
    public async Task Settlement_Corrected_PostsTheDifferenceOnly()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Settlement(Charge(1, "VN1", 45_000, 1_000)));
        await _world.TakeAsync(Settlement(Charge(1, "VN1", 45_000, 1_500)));

        _world.Balance(ChartOfAccounts.Fees("vnpay")).Should().Be(1_500);
        _world.Balance(ChartOfAccounts.Transit("vnpay")).Should().Be(43_500);
        _world.Balance(ChartOfAccounts.Clearing("vnpay")).Should().Be(0);
        _world.Expected(PayoutId).Amount.Should().Be(Money.Vnd(43_500));
    }

    [Fact]
    public async Task Settlement_InAnotherCurrency_KeepsBothAmounts()
    {
        await _world.PaidAsync("1", 260_000, "stripe", "pi_1");
        var line = new StatementLine(1, LineKind.Charge, FinanceWorld.Day, new Money(1_000, "USD"), new Money(50, "USD"), "pi_1", "", "") { Charged = Money.Vnd(260_000) };
        await _world.TakeAsync(new Statement(new StatementSource("stripe"), "po_1", "USD", FinanceWorld.Day, FinanceWorld.Day, [line])
        {
            Payout = new PayoutNote("TRACE1", new Money(950, "USD"), FinanceWorld.Day.AddDays(2)),
        });

        _world.Balance(ChartOfAccounts.Clearing("stripe")).Should().Be(0, "the đồng were changed");
        _world.Balance(ChartOfAccounts.Exchange("stripe")).Should().Be(260_000);
        (await _world.FaultsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Transfer_OfAPayer_IsToldToPaymentsAndSettledByItsOwnLine()
    {
        var line = Transfer(1, "FT77", 45_000, "nop hoc phi PS 2345-6789 ABC cam on");
        await _world.TakeAsync(BankOf(line, Transfer(2, "FT78", 9_000, "PSALM 23 va cac ban"), Transfer(3, "FT79", -45_000, "PS23456789ABC")));

        var told = _world.Store.SentOf(TransferContracts.TransferReceived).Should().ContainSingle("what is no memo, and money that goes out, is nobody's transfer").Subject;
        (told.BankReference, told.Amount, told.Line).Should().Be(("FT77", Money.Vnd(45_000), _world.LineOf(line).Value));
        told.BookedAt.VietnamDate().Should().Be(FinanceWorld.Day);

        await _world.PaidAsync("1", 45_000, "vietqr", "FT77");
        await _world.Get<RunMatching>().HandleAsync(FinanceWorld.Bank.Value, FinanceWorld.Officer, "c", Stop);
        await _world.PumpAsync();

        _world.Line(_world.LineOf(line)).Status.Should().Be(LineStatus.Matched);
        _world.Balance(ChartOfAccounts.Clearing("vietqr")).Should().Be(0);
        _world.Balance(ChartOfAccounts.Suspense("bank.vcb-0011")).Should().Be(36_000);
    }

    [Fact]
    public async Task Money_AtABankNobodyClaims_IsInSuspenseOnce()
    {
        var moved = new MoneyMovedV1(
            new RecordId("cbk-bank-1"), 1, "", "", "", "", FinanceWorld.Start, true, [new(MovementKind.Unclaimed, Money.Vnd(5_000), "bank", "FT1")]);

        await _world.MovedAsync(moved);

        _world.Shards().Should().BeEmpty("its line put it there");
    }

    private static RecordId PayoutId => Expectation.IdOf(Expectation.AnyBank, "vnpay|2026-11-23", 'p');

    private async Task<StatementLine> MatchedPayoutAsync()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Settlement(Charge(1, "VN1", 45_000)));
        var line = Transfer(1, "FT1", 45_000, "vnpay-2026-11-23");
        await _world.TakeAsync(BankOf(line));
        _world.Line(_world.LineOf(line)).Status.Should().Be(LineStatus.Matched);
        return line;
    }

    private async Task ReleaseAsync(StatementLine line)
    {
        var result = await _world.Get<ReleaseLine>().HandleAsync(
            _world.LineOf(line), new FinanceDecision("wrong payout"), FinanceWorld.Officer, "c", null, Stop);
        result.Problem.Should().BeNull();
        await _world.PumpAsync();
    }

    private static Statement Settlement(params StatementLine[] lines)
    {
        var statement = new Statement(VnPay, "2026-11-23", "VND", FinanceWorld.Day, FinanceWorld.Day, lines);
        return statement with { Payout = new PayoutNote("vnpay-2026-11-23", statement.Net, FinanceWorld.Day.AddDays(1), Memo: "VNPAY thanh toan") };
    }

    private static Statement BankOf(params StatementLine[] lines) =>
        new(FinanceWorld.Bank, "2026-11-24", "VND", FinanceWorld.Day, FinanceWorld.Day, lines) { Opening = 0, Closing = lines.Sum(line => line.Amount.MinorUnits) };

    private static StatementLine Charge(int number, string reference, long amount, long fee = 0) =>
        FinanceWorld.Shown(number, LineKind.Charge, amount, reference, fee);

    private static StatementLine Transfer(int number, string reference, long amount, string memo) =>
        FinanceWorld.Shown(number, LineKind.Transfer, amount, reference, memo: memo);
}
