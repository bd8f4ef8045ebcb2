using PublicServices.Contracts;
using PublicServices.Finance;
using PublicServices.Functions.Finance.Pages;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance.Desk;

public sealed class SeeDeskTests : IDisposable
{
    private readonly FinanceWorld _world = new();

    private static CancellationToken Stop => FinanceWorld.Stop;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Picture_OfAPaymentAndALineWithoutAName_HoldsBoth()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        var line = new StatementLine(1, LineKind.Transfer, FinanceWorld.Day.AddDays(-10), Money.Vnd(-11_000), Money.Vnd(0), "FT1", "", "=PHI");
        await _world.TakeAsync(new Statement(FinanceWorld.Bank, "1", Money.Dong, line.Day, line.Day, [line]));

        var picture = (await _world.Get<SeeDesk>().HandleAsync(FinanceWorld.Officer, Stop)).Value;

        (picture.IsBalanced, picture.CollectedToday, picture.Outstanding).Should().Be((true, Money.Vnd(45_000), Money.Vnd(0)));
        picture.Channels.Should().ContainSingle(channel => channel.Gateway == "vnpay" && channel.Held == 45_000);
        picture.Schools.Should().ContainSingle().Which.Should().Be(new DeskSchool("01-002", 45_000, 45_000, 45_000, 0));
        var bank = picture.Sources.Single(source => source.Source == FinanceWorld.Bank);
        (bank.Lines, bank.Suspense, bank.IsMore).Should().Be((1, -11_000, false));
        bank.Ages.Should().ContainSingle().Which.UpToDays.Should().Be(30);
    }

    [Fact]
    public async Task Picture_OfBills_ShowsWhatEachSchoolIsOwedOfAllDays()
    {
        var bill = new BillIssuedV1(
            new RecordId("sta-1"), 1, 1, "HP1", "01-002", "2026-10", "10A1", Money.Vnd(9_000), Money.Vnd(0), "", Money.Vnd(9_000), FinanceWorld.Start.AddDays(-90));
        await _world.SendAsync(TuitionContracts.BillIssued.Write("b1", bill.Account, bill.At, "c", bill));
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");

        var picture = (await _world.Get<SeeDesk>().HandleAsync(FinanceWorld.Officer, Stop)).Value;

        picture.Schools.Should().ContainSingle().Which.Should().Be(new DeskSchool("01-002", 45_000, 45_000, 45_000, 9_000));
    }

    [Fact]
    public async Task Picture_WithTooManyOpenDays_IsOfTheNewest()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        _world.Clock.Advance(TimeSpan.FromDays(1));
        (await _world.Get<CloseDay>().HandleAsync(FinanceWorld.Day, FinanceWorld.Officer, FinanceWorld.Second, "c", Stop)).Problem.Should().BeNull();
        _world.Clock.Advance(TimeSpan.FromDays(ReadLedger.MaxOpenDays - 1));
        (await _world.Get<SeeDesk>().HandleAsync(FinanceWorld.Officer, Stop)).Value.IsPartial.Should().BeFalse();
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.PaidAsync("2", 7_000, "vnpay", "VN2");

        var picture = (await _world.Get<SeeDesk>().HandleAsync(FinanceWorld.Officer, Stop)).Value;

        (picture.IsPartial, picture.IsBalanced, picture.Since).Should().Be((true, true, picture.Today.AddDays(1 - ReadLedger.MaxOpenDays)));
        picture.Channels.Should().ContainSingle().Which.Held.Should().Be(7_000);
    }

    [Fact]
    public async Task Picture_ForAFamily_IsRefused() =>
        (await _world.Get<SeeDesk>().HandleAsync(FinanceWorld.Family, Stop)).Problem.Should().Be(KernelProblems.Forbidden);

    [Fact]
    public void Tables_ForAFamily_AreRefused()
    {
        _world.Get<ExportTables>().OpenLines("vnpay", FinanceWorld.Family, Stop).Problem.Should().Be(KernelProblems.Forbidden);
        _world.Get<ExportTables>().LedgerLines(FinanceWorld.Day, FinanceWorld.Family, Stop).Problem.Should().Be(KernelProblems.Forbidden);
        _world.Get<ExportTables>().OpenLines("BANK", FinanceWorld.Officer, Stop).Problem.Should().Be(FinanceProblems.UnknownSource);
    }

    [Fact]
    public async Task Tables_OfTheLedger_HoldEveryLineOnceAndBothTimes()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        List<object[]> rows = [];
        await foreach (var row in _world.Get<ExportTables>().LedgerLines(FinanceWorld.Day, FinanceWorld.Officer, Stop).Value.Rows) rows.Add(row);

        rows[0].Should().Equal(FinanceTables.JournalColumns);
        rows.Should().HaveCount(5).And.OnlyContain(row => row.Length == FinanceTables.JournalColumns.Count);
        rows.Skip(1).Sum(row => (long)row[7]).Should().Be(90_000).And.Be(rows.Skip(1).Sum(row => (long)row[8]));
        rows[1][12].Should().Be("2026-11-23 02:00:00");
        rows[1][13].Should().Be("2026-11-23 09:00:00");
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(-5, 100, 0)]
    [InlineData(1, 1_000_000_000, 2)]
    [InlineData(50, 100, 58)]
    [InlineData(long.MaxValue, long.MaxValue, 116)]
    public void Bar_IsAsHighAsItsShare(long value, long highest, int height) => BarChart.HeightOf(value, highest).Should().Be(height);
}
