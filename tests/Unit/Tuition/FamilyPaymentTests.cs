using CsCheck;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Tests.Unit.Support;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class FamilyPaymentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bills_UntilSomebodyPays_AskForNoPayment()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        world.Store.SentOf(PaymentContracts.FeeRequested).Should().BeEmpty();

        var bills = new[] { world.BillOf(TuitionWorld.Ben), world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ana) };
        var first = (await world.Pay.HandleAsync(new PayBills(bills), world.By(TuitionWorld.Lan), Ct)).Value;
        var again = (await world.Pay.HandleAsync(new PayBills([.. bills.Reverse()]), world.By(TuitionWorld.Lan), Ct)).Value;

        again.Payment.Should().Be(first.Payment, "pressing twice, in any order, is one payment");
        var asked = world.Store.SentOf(PaymentContracts.FeeRequested).Should().ContainSingle().Subject;
        asked.Amount.Should().Be(Money.Vnd((await world.AccountAsync(TuitionWorld.Ana)).OwedVnd + (await world.AccountAsync(TuitionWorld.Ben)).OwedVnd));
        asked.Payable.Should().Be(first.Basket);
    }

    [Fact]
    public async Task Siblings_PaidTogether_AreEachToldOnce()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var (basket, paid) = await world.PayAsync(world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben));

        // The same news under another message id, and every share twice.
        var repeat = TuitionWorld.Context(PaymentContracts.FeePaid.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", paid));
        await world.BasketFee.PaidAsync(paid, repeat, Ct);
        foreach (var sent in world.Store.Sent.Where(sent => sent.Message.Type == TuitionMessages.BillSharePaid.Type).ToList())
        {
            var message = sent.Message with { Id = world.Ids.Next() };
            await world.HandleAsync(message);
        }

        foreach (var student in new[] { TuitionWorld.Ana, TuitionWorld.Ben })
        {
            var account = await world.AccountAsync(student);
            (account.OwedVnd, account.CreditVnd).Should().Be((0, 0));
            account.ReceivedVnd.Should().Be(account.Bills[0].TotalVnd);
        }

        (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)]), world.By(TuitionWorld.Lan), Ct)).Problem!.Code.Should().Be("TUITION-013");
    }

    [Fact]
    public async Task ABill_PaidTwiceByTwoPeople_BecomesCredit()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var alone = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)]), world.By(TuitionWorld.Lan), Ct)).Value;
        var both = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben)]), world.By(TuitionWorld.Minh), Ct)).Value;

        await world.TellPaidAsync(alone, alone.Total);
        await world.TellPaidAsync(both, both.Total);

        var account = await world.AccountAsync(TuitionWorld.Ana);
        account.CreditVnd.Should().Be(account.Bills[0].TotalVnd);
        world.Store.SentOf(TuitionContracts.CreditGranted).Should().ContainSingle().Which.Cause.Should().Be("overpaid");
    }

    [Fact]
    public async Task Money_ThatLapsedAndCameAllTheSame_IsCounted()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var basket = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)]), world.By(TuitionWorld.Lan), Ct)).Value;
        var lapsed = new FeeLapsedV1(basket.Payment, basket.Basket, world.Clock.GetUtcNow());
        await world.BasketFee.LapsedAsync(lapsed, TuitionWorld.Context(PaymentContracts.FeeLapsed.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", lapsed)), Ct);

        var next = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)]), world.By(TuitionWorld.Lan), Ct)).Value;
        next.Payment.Should().NotBe(basket.Payment);
        next.Basket.Should().Be(basket.Basket);
        await world.TellPaidAsync(basket, basket.Total);

        (await world.AccountAsync(TuitionWorld.Ana)).OwedVnd.Should().Be(0);
    }

    [Fact]
    public async Task ARefund_OpensTheBillsAgain()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var (basket, _) = await world.PayAsync(world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben));
        for (var i = 0; i < 2; i++)
        {
            var refunded = new FeeRefundedV1(basket.Payment, basket.Basket, basket.Total, world.Clock.GetUtcNow());
            await world.BasketFee.RefundedAsync(
                refunded, TuitionWorld.Context(PaymentContracts.FeeRefunded.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", refunded)), Ct);
            await world.DeliverAsync(twice: true);
        }

        var account = await world.AccountAsync(TuitionWorld.Ana);
        (account.OwedVnd, account.ReturnedVnd).Should().Be((account.Bills[0].TotalVnd, account.ReceivedVnd));
        var statement = (await world.Read.StatementAsync(world.IdOf(TuitionWorld.Ana), null, world.By(TuitionWorld.Lan), Ct)).Value;
        statement.Entries.Select(entry => entry.Kind).Should().Equal(StatementKind.Issued, StatementKind.Paid, StatementKind.Returned);
        statement.Entries.Select(entry => entry.Number).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task ARefundInParts_IsTakenFromTheLastShare_AndCountsWhatIsBackInAll()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var (basket, _) = await world.PayAsync(world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben));
        // Told twice, late and out of order: the largest counts.
        foreach (var back in (long[])[3_000, 8_000, 8_000, 3_000])
        {
            var part = new FeePartRefundedV1(basket.Payment, basket.Basket, Money.Vnd(back), world.Clock.GetUtcNow());
            await world.BasketFee.PartRefundedAsync(
                part, TuitionWorld.Context(PaymentContracts.FeePartRefunded.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", part)), Ct);
            await world.DeliverAsync(twice: true);
        }

        var last = basket.Shares[^1].Account == world.IdOf(TuitionWorld.Ana) ? TuitionWorld.Ana : TuitionWorld.Ben;
        (await world.AccountAsync(last)).OwedVnd.Should().Be(8_000);
        (await world.AccountAsync(last == TuitionWorld.Ana ? TuitionWorld.Ben : TuitionWorld.Ana)).OwedVnd.Should().Be(0);
        world.Store.SentOf(TuitionContracts.BillReturned).Select(told => told.Amount).Should().Equal(Money.Vnd(3_000), Money.Vnd(5_000));

        var whole = new FeeRefundedV1(basket.Payment, basket.Basket, basket.Total, world.Clock.GetUtcNow());
        await world.BasketFee.RefundedAsync(
            whole, TuitionWorld.Context(PaymentContracts.FeeRefunded.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", whole)), Ct);
        await world.DeliverAsync(twice: true);
        foreach (var student in (string[])[TuitionWorld.Ana, TuitionWorld.Ben])
        {
            var account = await world.AccountAsync(student);
            (account.OwedVnd, account.ReturnedVnd).Should().Be((account.Bills[0].TotalVnd, account.ReceivedVnd));
        }
    }

    [Fact]
    public async Task APart_ThatGoesBack_IsCreditFirst()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var (basket, _) = await world.PayAsync(world.BillOf(TuitionWorld.Ana));
        await world.RunAsync(TuitionWorld.TwoChildren(""));
        var credit = (await world.AccountAsync(TuitionWorld.Ana)).CreditVnd;
        credit.Should().BePositive("the smaller bill leaves some");

        var part = new FeePartRefundedV1(basket.Payment, basket.Basket, Money.Vnd(credit), world.Clock.GetUtcNow());
        await world.BasketFee.PartRefundedAsync(
            part, TuitionWorld.Context(PaymentContracts.FeePartRefunded.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", part)), Ct);
        await world.DeliverAsync();

        var account = await world.AccountAsync(TuitionWorld.Ana);
        (account.OwedVnd, account.CreditVnd).Should().Be((0, 0));
    }

    [Fact]
    public async Task MoneyBeyondThePayment_LeftAsCredit_CountsOnce()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var (basket, _) = await world.PayAsync(world.BillOf(TuitionWorld.Ana));
        var kept = new OverpaymentKeptV1(basket.Payment, basket.Basket, 1, Money.Vnd(7_000), world.Clock.GetUtcNow(), "vnpay", "VN1");

        for (var time = 0; time < 2; time++)
        {
            await world.BasketFee.KeptAsync(
                kept, TuitionWorld.Context(PaymentContracts.OverpaymentKept.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", kept)), Ct);
        }

        foreach (var sent in world.Store.Sent.Where(sent => sent.Message.Type == TuitionMessages.BillSharePaid.Type).ToList())
            await world.HandleAsync(sent.Message with { Id = world.Ids.Next() });
        var account = await world.AccountAsync(TuitionWorld.Ana);
        (account.OwedVnd, account.CreditVnd, account.ReceivedVnd).Should().Be((0, 7_000, account.Bills[0].TotalVnd + 7_000));
    }

    [Fact]
    public async Task Money_ForAPeriodClosedLongAgo_BecomesCredit()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var late = new BillSharePaidV1(world.IdOf(TuitionWorld.Ana), "2024-09", new RecordId("tbk-x"), 1, 5_000, world.Clock.GetUtcNow(), "REF");

        await world.HandleAsync(TuitionMessages.BillSharePaid.Write(world.Ids.Next(), late.Account, world.Clock.GetUtcNow(), "c", late));

        (await world.AccountAsync(TuitionWorld.Ana)).CreditVnd.Should().Be(5_000);
    }

    [Fact]
    public async Task Instalments_ArePaidInOrder()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        var bill = (await world.AccountAsync(TuitionWorld.Ana)).Bills[0];
        bill.Instalments.Sum(part => part.AmountVnd).Should().Be(bill.TotalVnd);

        var first = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)], Whole: false), world.By(TuitionWorld.Lan), Ct)).Value;
        first.Total.Should().Be(Money.Vnd(bill.Instalments[0].AmountVnd));
        await world.TellPaidAsync(first, first.Total);

        var paid = (await world.AccountAsync(TuitionWorld.Ana)).Bills[0];
        (paid.NextDue(), paid.OwedVnd).Should().Be((bill.Instalments[1].DueOn, bill.Instalments[1].AmountVnd));
        paid.OverdueVnd(bill.Instalments[0].DueOn.AddDays(1)).Should().Be(0);
        paid.OverdueVnd(bill.Instalments[1].DueOn.AddDays(1)).Should().Be(bill.Instalments[1].AmountVnd);
    }

    [Fact]
    public async Task Basket_OfNothingTooMuchOrNoBill_IsRefused()
    {
        var world = await TuitionWorld.OpenAsync();
        await world.RunAsync(TuitionWorld.TwoChildren());
        (await world.Pay.HandleAsync(new PayBills([]), world.By(TuitionWorld.Lan), Ct)).Problem!.Code.Should().Be("TUITION-014");
        (await world.Pay.HandleAsync(new PayBills([world.BillOf("0999999999")]), world.By(TuitionWorld.Lan), Ct)).Problem.Should().Be(KernelProblems.NotFound);
        BillId.TryParse("sta-abc.2026-99", out _).Should().BeFalse();
        BillId.TryParse("pay-abc.2026-10", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Posting_AnySequence_LosesNoDong()
    {
        // Issue, pay, change, cancel and return in any order: the account is sound after every step.
        await Gen.Int[0, 4].Array[1, 25].SampleAsync(async steps =>
        {
            var world = await TuitionWorld.OpenAsync();
            var paid = new List<BasketAnswer>();
            var month = 0;
            await world.RunAsync(TuitionWorld.TwoChildren());
            foreach (var step in steps)
            {
                var period = new DateOnly(2026, 10, 1).AddMonths(month).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
                if (step == 0) await world.RunAsync(TuitionWorld.TwoChildren("boarding; meals*3"), period);
                if (step == 1) await world.RunAsync(TuitionWorld.TwoChildren(""), new DateOnly(2026, 10, 1).AddMonths(++month).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture));
                if (step == 2) await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ana, period), "x"), world.By(TuitionWorld.Officer), Ct);
                if (step == 3 && (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana, period)], Whole: false), world.By(TuitionWorld.Lan), Ct)).Succeeded(out var basket, out _))
                {
                    paid.Add(basket);
                    await world.TellPaidAsync(basket, basket.Total);
                }

                if (step == 4 && paid.Count > 0)
                {
                    var back = paid[^1];
                    paid.RemoveAt(paid.Count - 1);
                    var refunded = new FeeRefundedV1(back.Payment, back.Basket, back.Total, world.Clock.GetUtcNow());
                    await world.BasketFee.RefundedAsync(
                        refunded, TuitionWorld.Context(PaymentContracts.FeeRefunded.Write(world.Ids.Next(), back.Basket, world.Clock.GetUtcNow(), "c", refunded)), Ct);
                    await world.DeliverAsync();
                }

                var account = await world.AccountAsync(TuitionWorld.Ana);
                (account.ReceivedVnd - account.ReturnedVnd).Should().Be(paid.Sum(basket => basket.Total.MinorUnits));
            }
        }, iter: Iterations.Of(60));
    }
}
