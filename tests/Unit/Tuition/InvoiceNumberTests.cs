using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Tests.Unit.Tuition;

public sealed class InvoiceNumberTests
{
    private static readonly Caller Finance = new("finance", Role.Finance, "Tâm");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_ComeBackOnce_AndStandOnTheExport()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var ana = await invoices.AnasAsync();
        await invoices.World.PayAsync(invoices.World.BillOf(TuitionWorld.Ben));
        var ben = await invoices.OneAsync(TuitionWorld.Ben);

        (await BringAsync(new GivenNumber(ana.Key, 815, "C26TZZ", "M1-26-ABC"))).Should().Equal(NumberOutcome.Recorded);
        (await BringAsync(new GivenNumber(ana.Key, 815, "c26tzz", "M1-26-ABC"), new GivenNumber(ana.Key, 816), new GivenNumber(ben.Key, 815, "C26TZZ"), new GivenNumber("x", 1), new GivenNumber(ben.Key, 0)))
            .Should().Equal(NumberOutcome.Unchanged, NumberOutcome.Refused, NumberOutcome.Refused, NumberOutcome.Refused, NumberOutcome.Refused);

        (await invoices.ExportAsync(openOnly: true)).Should().ContainSingle().Which.Invoice.Key.Should().Be(ben.Key);
        var replacing = (await invoices.ReplaceAsync(ana)).Value;
        var table = InvoiceTable.Of(new InvoiceExport(TuitionWorld.School, TuitionWorld.Period, await invoices.ExportAsync()), "vi");
        table.Rows.Should().OnlyContain(row => row.Count == table.Header.Count);
        var row = table.Rows.First(cells => (string)cells[0] == replacing.Key);
        row.Skip(34).Take(6).Should().Equal(1L, ana.Key, 1L, "C26TZZ", 815L, "2026-10-02");
        table.Rows.Select(cells => cells[32]).OfType<long>().Sum().Should().Be(ana.TotalVnd * 2 + ben.TotalVnd, "a total stands once an invoice");

        async Task<IEnumerable<NumberOutcome>> BringAsync(params GivenNumber[] numbers) =>
            (await invoices.Numbers.HandleAsync(TuitionWorld.School, numbers, invoices.World.By(Finance), Ct)).Value.Numbers.Select(report => report.Outcome);
    }

    [Fact]
    public async Task Numbers_RefusedOnes_SayWhy_AndStrangersBringNone()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var ana = await invoices.AnasAsync();
        await invoices.World.PayAsync(invoices.World.BillOf(TuitionWorld.Ben));
        var ben = await invoices.OneAsync(TuitionWorld.Ben);
        await ReportAsync(new GivenNumber(ana.Key, 5));

        (await ReportAsync(new GivenNumber(ana.Key, 6)))!.Code.Should().Be("INVOICE-011");
        (await ReportAsync(new GivenNumber(ben.Key, 5)))!.Code.Should().Be("INVOICE-012");
        (await ReportAsync(new GivenNumber(ben.Key, 7, "long-series")))!.Code.Should().Be("TUITION-001");
        (await ReportAsync(new GivenNumber("01-001.2026-10.1C26TAA.00000001", 7)))!.Code.Should().Be("PS-003");
        foreach (var stranger in new[] { TuitionWorld.OtherSchool, TuitionWorld.Department, TuitionWorld.Lan })
            (await invoices.Numbers.HandleAsync(TuitionWorld.School, [new GivenNumber(ben.Key, 7)], invoices.World.By(stranger), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
        (await invoices.Numbers.HandleAsync(TuitionWorld.School, [], invoices.World.By(Finance), Ct)).Problem!.Code.Should().Be("TUITION-001");

        async Task<Problem?> ReportAsync(GivenNumber number) =>
            (await invoices.Numbers.HandleAsync(TuitionWorld.School, [number], invoices.World.By(TuitionWorld.Officer), Ct)).Value.Numbers[0].Problem;
    }

    [Fact]
    public async Task Lists_ShowWhereInvoicesStand_PageByPage_ToThoseWhoSeeTheMoney()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        await world.PayAsync(world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben));
        await invoices.RunAsync();
        await world.RunAsync(TuitionWorld.TwoChildren(items: ""));

        var first = (await invoices.Read.ListAsync(TuitionWorld.School, TuitionWorld.Period, 1, null, world.By(Finance), Ct)).Value;
        var second = (await invoices.Read.ListAsync(TuitionWorld.School, TuitionWorld.Period, 1, first.Continuation, world.By(Finance), Ct)).Value;
        (first.Rows.Count, second.Rows.Count, second.Continuation, first.Run!.Issued).Should().Be((1, 1, null, 2));
        var ana = first.Rows.Concat(second.Rows).Single(row => row.Class == "10A1");
        (ana.Differs, ana.Standing).Should().Be((true, InvoiceStanding.InForce));

        InvoiceKey.TryParse(ana.Key, out var key).Should().BeTrue();
        (await invoices.Read.OneAsync(key, world.By(TuitionWorld.Department), Ct)).Value.Differs.Should().BeTrue();
        (await invoices.Read.OfBillAsync(world.BillOf(TuitionWorld.Ana), world.By(TuitionWorld.Lan), Ct)).Value.Invoices.Should().ContainSingle();
        (await invoices.Read.OfBillAsync(world.BillOf(TuitionWorld.Ana), world.By(TuitionWorld.Minh), Ct)).Problem.Should().Be(KernelProblems.NotFound);
        (await invoices.Read.ExportAsync(TuitionWorld.School, "2026-13", false, world.By(Finance), Ct)).Problem.Should().Be(TuitionProblems.NotAPeriod);
        foreach (var stranger in new[] { TuitionWorld.OtherSchool, TuitionWorld.Lan })
            (await invoices.Read.ListAsync(TuitionWorld.School, TuitionWorld.Period, 1, null, world.By(stranger), Ct)).Problem.Should().Be(KernelProblems.Forbidden);
    }

    [Fact]
    public async Task Soundness_AGapADayBackAndAWrongSum_AreFaults()
    {
        var invoices = await InvoiceWorld.OpenAsync();
        var world = invoices.World;
        await world.PayAsync(world.BillOf(TuitionWorld.Ana), world.BillOf(TuitionWorld.Ben));
        await invoices.RunAsync();
        var record = (await world.Store.LoadAsync(TuitionIds.InvoiceBook(TuitionWorld.School), Ct))!;
        var documents = await world.Store.ListDocumentsAsync(record.Id, InvoiceBook.InvoicePrefix, null, 10, Ct);
        InvoiceSoundness.Faults(record, documents).Should().BeEmpty();
        InvoiceSoundness.Faults(record, [documents[1]]).Should().ContainSingle().Which.Should().Contain("gaps");
        var wrong = InvoiceBooks.Read(documents[1]) with { TotalVnd = 5, IssuedOn = new DateOnly(2026, 1, 1) };
        var changed = new Document(documents[1].Id, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(wrong, TuitionJson.Default.Invoice));
        InvoiceSoundness.Faults(record, [documents[0], changed]).Should().HaveCount(3);
    }
}
