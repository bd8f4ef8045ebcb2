using CsCheck;
using PublicServices.Kernel;
using PublicServices.Payments;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Payments;

/// <summary>Whatever gateways say, in whatever order: every đồng they took is the fee, or owed back, once.</summary>
public sealed class AccountingTests
{
    private static readonly DateTimeOffset Start = PaymentWorld.Start;

    private static readonly Gen<GatewayOutcome> Outcome = Gen.OneOf(
        Gen.Const(GatewayOutcome.Pending),
        Gen.Const(GatewayOutcome.NotFound),
        Gen.Const(GatewayOutcome.Expired),
        Gen.Const(GatewayOutcome.Cancelled),
        Gen.Const(GatewayOutcome.Failed("declined")),
        Gen.Const(GatewayOutcome.Unknown("timeout")),
        Gen.Select(Gen.Int[44, 46].Select(thousands => thousands * 1_000L), Gen.Int[0, 3].Select(one => one == 0 ? "USD" : "VND"), Gen.Int[1, 3], Gen.Int[-60, 3_000]).Select(
            (amount, currency, reference, minutes) => GatewayOutcome.Succeeded(new Money(amount, currency), $"ref-{reference}", Start.AddMinutes(minutes))));

    // Attempt 1 to 3 (the third was never opened), what is said of it, minutes that pass first, and whether the service withdraws.
    private static readonly Gen<(int Attempt, GatewayOutcome Outcome, int Minutes, bool Withdraws)[]> Course =
        Gen.Select(Gen.Int[1, 3], Outcome, Gen.Int[0, 2_000], Gen.Int[0, 9].Select(one => one == 0)).Array[0, 12];

    [Fact]
    public void News_OfAnyKindInAnyOrder_LeavesEveryDongAccountedOnce() => Course.Sample(
        course =>
        {
            var payment = Opened();
            var now = Start;
            Dictionary<string, Money> taken = [];
            foreach (var (number, outcome, minutes, withdraws) in course)
            {
                now = now.AddMinutes(minutes);
                if (withdraws && payment.Status is PaymentStatus.Due or PaymentStatus.Pending or PaymentStatus.Lapsed)
                    payment = payment with { Status = PaymentStatus.Withdrawn };
                // References are a gateway's own: the same one of another attempt is another capture.
                var news = outcome with { Reference = outcome.Reference.Length > 0 ? $"{number}-{outcome.Reference}" : "" };
                if (news.Kind == OutcomeKind.Succeeded) taken.TryAdd(news.Reference, news.Amount!.Value);

                var before = payment;
                payment = GatewayNews.Apply(payment, new AttemptId(payment.Id, number), "fake", news, now).Payment;
                Check(before, payment);
            }

            foreach (var (reference, money) in taken) Accounted(payment, reference, money);
        },
        iter: Iterations.Of(20_000));

    private static void Check(Payment before, Payment after)
    {
        if (before.PaidBy is not null) after.PaidBy.Should().Be(before.PaidBy, "a fee is credited once");
        if (before.SettledAt is not null) after.SettledAt.Should().Be(before.SettledAt);
        (after.Status == PaymentStatus.Paid).Should().Be(after.PaidBy is not null);
        (after.Status == PaymentStatus.Pending).Should().Be(after.IsOwed && after.HasLiveAttempt);
        if (after.PaidBy is { } paidBy)
        {
            after.Find(paidBy)!.Captured!.Value.Currency.Should().Be("VND");
            after.Find(paidBy)!.Captured!.Value.MinorUnits.Should().BeGreaterThanOrEqualTo(45_000);
        }
    }

    private static void Accounted(Payment payment, string reference, Money first)
    {
        var isFee = payment.PaidBy is { } paidBy && payment.Find(paidBy)!.Reference == reference;
        var owed = payment.Cases.Where(entry => entry.Reference == reference).Sum(entry => entry.Owed.MinorUnits);

        (owed + (isFee ? 45_000 : 0)).Should().Be(first.MinorUnits, "of {0} in {1}", reference, payment.Status);
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
            RequestedAt = Start,
            ExpiresAt = Start.AddDays(2),
            Correlation = "c",
            Status = PaymentStatus.Pending,
            Attempts = [Open(1), Open(2)],
        };
    }
}
