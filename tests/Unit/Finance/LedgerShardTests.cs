using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>The arithmetic of a shard and of its journals.</summary>
public sealed class LedgerShardTests
{
    private static readonly LedgerShard Empty = LedgerShard.Empty(FinanceWorld.Day);

    [Fact]
    public void Totals_KeepDebitsAndCreditsApart_AndEachCurrency()
    {
        var shard = After(
            Empty,
            new(new("bank:a"), Money.Vnd(500)), new(new("bank:a"), Money.Vnd(-200)), new(new("bank:a"), new Money(7, "USD")),
            new(new("revenue:u"), Money.Vnd(-300)), new(new("revenue:u"), new Money(-7, "USD")));

        shard.Totals.Should().Equal(
            new AccountTotal(new("bank:a"), "USD", 7, 0), new AccountTotal(new("bank:a"), "VND", 500, 200),
            new AccountTotal(new("revenue:u"), "USD", 0, 7), new AccountTotal(new("revenue:u"), "VND", 0, 300));
        shard.Totals.Select(total => total.Balance).Should().Equal(7, 300, -7, -300);
        (shard.Count, shard.Head).Should().Be((1, "h1"));
        shard.Faults().Should().BeEmpty();
    }

    [Fact]
    public void Totals_OfAccountsInAnyOrder_StandInOneOrder()
    {
        string[] owners = ["m", "c", "x", "a", "n", "b", "z"];
        var shard = owners.Aggregate(Empty, (at, owner) => After(at, new(new($"bank:{owner}"), Money.Vnd(1)), new(new("revenue:u"), Money.Vnd(-1))));

        shard.Totals.Select(total => total.Account.Value).Should().Equal([.. owners.Order(StringComparer.Ordinal).Select(owner => $"bank:{owner}"), "revenue:u"]);
        shard.Totals[^1].Should().Be(new AccountTotal(new("revenue:u"), "VND", 0, owners.Length));
    }

    [Fact]
    public void Accounts_BeyondTheLimit_AreRefused()
    {
        var full = Empty with
        {
            Totals = [.. Enumerable.Range(0, LedgerShard.MaxTotals).Select(i => new AccountTotal(new($"bank:{i:d4}"), Money.Dong, 1, 1))],
        };
        var known = After(full, new(new("bank:0000"), Money.Vnd(1)), new(new("bank:3999"), Money.Vnd(-1)));
        var beyond = () => After(full, new(new("bank:0000"), Money.Vnd(1)), new(new("bank:new"), Money.Vnd(-1)));

        known.Totals.Should().HaveCount(LedgerShard.MaxTotals);
        beyond.Should().Throw<PermanentFailureException>().Which.Reason.Should().Be("ledger-shard-full");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Totals_BeyondAllNumbers_AreRefused(int sign)
    {
        var full = After(Empty, new JournalLine(new("bank:a"), Money.Vnd(sign * long.MaxValue)));
        var beyond = () => After(full, new JournalLine(new("bank:a"), Money.Vnd(sign)));
        var least = () => After(Empty, new JournalLine(new("bank:a"), Money.Vnd(long.MinValue)));

        beyond.Should().Throw<OverflowException>();
        least.Should().Throw<OverflowException>("its opposite is no number");
    }

    [Fact]
    public void Faults_OfTotalsThatDoNotCancelOut_NameTheCurrency()
    {
        var shard = Empty with { Count = 1, Totals = [new(new("bank:a"), "USD", 1, 1), new(new("bank:a"), "VND", 2, 1)] };

        shard.Faults().Should().ContainSingle().Which.Should().Contain("VND");
    }

    [Fact]
    public void Faults_OfAShardWithoutJournals_AreTotalsAndAHead()
    {
        Empty.Faults().Should().BeEmpty();
        (Empty with { Totals = [new(new("bank:a"), "VND", 1, 1)] }).Faults().Should().ContainSingle();
        (Empty with { Head = "h1" }).Faults().Should().ContainSingle();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(Journals.MaxLines, true)]
    [InlineData(Journals.MaxLines + 2, false)]
    public void Journal_OfSoManyLines_MayBePosted(int lines, bool may) =>
        Journals.IsBalanced([.. Enumerable.Range(0, lines).Select(i => Line(i % 2 == 0 ? 5 : -5))]).Should().Be(may);

    [Fact]
    public void Journal_MustCancelOutInEveryCurrencyWithoutEmptyLines()
    {
        Journals.IsBalanced([Line(5), Line(-5), Line(3, "USD"), Line(-3, "USD")]).Should().BeTrue();
        Journals.IsBalanced([Line(5), Line(-5), Line(3, "USD"), Line(-2, "USD")]).Should().BeFalse();
        Journals.IsBalanced([Line(5), Line(-5), Line(0)]).Should().BeFalse();
        Journals.IsBalanced([Line(5), Line(5)]).Should().BeFalse();
        Journals.IsBalanced([Line(long.MaxValue), Line(long.MaxValue), Line(2)]).Should().BeFalse("a sum that would wrap around to zero is none");
    }

    private static LedgerShard After(LedgerShard shard, params JournalLine[] lines) => shard.With(
        new Journal("j", FinanceWorld.Day, FinanceWorld.Day, shard.Count + 1, FinanceWorld.Start, "test", new RecordId("pay-1"), lines, shard.Head),
        $"h{shard.Count + 1}");

    private static JournalLine Line(long amount, string currency = Money.Dong) => new(ChartOfAccounts.RefundsPayable, new Money(amount, currency));
}
