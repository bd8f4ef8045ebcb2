using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Each row of the table in <c>shared/decisions/027-bills-in-the-ledger.md</c>.</summary>
public sealed class BillJournalsTests : IDisposable
{
    private const string School = "01-002";
    private const string Bill = "HP202610-ABCDEFGHIJ-1";
    private static readonly RecordId Account = new("sta-abc");
    private static readonly DateTimeOffset At = FinanceWorld.Start;

    private readonly FinanceWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Issued_IsOwedAndIncome() => Lines(BillJournals.Of(Issued(1_200_000))).Should().Equal(
        ("receivable:01-002", 1_200_000, Bill), ("revenue:01-002", -1_200_000, null));

    [Fact]
    public void Issued_OverNothing_PostsNothing() => BillJournals.Of(Issued(0)).Should().BeNull();

    [Fact]
    public void Reversed_IsTheOpposite() => Lines(BillJournals.Of(
        new BillReversedV1(Account, 2, 4, Bill, School, "2026-10", Money.Vnd(1_200_000), Money.Vnd(0), Money.Vnd(1_200_000), "wrong class", At))).Should().Equal(
        ("revenue:01-002", 1_200_000, null), ("receivable:01-002", -1_200_000, Bill));

    [Fact]
    public void Paid_MeetsThePaymentAndSettlesTheBill() => Lines(BillJournals.Of(
        new BillPaidV1(Account, 2, 2, School, Bill, Money.Vnd(500_000), At))).Should().Equal(
        ("unapplied:tuition", 500_000, null), ("receivable:01-002", -500_000, Bill));

    [Fact]
    public void Granted_LeavesTheBillForCredit() => Lines(BillJournals.Of(
        new CreditGrantedV1(Account, 2, 3, School, Bill, Money.Vnd(20_000), "overpaid", At))).Should().Equal(
        ("receivable:01-002", 20_000, Bill), ("credits:01-002", -20_000, null));

    [Fact]
    public void Used_LeavesCreditForTheBill() => Lines(BillJournals.Of(
        new CreditUsedV1(Account, 2, 3, School, Bill, Money.Vnd(20_000), At))).Should().Equal(
        ("credits:01-002", 20_000, null), ("receivable:01-002", -20_000, Bill));

    [Fact]
    public void Returned_IsOwedAgainByBillAndCreditNoMore() => Lines(BillJournals.Of(Returned(700, 300, new BillPartV1(Bill, Money.Vnd(400))))).Should().Equal(
        ("receivable:01-002", 400, Bill), ("credits:01-002", 300, null), ("returning:tuition", -700, null));

    [Fact]
    public void Returned_OfCreditAlone_TouchesNoBill() => Lines(BillJournals.Of(Returned(300, 300))).Should().Equal(
        ("credits:01-002", 300, null), ("returning:tuition", -300, null));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, -1)]
    public void WrittenOff_IsTheSchoolsLoss_UntilItIsUndone(bool isUndone, int sign) => Lines(BillJournals.Of(
        new BillWrittenOffV1(Account, 2, 3, School, Bill, Money.Vnd(20_000), isUndone, At))).Should().Equal(
        ("write-off:01-002", 20_000 * sign, null), ("receivable:01-002", -20_000 * sign, Bill));

    [Theory]
    [InlineData(-1, "VND")]
    [InlineData(1, "USD")]
    public void Amount_ThatCannotBe_IsRefused(long amount, string currency)
    {
        var post = () => BillJournals.Of(new BillPaidV1(Account, 2, 2, School, Bill, new Money(amount, currency), At));

        post.Should().Throw<PermanentFailureException>().Which.Reason.Should().Be("bill-event-invalid");
    }

    [Fact]
    public void Line_OfAStatement_NamesItsJournalAndItsShard()
    {
        var draft = BillJournals.Of(Issued(1_000))!;

        (draft.Id, draft.Kind, draft.About, draft.At).Should().Be(("sta-abc.e7", "bill-issued", Account, At));
        draft.Spread.Should().Be(new ShardKey(School, Account.Value));
    }

    [Theory]
    [InlineData(MovementKind.FeePaid, "clearing:vnpay", "unapplied:tuition")]
    [InlineData(MovementKind.OwedBack, "clearing:vnpay", "refunds-payable")]
    [InlineData(MovementKind.KeptAsCredit, "refunds-payable", "unapplied:tuition")]
    [InlineData(MovementKind.FeeReturnable, "returning:tuition", "refunds-payable")]
    [InlineData(MovementKind.FeeKept, "refunds-payable", "returning:tuition")]
    [InlineData(MovementKind.Refunded, "refunds-payable", "clearing:vnpay")]
    [InlineData(MovementKind.RefundReturned, "clearing:vnpay", "refunds-payable")]
    [InlineData(MovementKind.DisputeLost, "write-off:01-002", "disputes:vnpay")]
    public void Payment_OfBills_PostsWhereTheMoneyIs(MovementKind kind, string debit, string credit) =>
        PaymentJournals.Of(Moved(kind))!.Lines.Select(line => (line.Account.Value, line.Amount.MinorUnits)).Should().Equal((debit, 9_000), (credit, -9_000));

    [Theory]
    [InlineData(MovementKind.FeeDue)]
    [InlineData(MovementKind.FeeDropped)]
    public void Payment_OfBills_OwesNothingItself(MovementKind kind) => PaymentJournals.Of(Moved(kind)).Should().BeNull();

    [Theory]
    [InlineData(MovementKind.CreditUsed)]
    [InlineData(MovementKind.WrittenOff)]
    public void Payment_OfBills_ThatTellsWhatBillsTell_IsRefused(MovementKind kind)
    {
        var post = () => PaymentJournals.Of(Moved(kind));

        post.Should().Throw<PermanentFailureException>().Which.Reason.Should().Be("movement-invalid");
    }

    [Fact]
    public async Task Close_ComparesWhatPaymentsBroughtWithWhatBillsSay()
    {
        await _world.MovedAsync(Moved(MovementKind.FeePaid));
        (await BillsMetAsync()).Should().Be((9_000, 0), "the share is under way, or parked");

        var paid = new BillPaidV1(Account, 2, 2, School, Bill, Money.Vnd(9_000), At);
        await _world.SendAsync(TuitionContracts.BillPaid.Write("m1", Account, At, "c", paid));

        (await BillsMetAsync()).Should().Be((9_000, 9_000));
        _world.Balance(ChartOfAccounts.Unapplied("tuition")).Should().Be(0);
    }

    [Fact]
    public async Task Event_DeliveredAgainUnderAnotherId_PostsNothing()
    {
        await _world.SendAsync(TuitionContracts.BillIssued.Write("m1", Account, At, "c", Issued(1_000)));
        await _world.SendAsync(TuitionContracts.BillIssued.Write("m2", Account, At, "c", Issued(1_000)));

        _world.Balance(ChartOfAccounts.Receivable(School)).Should().Be(1_000);
    }

    private async Task<(long Ours, long? Theirs)> BillsMetAsync()
    {
        var picture = (await _world.Get<PreviewDay>().HandleAsync(FinanceWorld.Day, FinanceWorld.Officer, FinanceWorld.Stop)).Value;
        var total = picture.Totals.Single(total => total.What == "bills-met");
        return (total.Ours, total.Theirs);
    }

    private static BillIssuedV1 Issued(long totalVnd) => new(
        Account, 1, 7, Bill, School, "2026-10", "10A1", Money.Vnd(totalVnd), Money.Vnd(0), "", Money.Vnd(totalVnd), At);

    private static BillReturnedV1 Returned(long amountVnd, long fromCreditVnd, params BillPartV1[] owedAgain) =>
        new(Account, 3, 5, School, Money.Vnd(amountVnd), owedAgain, Money.Vnd(fromCreditVnd), At);

    private static MoneyMovedV1 Moved(MovementKind kind) => new(
        new RecordId("pay-tbk-1"), 2, TuitionContracts.Service, School, "HP", "", At, false, [new(kind, Money.Vnd(9_000), "vnpay", "VN1")]);

    private static IEnumerable<(string Account, long Amount, string? Reference)> Lines(JournalDraft? draft)
    {
        Journals.IsBalanced(draft!.Lines).Should().BeTrue();
        return draft.Lines.Select(line => (line.Account.Value, line.Amount.MinorUnits, line.Reference));
    }
}
