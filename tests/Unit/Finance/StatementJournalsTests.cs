using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>What lines of statements and settlements post: how it is named, on which day it stands, and under whose reference.</summary>
public sealed class StatementJournalsTests : IDisposable
{
    private static readonly StatementSource VnPay = new("vnpay");
    private static readonly DateOnly Earlier = FinanceWorld.Day.AddDays(-2);

    private readonly FinanceWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task LineOfABank_StandsOnTheDayTheBankBookedIt_UnderItsReferenceOrItsRecord()
    {
        var named = Transfer(1, "FT1", 7_000);
        var nameless = Transfer(2, "", 9_000);
        await _world.TakeAsync(new Statement(FinanceWorld.Bank, "s1", "VND", Earlier, Earlier, [named, nameless]) { Opening = 0, Closing = 16_000 });

        var journals = await JournalsAsync();

        journals.Should().HaveCount(2).And.OnlyContain(journal => journal.Kind == "bank-line" && journal.ValueDay == Earlier);
        journals.Single(journal => journal.Lines[0].Reference == "FT1").About.Should().Be(_world.LineOf(named));
        var record = journals.Single(journal => journal.Lines[0].Reference != "FT1").About;
        journals.Single(journal => journal.About == record).Lines.Should().OnlyContain(line => line.Reference == record.Value);
        journals.SelectMany(journal => journal.Lines).Where(line => line.Account.Class == "bank").Sum(line => line.Amount.MinorUnits).Should().Be(16_000);
    }

    [Fact]
    public async Task MatchOfALine_StandsOnTheDayItWasDecided()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1", at: FinanceWorld.Start.AddDays(-2));
        var payout = new PayoutNote("vnpay-2", Money.Vnd(45_000), FinanceWorld.Day, Memo: "VNPAY thanh toan");
        await _world.TakeAsync(new Statement(VnPay, "s2", "VND", Earlier, Earlier, [Charge(1, 45_000, 0, Earlier)]) { Payout = payout });
        await _world.TakeAsync(new Statement(FinanceWorld.Bank, "s1", "VND", Earlier, Earlier, [Transfer(1, "FT1", 45_000, "vnpay-2")]) { Opening = 0, Closing = 45_000 });

        var journals = await JournalsAsync();

        journals.Should().ContainSingle(journal => journal.Kind == "bank-line").Which.ValueDay.Should().Be(Earlier);
        journals.Should().ContainSingle(journal => journal.Kind == "match" && journal.Lines.Any(line => line.Account == ChartOfAccounts.Transit("vnpay")))
            .Which.ValueDay.Should().Be(FinanceWorld.Day);
    }

    [Fact]
    public async Task Settlement_StandsOnItsLastDay_AndACorrectionOnTheDayItCame()
    {
        await _world.TakeAsync(new Statement(VnPay, "s2", "VND", Earlier.AddDays(-1), Earlier, [Charge(1, 5_000, 10, Earlier.AddDays(-1)), Charge(2, 45_000, 1_000, Earlier)]));
        await _world.TakeAsync(new Statement(VnPay, "s2", "VND", Earlier.AddDays(-1), Earlier, [Charge(1, 5_000, 10, Earlier.AddDays(-1)), Charge(2, 45_000, 1_500, Earlier)]));

        var journals = (await JournalsAsync()).Where(journal => journal.Kind.StartsWith("settlement", StringComparison.Ordinal)).ToList();

        journals.Should().HaveCount(2);
        var (first, second) = (journals.Single(journal => journal.Kind == "settlement"), journals.Single(journal => journal.Kind == "settlement-corrected"));
        (first.ValueDay, second.ValueDay).Should().Be((Earlier, FinanceWorld.Day));
        first.Lines.Should().OnlyContain(line => line.Reference == "s2");
        Debits(first).Should().Equal(("fees:vnpay", 1_010));
        Debits(second).Should().Equal(("fees:vnpay", 500));
    }

    [Fact]
    public async Task Settlement_OfAPayoutAlone_StandsOnTheDayItArrives()
    {
        var fee = FinanceWorld.Shown(1, LineKind.Fee, -700, "monthly", day: Earlier);
        await _world.TakeAsync(new Statement(VnPay, "s3", "VND", Earlier, Earlier, [fee]) { Payout = new PayoutNote("vnpay-3", Money.Vnd(-700), Earlier.AddDays(1)) });

        var journal = (await JournalsAsync()).Single(journal => journal.Kind == "settlement");

        journal.ValueDay.Should().Be(Earlier.AddDays(1));
        Debits(journal).Should().Contain(("fees:vnpay", 700));
    }

    private static IEnumerable<(string Account, long Amount)> Debits(Journal journal) =>
        journal.Lines.Where(line => line.Amount.MinorUnits > 0).Select(line => (line.Account.Value, line.Amount.MinorUnits));

    private static StatementLine Transfer(int number, string reference, long amount, string memo = "ai do") =>
        FinanceWorld.Shown(number, LineKind.Transfer, amount, reference, memo: memo, day: Earlier);

    private static StatementLine Charge(int number, long amount, long fee, DateOnly day) =>
        FinanceWorld.Shown(number, LineKind.Charge, amount, $"VN{number}", fee, day: day);

    private async Task<List<Journal>> JournalsAsync()
    {
        List<Journal> journals = [];
        foreach (var (id, _) in _world.Shards())
        {
            foreach (var document in await _world.Store.ListDocumentsAsync(id, Journals.Prefix, null, 1_000, FinanceWorld.Stop)) journals.Add(JournalHash.Read(document.Body));
        }

        return journals;
    }
}
