using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class IssueInvoicesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_PaidBill_StatesSellerBuyerLinesAndTotalInWords()
    {
        var invoices = await InvoiceWorld.OpenAsync("boarding; meals*22");
        var invoice = await invoices.AnasAsync();

        (invoice.Key, invoice.Kind, invoice.Symbol, invoice.Number, invoice.IssuedOn).Should().Be(
            ("01-002.2026-10.1C26TAA.00000001", InvoiceKind.Original, "1C26TAA", 1, new DateOnly(2026, 10, 2)));
        (invoice.Seller.TaxCode, invoice.Buyer.Name, invoice.Buyer.Student, invoice.Buyer.Class).Should().Be(
            ("0100109106", "Nguyễn Minh Anh", TuitionWorld.Ana, "10A1"));
        invoice.Lines.Select(line => (line.Item, line.Name, line.Unit, line.Quantity, line.UnitVnd, line.DiscountVnd, line.AmountVnd, line.VatRate)).Should().Equal(
            ("tuition", "Học phí (tháng 10/2026)", "Tháng", 1, 1_200_000, 217_000, 983_000, "KCT"),
            ("boarding", "Dịch vụ bán trú (tháng 10/2026)", "Tháng", 1, 350_000, 0, 350_000, "KCT"),
            ("meals", "Suất ăn trưa (tháng 10/2026)", "Suất", 22, 35_000, 0, 770_000, "KCT"),
            ("it-utility", "Ứng dụng công nghệ thông tin (tháng 10/2026)", "Tháng", 1, 20_000, 0, 20_000, "KCT"));
        (invoice.TotalVnd, invoice.TotalInWords, invoice.Payment).Should().Be(
            (2_123_000, "Hai triệu một trăm hai mươi ba nghìn đồng", "Chuyển khoản"));
        invoice.VatRule.Should().Contain("48/2024/QH15");
    }

    [Fact]
    public async Task Issue_Twice_IsTheSameInvoice_WhateverBecameOfTheBill()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var first = await invoices.AnasAsync();
        await invoices.World.RunAsync(TuitionWorld.TwoChildren(items: ""));

        (await invoices.OneAsync(TuitionWorld.Ana)).Should().BeEquivalentTo(first);
        (await invoices.ExportAsync()).Should().ContainSingle().Which.Invoice.Should().BeEquivalentTo(first, "what was issued is fixed");
    }

    [Fact]
    public async Task Issue_UnpaidPartlyPaidFreeOrUnknown_IsRefused()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        (await IssueAsync(world.BillOf(TuitionWorld.Ana), TuitionWorld.Officer)).Should().Be(InvoiceProblems.NothingCollected);
        var basket = (await world.Pay.HandleAsync(new PayBills([world.BillOf(TuitionWorld.Ana)], Whole: false), world.By(TuitionWorld.Lan), Ct)).Value;
        await world.TellPaidAsync(basket, basket.Total);
        (await IssueAsync(world.BillOf(TuitionWorld.Ana), TuitionWorld.Officer)).Should().Be(InvoiceProblems.NotPaid);
        (await IssueAsync(world.BillOf(TuitionWorld.Ana, "2026-11"), TuitionWorld.Officer)).Should().Be(KernelProblems.NotFound);
        foreach (var stranger in new[] { TuitionWorld.OtherSchool, TuitionWorld.Minh })
            (await IssueAsync(world.BillOf(TuitionWorld.Ana), stranger)).Should().Be(KernelProblems.NotFound);
        foreach (var reader in new[] { TuitionWorld.Department, TuitionWorld.Lan })
            (await IssueAsync(world.BillOf(TuitionWorld.Ana), reader)).Should().Be(KernelProblems.Forbidden);

        async Task<Problem?> IssueAsync(BillId bill, Caller caller) => (await world.Issue.OneAsync(bill, world.By(caller), Ct)).Problem;
    }

    [Fact]
    public async Task Issue_WithoutSettings_IsRefused()
    {
        var world = await TuitionWorld.OpenAsync();
        (await world.Issue.StartAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.Officer), Ct)).Problem.Should().Be(InvoiceProblems.NoSettings);
        (await world.Issue.StartAsync(TuitionWorld.School, "2026-13", world.By(TuitionWorld.Officer), Ct)).Problem.Should().Be(TuitionProblems.NotAPeriod);
        (await world.Issue.StartAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.Department), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    [Fact]
    public async Task Run_ManyBills_NumbersThemWithoutGaps_AndASecondRunIssuesTheRestAlone()
    {
        var world = await TuitionWorld.OpenAsync();
        var invoices = new InvoiceWorld(world);
        await invoices.SaveAsync(InvoiceWorld.Settings);
        var pupils = Enumerable.Range(1, 130).Select(i => $"02{i:D8}").ToList();
        await world.RunAsync(TuitionWorld.List([.. pupils.Select(pupil => (pupil, "Học sinh", "10A1", "", "", "acc-lan"))]));
        foreach (var some in pupils.Take(40).Chunk(Basket.MaxShares)) await world.PayAsync([.. some.Select(pupil => world.BillOf(pupil))]);

        var run = await invoices.RunAsync();
        (run.Issued, run.Before, run.Unpaid, run.IssuedVnd, run.IsUnderWay).Should().Be((40, 0, 90, 40 * 1_003_000, false));
        (await invoices.ExportAsync()).Select(issued => issued.Invoice.Number).Should().Equal(Enumerable.Range(1, 40));

        await world.PayAsync(world.BillOf(pupils[^1]));
        run = await invoices.RunAsync();
        (run.Number, run.Issued, run.Before, run.Unpaid, run.Differing).Should().Be((2, 1, 40, 89, 0));
        (await invoices.ExportAsync()).Select(issued => issued.Invoice.Bill).Should().HaveCount(41).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_UnderWay_IsRefusedASecondTime_AndWakesByItsStep()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var (world, officer) = (invoices.World, invoices.World.By(TuitionWorld.Officer));
        world.Held = TuitionMessages.InvoiceRunStep.Type;
        (await world.Issue.StartAsync(TuitionWorld.School, TuitionWorld.Period, officer, Ct)).Problem.Should().BeNull();
        (await world.Issue.StartAsync(TuitionWorld.School, TuitionWorld.Period, officer, Ct)).Problem.Should().Be(InvoiceProblems.RunUnderWay);

        var book = await world.Books.LoadAsync(TuitionWorld.School, Ct);
        var wake = IssueInvoices.Wake(book, world.Clock.GetUtcNow()).Should().ContainSingle().Which;
        await world.HandleAsync(wake.Message);
        book = await world.Books.LoadAsync(TuitionWorld.School, Ct);
        book.State!.Run!.IsUnderWay.Should().BeFalse();
        IssueInvoices.Wake(book, world.Clock.GetUtcNow()).Should().BeEmpty();
    }

    [Fact]
    public async Task Numbers_BeginAnewWithTheYear_AndWithAnotherSeries()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        await invoices.AnasAsync();
        await invoices.SaveAsync(InvoiceWorld.Settings with { Form = 2, Series = "k25tbb" });
        await world.PayAsync(world.BillOf(TuitionWorld.Ben));
        var other = await invoices.OneAsync(TuitionWorld.Ben);
        (other.Symbol, other.Number).Should().Be(("2K26TBB", 1), "the year is the invoice's, whatever the settings say");

        await invoices.SaveAsync(InvoiceWorld.Settings);
        await world.RunAsync(TuitionWorld.TwoChildren(), "2026-12");
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 31, 23, 59, 0, VietnamTime.Offset));
        await world.PayAsync(world.BillOf(TuitionWorld.Ana, "2026-12"), world.BillOf(TuitionWorld.Ben, "2026-12"));
        var last = (await world.Issue.OneAsync(world.BillOf(TuitionWorld.Ana, "2026-12"), world.By(TuitionWorld.Officer), Ct)).Value;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        var first = (await world.Issue.OneAsync(world.BillOf(TuitionWorld.Ben, "2026-12"), world.By(TuitionWorld.Officer), Ct)).Value;
        (last.Symbol, last.Number, first.Symbol, first.Number).Should().Be(("1C26TAA", 2, "1C27TAA", 1));
        await invoices.ExportAsync();
    }

    [Fact]
    public async Task Days_NeverGoBack_WhenARunBeganTheDayBefore()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        await world.PayAsync(world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben));
        world.Held = TuitionMessages.InvoiceRunStep.Type;
        await world.Issue.StartAsync(TuitionWorld.School, TuitionWorld.Period, world.By(TuitionWorld.Officer), Ct);
        var step = world.Store.Sent.Last(sent => sent.Message.Type == world.Held).Message;
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await invoices.OneAsync(TuitionWorld.Ben)).IssuedOn.Should().Be(new DateOnly(2026, 10, 3));
        await world.HandleAsync(step);

        (await invoices.ExportAsync()).Select(issued => (issued.Invoice.Number, issued.Invoice.IssuedOn.Day)).Should().Equal((1, 3), (2, 3));
    }

    [Fact]
    public async Task Issue_AtTheSameTime_GivesEveryNumberOnce()
    {
        var world = await TuitionWorld.OpenAsync();
        var invoices = new InvoiceWorld(world);
        await invoices.SaveAsync(InvoiceWorld.Settings);
        var pupils = Enumerable.Range(1, 12).Select(i => $"03{i:D8}").ToList();
        await world.RunAsync(TuitionWorld.List([.. pupils.Select(pupil => (pupil, "Học sinh", "10A1", "", "", "acc-lan"))]));
        await world.PayAsync([.. pupils.Select(pupil => world.BillOf(pupil))]);

        await Task.WhenAll(pupils.Concat(pupils).Select(pupil => Task.Run(() => invoices.OneAsync(pupil), Ct)));
        (await invoices.ExportAsync()).Select(issued => issued.Invoice.Number).Should().Equal(Enumerable.Range(1, 12));
    }

    [Fact]
    public async Task Settings_WrongFields_AreAllNamed_AndTheNameIsThePriceNotices()
    {
        var world = await TuitionWorld.OpenAsync();
        var keep = new InvoiceWorld(world).Keep;
        var wrong = InvoiceWorld.Settings with { TaxCode = "0100109107", Address = " ", Form = 3, Series = "X26TAA", Phone = "a\u0007" };
        (await keep.SaveAsync(TuitionWorld.School, wrong, world.By(TuitionWorld.Officer), Ct)).Problem!.Fields!.Select(field => field.Field)
            .Should().BeEquivalentTo("taxCode", "address", "form", "series", "phone");
        (await keep.ReadAsync(TuitionWorld.School, world.By(TuitionWorld.Department), Ct)).Problem.Should().Be(InvoiceProblems.NoSettings);
        (await keep.SaveAsync(TuitionWorld.School, InvoiceWorld.Settings with { Name = "" }, world.By(TuitionWorld.Officer), Ct)).Value.Name
            .Should().Be("Trường THPT Minh Họa 2, Hà Nội");
        (await keep.SaveAsync(TuitionWorld.School, InvoiceWorld.Settings, world.By(TuitionWorld.Department), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    [Fact]
    public async Task Buyer_IsThePupil_UnlessTheFamilySaysAnother()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        var account = world.IdOf(TuitionWorld.Ana);
        var buyer = new SetInvoiceBuyer(account, "Nguyễn Thị Lan", null, "001185012345", "Hà Nội", null);
        (await SetAsync(buyer, TuitionWorld.Minh)).Problem.Should().Be(KernelProblems.NotFound);
        (await SetAsync(buyer with { TaxCode = "1", PersonalNumber = "2" }, TuitionWorld.Lan)).Problem!.Fields!.Select(field => field.Field).Should().Equal("taxCode", "personalNumber");
        (await SetAsync(new SetInvoiceBuyer(account, null, "0100109106", null, null, null), TuitionWorld.Lan)).Problem!.Fields!.Select(field => field.Field)
            .Should().Equal(["name", "address"], "an organisation has both");
        (await SetAsync(buyer, TuitionWorld.Lan)).Problem.Should().BeNull();

        var invoice = await invoices.AnasAsync();
        (invoice.Buyer.Name, invoice.Buyer.PersonalNumber!.Value.Value, invoice.Buyer.Address, invoice.Buyer.StudentName, invoice.Buyer.Email).Should().Be(
            ("Nguyễn Thị Lan", "001185012345", "Hà Nội", "Nguyễn Minh Anh", "a@example.vn"));

        async Task<Result<AccountAnswer>> SetAsync(SetInvoiceBuyer command, Caller caller) => await invoices.Buyer.HandleAsync(command, world.By(caller), Ct);
    }
}
