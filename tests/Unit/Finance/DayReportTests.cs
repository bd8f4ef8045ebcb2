using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>What a day's picture compares, and what it says is not as it should be.</summary>
public sealed class DayReportTests : IDisposable
{
    private static readonly StatementSource VnPay = new("vnpay");
    private static readonly StatementSource Momo = new("momo");
    private static readonly DateOnly Before = FinanceWorld.Day.AddDays(-1);

    private readonly FinanceWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Gateways_AreComparedOneByOne_SumBySum()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Of(VnPay, "v1", FinanceWorld.Shown(1, LineKind.Charge, 45_000, "VN1")));
        await _world.TakeAsync(Of(
            Momo, "m1", FinanceWorld.Shown(1, LineKind.Charge, 9_000, "A"), FinanceWorld.Shown(2, LineKind.Refund, -1_000, "B"), FinanceWorld.Shown(3, LineKind.Dispute, -500, "C")));
        await _world.TakeAsync(Of(
            Momo, "m2", FinanceWorld.Shown(1, LineKind.Charge, 2_000, "D"), FinanceWorld.Shown(2, LineKind.Refund, -100, "E"), FinanceWorld.Shown(3, LineKind.Dispute, -50, "F")));

        var picture = await PictureAsync(FinanceWorld.Day);

        picture.Totals.Where(total => total.What != "moved").Select(total => (total.What, total.Of, total.Ours, total.Theirs)).Should().Equal(
            ("fees-met", "momo", 0L, 0L),
            ("captured", "momo", 0L, 11_000L),
            ("refunded", "momo", 0L, 1_100L),
            ("disputed", "momo", 0L, 550L),
            ("fees-met", "vnpay", 45_000L, 45_000L),
            ("captured", "vnpay", 45_000L, 45_000L),
            ("refunded", "vnpay", 0L, 0L));
        picture.Differences.Where(one => one.Kind == "drift").Select(one => (one.Of, one.Amount.MinorUnits, one.Note)).Should().Equal(
            ("momo", 11_000, "captured: 0 / 11000"), ("momo", 1_100, "refunded: 0 / 1100"), ("momo", 550, "disputed: 0 / 550"));
        picture.Heads.Should().OnlyContain(head => head.Count > 0).And.HaveCount(_world.Shards().Count(shard => shard.State.Day == FinanceWorld.Day));
    }

    [Fact]
    public async Task Payment_NoStatementShows_IsMissingOnceItIsOverdue()
    {
        await _world.PaidAsync("1", 45_000, "vnpay", "VN1");
        await _world.TakeAsync(Of(VnPay, "v1", FinanceWorld.Shown(1, LineKind.Charge, 9_000, "ANOTHER")));
        var due = _world.Expected(Expectation.IdOf(VnPay, "VN1", 'c')).DueBy;
        _world.Clock.Advance(TimeSpan.FromDays(30));

        (await PictureAsync(due)).Differences.Should().NotContain(one => one.Kind == "missing");
        (await PictureAsync(due.AddDays(1))).Differences.Should().ContainSingle(one => one.Kind == "missing")
            .Which.Should().Match<DayDifference>(one => one.Of == "vnpay" && one.Amount == Money.Vnd(45_000) && one.Note == "VN1" && one.Record != null);
    }

    [Fact]
    public async Task StatementsOfABank_ThatDoNotFollowEachOther_AreAGap()
    {
        await _world.TakeAsync(OfBank("b1", Before, 1_000, FinanceWorld.Shown(1, LineKind.Transfer, 500, "FT1", day: Before)));
        await _world.TakeAsync(OfBank("b2", FinanceWorld.Day, 1_700, FinanceWorld.Shown(1, LineKind.Transfer, 300, "FT2")));

        (await PictureAsync(FinanceWorld.Day)).Differences.Should().ContainSingle(one => one.Kind == "statement-gap")
            .Which.Should().Be(new DayDifference("statement-gap", "bank.vcb-0011", null, Money.Vnd(200), "1500 / 1700"));
        (await PictureAsync(Before)).Differences.Should().NotContain(one => one.Kind == "statement-gap");
        (await PictureAsync(FinanceWorld.Day)).Totals.Should().Contain(new ControlTotal("moved", "bank.vcb-0011", "VND", 300, 300));
    }

    [Fact]
    public async Task StatementsOfABank_ThatFollowEachOther_AreNoGap()
    {
        await _world.TakeAsync(OfBank("b1", Before, 1_000, FinanceWorld.Shown(1, LineKind.Transfer, 500, "FT1", day: Before)));
        await _world.TakeAsync(OfBank("b2", FinanceWorld.Day, 1_500, FinanceWorld.Shown(1, LineKind.Transfer, 300, "FT2")));

        (await PictureAsync(FinanceWorld.Day)).Differences.Should().NotContain(one => one.Kind == "statement-gap");
    }

    [Fact]
    public void Balances_SumUnits_AndKeepBanksAndGatewaysApart()
    {
        var shards = new[]
        {
            Shard(new("bank:vcb-1"), new("receivable:01-001")), Shard(new("bank:vcb-2"), new("receivable:01-002")), Shard(new("clearing:vnpay"), new("revenue:01-001")),
            Shard(new("credits:01-001"), new("credits:01-002")), Shard(new("write-off:01-001"), new("write-off:01-002")),
        };

        DayBalances.Of(shards, [new("clearing:vnpay", "VND", 9, 9, 40), new("suspense:x", "VND", 1, 2, 7)]).Should().Equal(
            new GroupBalance("bank:vcb-1", "VND", 10, 0, 10),
            new GroupBalance("bank:vcb-2", "VND", 10, 0, 10),
            new GroupBalance("clearing:vnpay", "VND", 10, 0, 50),
            new GroupBalance("credits", "VND", 10, 10, 0),
            new GroupBalance("receivable", "VND", 0, 20, -20),
            new GroupBalance("revenue", "VND", 0, 10, -10),
            new GroupBalance("suspense:x", "VND", 0, 0, 7),
            new GroupBalance("write-off", "VND", 10, 10, 0));
    }

    private static LedgerShard Shard(AccountCode debit, AccountCode credit) =>
        LedgerShard.Empty(FinanceWorld.Day) with { Totals = [new(debit, "VND", 10, 0), new(credit, "VND", 0, 10)] };

    private static Statement Of(StatementSource source, string number, params StatementLine[] lines) =>
        new(source, number, "VND", FinanceWorld.Day, FinanceWorld.Day, lines);

    private static Statement OfBank(string number, DateOnly day, long opening, StatementLine line) =>
        new(FinanceWorld.Bank, number, "VND", day, day, [line]) { Opening = opening, Closing = opening + line.Amount.MinorUnits };

    private async Task<DayPicture> PictureAsync(DateOnly day) => (await _world.Get<PreviewDay>().HandleAsync(day, FinanceWorld.Officer, FinanceWorld.Stop)).Value;
}
