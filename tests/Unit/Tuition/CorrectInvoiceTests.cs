using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class CorrectInvoiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What may be done to each invoice of a chain: O original, A adjusting, R replacing; then the codes, empty when it may.</summary>
    [Theory]
    [InlineData("O", "/")]
    [InlineData("OA", "/INVOICE-006 INVOICE-005/INVOICE-005")]
    [InlineData("OAA", "/INVOICE-006 INVOICE-005/INVOICE-005 INVOICE-005/INVOICE-005")]
    [InlineData("OR", "INVOICE-004/INVOICE-004 INVOICE-007/")]
    [InlineData("ORR", "INVOICE-004/INVOICE-004 INVOICE-004/INVOICE-004 INVOICE-007/")]
    public void Chain_AllowsTheKindOfTheFirstCorrectionAlone(string chain, string adjustAndReplace)
    {
        InvoiceKind[] kinds = [.. chain.Select(kind => kind switch { 'O' => InvoiceKind.Original, 'A' => InvoiceKind.Adjusting, _ => InvoiceKind.Replacing })];
        var standings = InvoiceChain.Standings(kinds);
        string.Join(' ', kinds.Select((kind, i) =>
                $"{InvoiceChain.Refusal(kind, standings[i], InvoiceKind.Adjusting)?.Code}/{InvoiceChain.Refusal(kind, standings[i], InvoiceKind.Replacing)?.Code}"))
            .Should().Be(adjustAndReplace);
    }

    [Fact]
    public async Task Adjust_AfterTheBillWasIssuedAnew_StatesTheDifferences()
    {
        var invoices = await InvoiceWorld.OpenAsync("boarding; meals*22");
        var original = await invoices.AnasAsync();
        (await invoices.AdjustAsync(original)).Problem.Should().Be(InvoiceProblems.NothingDiffers);
        await invoices.World.RunAsync(TuitionWorld.TwoChildren("meals*20"));

        var adjusting = (await invoices.AdjustAsync(original)).Value;
        (adjusting.Kind, adjusting.Number, adjusting.Sequence, adjusting.Reason).Should().Be((InvoiceKind.Adjusting, 2, 2, "Miễn giảm bổ sung"));
        adjusting.Of.Should().Be(new InvoiceReference(original.Key, 1, "C26TAA", 1, original.IssuedOn));
        adjusting.Lines.Select(line => (line.Item, line.Quantity, line.UnitVnd, line.AmountVnd)).Should().Equal(
            ("meals", -2, 35_000, -70_000), ("boarding", -1, 350_000, -350_000));
        (adjusting.TotalVnd, adjusting.TotalInWords).Should().Be((-420_000, "Âm bốn trăm hai mươi nghìn đồng"));

        (await invoices.AdjustAsync(original)).Problem.Should().Be(InvoiceProblems.NothingDiffers);
        (await invoices.ReplaceAsync(original)).Problem.Should().Be(InvoiceProblems.AdjustedBefore);
        (await invoices.AdjustAsync(adjusting)).Problem.Should().Be(InvoiceProblems.IsAdjusting);

        await invoices.World.RunAsync(TuitionWorld.TwoChildren("boarding; meals*20"));
        var again = (await invoices.AdjustAsync(original, "Đăng ký lại bán trú")).Value;
        (again.Of!.Key, again.TotalVnd).Should().Be((original.Key, 350_000), "the original is named, not the adjusting one");
        (await invoices.ExportAsync()).Select(issued => (issued.Invoice.Number, issued.Standing)).Should().Equal(
            (1, InvoiceStanding.Adjusted), (2, InvoiceStanding.Adjusting), (3, InvoiceStanding.Adjusting));
    }

    [Fact]
    public async Task Adjust_AfterABackDatedExemption_TakesOffTheReduction()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        var original = await invoices.AnasAsync();
        var ask = new AskBenefit(TuitionWorld.School, TuitionWorld.Ana, "Nguyễn Minh Anh", "near-poor-household", new DateOnly(2026, 9, 1), new DateOnly(2027, 8, 31), "12/QĐ");
        var asked = (await world.Benefits.AskAsync(ask, world.By(TuitionWorld.Officer), Ct)).Value;
        await world.Benefits.DecideAsync(new DecideBenefit(asked.Benefits, 1, true, ""), world.By(TuitionWorld.Department), Ct);
        await world.DeliverAsync();

        (await invoices.RunAsync()).Differing.Should().Be(1);
        var adjusting = (await invoices.AdjustAsync(original)).Value;
        adjusting.Lines.Select(line => (line.Item, line.Quantity, line.DiscountVnd, line.AmountVnd)).Should().Equal(("tuition", null, 0, -383_000));
        (await invoices.RunAsync()).Differing.Should().Be(0);
    }

    [Fact]
    public async Task Adjust_AfterARefundOrACancellation_TakesOffEverything()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        var (basket, paid) = await world.PayAsync(world.BillOf(TuitionWorld.Ana));
        var refunded = await invoices.OneAsync(TuitionWorld.Ana);
        var news = new FeeRefundedV1(paid.Payment, basket.Basket, paid.Amount, world.Clock.GetUtcNow());
        await world.BasketFee.RefundedAsync(news, TuitionWorld.Context(PaymentContracts.FeeRefunded.Write(world.Ids.Next(), basket.Basket, world.Clock.GetUtcNow(), "c", news)), Ct);
        await world.DeliverAsync();
        (await invoices.AdjustAsync(refunded, "Hoàn tiền")).Value.TotalVnd.Should().Be(-refunded.TotalVnd);

        await world.PayAsync(world.BillOf(TuitionWorld.Ben));
        var cancelled = await invoices.OneAsync(TuitionWorld.Ben);
        await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ben), "Chuyển trường"), world.By(TuitionWorld.Officer), Ct);
        (await invoices.ReplaceAsync(cancelled)).Problem.Should().Be(InvoiceProblems.NothingLeft);
        (await invoices.AdjustAsync(cancelled, "Chuyển trường")).Value.TotalVnd.Should().Be(-cancelled.TotalVnd);
        await invoices.ExportAsync();
    }

    [Fact]
    public async Task Replace_StatesEverythingAnew_AndOnlyReplacingFollows()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        var original = await invoices.AnasAsync();
        await invoices.Buyer.HandleAsync(
            new SetInvoiceBuyer(world.IdOf(TuitionWorld.Ana), "Công ty Minh Họa", "0100109106", null, "Hà Nội", null), world.By(TuitionWorld.Lan), Ct);

        var replacing = (await invoices.ReplaceAsync(original)).Value;
        (replacing.Kind, replacing.Of!.Key, replacing.TotalVnd, replacing.Buyer.TaxCode).Should().Be((InvoiceKind.Replacing, original.Key, original.TotalVnd, "0100109106"));
        (await invoices.AdjustAsync(original)).Problem.Should().Be(InvoiceProblems.IsReplaced);
        (await invoices.ReplaceAsync(original)).Problem.Should().Be(InvoiceProblems.IsReplaced);
        (await invoices.AdjustAsync(replacing)).Problem.Should().Be(InvoiceProblems.ReplacedBefore);

        await world.Change.CancelAsync(new CancelBill(world.BillOf(TuitionWorld.Ana), "Chuyển trường"), world.By(TuitionWorld.Officer), Ct);
        var emptied = (await invoices.ReplaceAsync(replacing)).Value;
        (emptied.Of!.Key, emptied.TotalVnd, emptied.TotalInWords, emptied.Lines.Count).Should().Be((replacing.Key, 0, "Không đồng", replacing.Lines.Count));
        (await invoices.ExportAsync()).Select(issued => issued.Standing).Should().Equal(InvoiceStanding.Replaced, InvoiceStanding.Replaced, InvoiceStanding.InForce);
    }

    [Fact]
    public async Task Adjust_ForTheBuyerAlone_IsOverNothing()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var original = await invoices.AnasAsync();
        await invoices.Buyer.HandleAsync(
            new SetInvoiceBuyer(invoices.World.IdOf(TuitionWorld.Ana), "Nguyễn Thị Lan", null, null, null, null), invoices.World.By(TuitionWorld.Lan), Ct);

        var adjusting = (await invoices.AdjustAsync(original)).Value;
        (adjusting.TotalVnd, adjusting.Lines.Count, adjusting.Buyer.Name).Should().Be((0, original.Lines.Count, "Nguyễn Thị Lan"));
        (await invoices.AdjustAsync(original)).Problem.Should().Be(InvoiceProblems.NothingDiffers);
        await invoices.ExportAsync();
    }

    [Fact]
    public async Task Correct_NeedsAReasonAnInvoiceAndTheSchool()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var original = await invoices.AnasAsync();
        (await invoices.ReplaceAsync(original, " ")).Problem!.Code.Should().Be("TUITION-001");
        (await invoices.ReplaceAsync(original, new string('x', 256))).Problem!.Code.Should().Be("TUITION-001");
        (await invoices.ReplaceAsync(original with { Key = "01-002.2026-10.1C26TAA.00000009" })).Problem.Should().Be(KernelProblems.NotFound);
        foreach (var other in new[] { TuitionWorld.OtherSchool, TuitionWorld.Department, TuitionWorld.Lan })
        {
            (await invoices.Correct.ReplaceAsync(new CorrectInvoice(InvoiceWorld.KeyOf(original), "x"), invoices.World.By(other), Ct)).Problem
                .Should().Be(KernelProblems.Forbidden);
        }
    }

    [Fact]
    public async Task Correct_UnderTheSameKey_IsDoneOnce()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var original = await invoices.AnasAsync();
        var asked = invoices.World.By(TuitionWorld.Officer) with { Cause = Cause.Request("http:school", "key-1", "print") };
        var command = new CorrectInvoice(InvoiceWorld.KeyOf(original), "Sai tên");
        var first = (await invoices.Correct.ReplaceAsync(command, asked, Ct)).Value;
        (await invoices.Correct.ReplaceAsync(command, asked, Ct)).Value.Should().BeEquivalentTo(first);
        (await invoices.ExportAsync()).Should().HaveCount(2);
    }
}
