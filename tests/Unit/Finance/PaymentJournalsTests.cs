using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

public sealed class PaymentJournalsTests
{
    private const string Unit = "01-002";

    [Theory]
    [InlineData(MovementKind.FeeDue, "receivable:01-002", "revenue:01-002")]
    [InlineData(MovementKind.FeeDropped, "revenue:01-002", "receivable:01-002")]
    [InlineData(MovementKind.FeePaid, "clearing:vnpay", "receivable:01-002")]
    [InlineData(MovementKind.OwedBack, "clearing:vnpay", "refunds-payable")]
    [InlineData(MovementKind.Unclaimed, "clearing:vnpay", "suspense:vnpay")]
    [InlineData(MovementKind.FeeReturnable, "revenue:01-002", "refunds-payable")]
    [InlineData(MovementKind.FeeKept, "refunds-payable", "revenue:01-002")]
    [InlineData(MovementKind.Refunded, "refunds-payable", "clearing:vnpay")]
    [InlineData(MovementKind.RefundReturned, "clearing:vnpay", "refunds-payable")]
    [InlineData(MovementKind.KeptAsCredit, "refunds-payable", "credits:01-002")]
    [InlineData(MovementKind.CreditUsed, "credits:01-002", "receivable:01-002")]
    [InlineData(MovementKind.GatewayFee, "fees:vnpay", "clearing:vnpay")]
    [InlineData(MovementKind.DisputeOpened, "disputes:vnpay", "clearing:vnpay")]
    [InlineData(MovementKind.DisputeWon, "clearing:vnpay", "disputes:vnpay")]
    [InlineData(MovementKind.DisputeLost, "write-off:01-002", "disputes:vnpay")]
    [InlineData(MovementKind.WrittenOff, "write-off:01-002", "receivable:01-002")]
    [InlineData(MovementKind.LossRecovered, "disputes:vnpay", "write-off:01-002")]
    [InlineData(MovementKind.OwedByDispute, "refunds-payable", "write-off:01-002")]
    public void Movement_OfAFee_GoesFromOneAccountToAnother(MovementKind kind, string debit, string credit)
    {
        var draft = PaymentJournals.Of(Moved(new MoneyMovementV1(kind, Money.Vnd(9_000), "vnpay", "VN1")))!;

        draft.Lines.Select(line => (line.Account.Value, line.Amount)).Should().Equal((debit, Money.Vnd(9_000)), (credit, Money.Vnd(-9_000)));
        draft.Lines.Should().OnlyContain(line => line.Movement == kind.ToString());
        draft.Lines.Select(line => line.Reference).Should().Equal(
            [debit == "clearing:vnpay" ? "VN1" : null, credit == "clearing:vnpay" ? "VN1" : null], "only the gateway's books know its reference");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Movement_OfNothingOrLess_IsRefused(long amountVnd) =>
        Refused(new MoneyMovementV1(MovementKind.FeeDue, Money.Vnd(amountVnd)));

    [Fact]
    public void Movement_OfTheSmallestAmount_IsPosted() =>
        PaymentJournals.Of(Moved(new MoneyMovementV1(MovementKind.FeeDue, Money.Vnd(1))))!.Lines.Should().HaveCount(2);

    [Theory]
    [InlineData(MovementKind.FeePaid)]
    [InlineData(MovementKind.Refunded)]
    [InlineData(MovementKind.DisputeOpened)]
    public void Movement_AtAGatewayThatIsMissing_IsRefused(MovementKind kind) => Refused(new MoneyMovementV1(kind, Money.Vnd(9_000)));

    [Fact]
    public void Movement_AtTheBank_IsLeftToItsStatements()
    {
        var transfer = new MoneyMovementV1(MovementKind.FeePaid, Money.Vnd(9_000), Transfers.NoGateway, "FT1");

        PaymentJournals.Of(Moved(transfer)).Should().BeNull();
        PaymentJournals.Of(Moved(transfer, new MoneyMovementV1(MovementKind.FeeDue, Money.Vnd(9_000))))!.Lines.Should().HaveCount(2);
    }

    [Fact]
    public void Movement_WithoutAReference_HasNoneInTheLedger() =>
        PaymentJournals.Of(Moved(new MoneyMovementV1(MovementKind.FeePaid, Money.Vnd(9_000), "vnpay")))!.Lines.Should().OnlyContain(line => line.Reference == null);

    [Fact]
    public void Journal_OfAPayment_IsNamedByItsVersion()
    {
        var draft = PaymentJournals.Of(Moved(new MoneyMovementV1(MovementKind.FeeDue, Money.Vnd(9_000))))!;

        (draft.Id, draft.Kind, draft.Spread, draft.Note).Should().Be(("pay-1.v2", "payment", new ShardKey(Unit, "pay-1"), (string?)null));
        PaymentJournals.Of(Moved(new MoneyMovementV1(MovementKind.FeeDue, Money.Vnd(9_000))) with { IsForced = true })!.Note.Should().Be("forced");
    }

    [Fact]
    public void Journal_OfAStray_IsNamedByTheMoneyWhoeverTellsOfIt()
    {
        var stray = Moved(new MoneyMovementV1(MovementKind.Unclaimed, Money.Vnd(9_000), "vnpay", "VN1")) with { Service = "", Unit = "" };
        var told = stray with { Payment = new RecordId("str-2"), Version = 7 };

        var (first, again) = (PaymentJournals.Of(stray)!, PaymentJournals.Of(told)!);

        first.Id.Should().Be($"unclaimed.vnpay.{ReferenceKey.Of("VN1")}");
        (again.Id, again.Spread).Should().Be((first.Id, first.Spread));
    }

    [Fact]
    public void Journal_OfMoneyAServiceAskedFor_IsNoStray() =>
        PaymentJournals.Of(Moved(new MoneyMovementV1(MovementKind.Unclaimed, Money.Vnd(9_000), "vnpay", "VN1")))!.Id.Should().Be("pay-1.v2");

    private static void Refused(MoneyMovementV1 movement)
    {
        var post = () => PaymentJournals.Of(Moved(movement));

        post.Should().Throw<PermanentFailureException>().Which.Reason.Should().Be("movement-invalid");
    }

    private static MoneyMovedV1 Moved(params MoneyMovementV1[] movements) =>
        new(new RecordId("pay-1"), 2, "exams", Unit, "HP-1", "pay-1.1", FinanceWorld.Start, false, movements);
}
