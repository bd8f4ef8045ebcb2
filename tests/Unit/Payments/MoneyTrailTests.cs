using CsCheck;
using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>What a payment tells the ledger is what happened to it: the accounts it leads to say what the payment says.</summary>
public sealed class MoneyTrailTests
{
    private static readonly DateTimeOffset Start = PaymentWorld.Start;

    private static readonly Gen<GatewayOutcome> Outcome = Gen.OneOf(
        Gen.Const(GatewayOutcome.Pending),
        Gen.Const(GatewayOutcome.Expired),
        Gen.Const(GatewayOutcome.Failed("declined")),
        Gen.Select(Gen.Int[44, 46].Select(thousands => thousands * 1_000L), Gen.Int[0, 4].Select(one => one == 0 ? "USD" : "VND"), Gen.Int[1, 3], Gen.Int[-60, 3_000]).Select(
            (amount, currency, reference, minutes) => GatewayOutcome.Succeeded(new Money(amount, currency), $"ref-{reference}", Start.AddMinutes(minutes))));

    [Fact]
    public void News_OfAnyKindInAnyOrder_ReachesTheLedgerOnce() => Gen.Select(Gen.Int[1, 3], Outcome, Gen.Int[0, 2_000]).Array[0, 12].Sample(
        course =>
        {
            List<JournalLine> ledger = [];
            Payment? before = null;
            var payment = Opened();
            var version = 1L;
            Post(ledger, before, payment, version, Start);
            var now = Start;
            HashSet<(string Gateway, string Reference)> captured = [];
            var taken = new Dictionary<string, long> { ["VND"] = 0, ["USD"] = 0 };
            foreach (var (number, outcome, minutes) in course)
            {
                now = now.AddMinutes(minutes);
                var news = outcome with { Reference = outcome.Reference.Length > 0 ? $"{number}-{outcome.Reference}" : "" };
                before = payment;
                var decision = GatewayNews.Apply(payment, new AttemptId(payment.Id, number), "fake", news, now);
                if (decision.Effect == Effect.Ignored) continue;
                payment = decision.Payment;
                if (news.Kind == OutcomeKind.Succeeded && captured.Add(("fake", news.Reference))) taken[news.Amount!.Value.Currency] += news.Amount!.Value.MinorUnits;
                Post(ledger, before, payment, ++version, now);
                Check(ledger, payment, taken);
            }
        },
        iter: Iterations.Of(5_000));

    [Fact]
    public async Task Refund_OfAPaidFee_LeavesNothingBehind()
    {
        var world = await new PaymentWorld().OpenedAsync();
        await world.CallAsync(PaymentWorld.First, world.Success());
        world.Gateway.Refunds.Enqueue(new RefundOutcome(OutcomeKind.Succeeded, "RF1"));
        await new RefundMoney(world.Book, RefundLimits.Default).OfFeeAsync(PaymentWorld.Id, new CaseDecision("left the school"), PaymentWorld.Finance, cause: null, TestContext.Current.CancellationToken);
        await world.PumpAsync();

        var moved = world.Store.SentOf(PaymentContracts.MoneyMoved);

        moved.SelectMany(one => one.Movements).Select(one => one.Kind).Should()
            .Equal(MovementKind.FeeDue, MovementKind.FeePaid, MovementKind.FeeReturnable, MovementKind.Refunded);
        moved[^1].Should().Match<MoneyMovedV1>(one => one.Movements[0].Reference == "RF1" && one.Order == "pay-1.r1");
        moved.SelectMany(one => PaymentJournals.Of(one)!.Lines).GroupBy(line => line.Account).Should().OnlyContain(account => account.Sum(line => line.Amount.MinorUnits) == 0);
    }

    private static void Check(List<JournalLine> ledger, Payment payment, Dictionary<string, long> taken)
    {
        foreach (var (currency, sum) in taken)
        {
            Balance(ledger, ChartOfAccounts.Clearing("fake"), currency).Should().Be(sum, "a gateway holds what it took");
            var owed = payment.Cases.Where(entry => entry.Owed.Currency == currency && entry.Kind != CaseKind.UnknownReference).Sum(entry => entry.Owed.MinorUnits);
            Balance(ledger, ChartOfAccounts.RefundsPayable, currency).Should().Be(-owed, "what is owed back is what the cases say");
            var nobodys = payment.Cases.Where(entry => entry.Owed.Currency == currency && entry.Kind == CaseKind.UnknownReference).Sum(entry => entry.Owed.MinorUnits);
            Balance(ledger, ChartOfAccounts.Suspense("fake"), currency).Should().Be(-nobodys);
        }

        Balance(ledger, ChartOfAccounts.Receivable("01-001"), "VND").Should().Be(payment.IsOwed ? 45_000 : 0);
        Balance(ledger, ChartOfAccounts.Revenue("01-001"), "VND").Should().Be(payment.IsOwed || payment.Status == PaymentStatus.Paid ? -45_000 : 0);
    }

    private static long Balance(List<JournalLine> ledger, AccountCode account, string currency) =>
        ledger.Where(line => line.Account == account && line.Amount.Currency == currency).Sum(line => line.Amount.MinorUnits);

    private static void Post(List<JournalLine> ledger, Payment? before, Payment after, long version, DateTimeOffset now)
    {
        if (MoneyTrail.Between(before, after, version, now) is not { } moved || PaymentJournals.Of(moved) is not { } draft) return;
        Journals.IsBalanced(draft.Lines).Should().BeTrue();
        ledger.AddRange(draft.Lines);
    }

    private static Payment Opened()
    {
        var request = PaymentWorld.Request();
        Attempt Open(int number) => new()
        {
            Id = new AttemptId(request.Payment, number),
            Gateway = "fake",
            Status = AttemptStatus.Open,
            OpenedAt = Start,
            ExpiresAt = Start.AddMinutes(30),
            Language = "vi",
            GatewayKey = "key",
        };
        return new Payment
        {
            Id = request.Payment,
            Payable = request.Payable,
            Service = request.Service,
            Amount = request.Amount,
            Purpose = request.Purpose,
            DossierCode = request.DossierCode,
            PayerName = request.PayerName,
            FeeRule = request.FeeRule,
            Unit = "01-001",
            RequestedAt = Start,
            ExpiresAt = Start.AddDays(2),
            Correlation = "c",
            Status = PaymentStatus.Pending,
            Attempts = [Open(1), Open(2)],
        };
    }
}
