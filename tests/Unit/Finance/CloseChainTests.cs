using System.Text.Json;
using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>What a close says as a table, and what is found when somebody changes the chain of closes.</summary>
public sealed class CloseChainTests
{
    private static readonly DateOnly First = new(2026, 11, 23);

    [Fact]
    public void Table_SaysEveryFigureOfTheClose()
    {
        var close = Close(First, new string('0', 64), [new("bank:vcb-1", "VND", 5, 2, 3), new("suspense:x", "VND", 2, 5, -3)]) with
        {
            Totals = [new("captured", "vnpay", "VND", 100, 90), new("moved", "bank.vcb-1", "VND", 7, null)],
            Ages = [new("vnpay", "VND", 3, 2, 500), new("vnpay", "VND", int.MaxValue, 1, 9)],
            Differences =
            [
                new("missing", "vnpay", new RecordId("exp-1"), Money.Vnd(45_000), "HP-1"),
                new("drift", "vnpay", null, Money.Vnd(-10), "captured: 100 / 90"),
            ],
        };

        CloseTable.Rows(new SignedClose(close, "the-hash", "the-signature")).Select(row => string.Join('|', row)).Should().Equal(
            "section|of|item|currency|ours or debit|theirs or credit|drift or balance|note",
            "day|2026-11-23|closed at (UTC)||2026-11-23 18:30:00|||",
            "day|2026-11-23|closed at (UTC+7)||2026-11-24 01:30:00|||",
            "day|2026-11-23|closed by||fin-1|fin-2||",
            "control total|vnpay|captured|VND|100|90|-10|",
            "control total|bank.vcb-1|moved|VND|7|||",
            "balance|bank:vcb-1||VND|5|2|3|",
            "balance|suspense:x||VND|2|5|-3|",
            "ageing|vnpay|up to 3 days|VND|2||500|",
            "ageing|vnpay|older|VND|1||9|",
            "difference|vnpay|missing|VND|||45000|exp-1 HP-1",
            "difference|vnpay|drift|VND|||-10|captured: 100 / 90",
            $"chain||previous||{new string('0', 64)}|||",
            "chain||hash||the-hash|||",
            "chain||signature||the-signature|||");
        CloseTable.Rows(new SignedClose(close with { Checker = null }, "", "")).ElementAt(3).Should().Equal("day", "2026-11-23", "closed by", "", "fin-1", "", "", "");
    }

    [Fact]
    public void Chain_AsItWasWritten_IsSound() => Faults(Chain()).Should().BeEmpty();

    [Fact]
    public void Chain_WithADayTakenOut_IsMissingIt()
    {
        var chain = Chain();

        Faults([chain[0], chain[2]], count: 3).Should().Equal(
            "2026-11-24 is missing",
            "2026-11-25 does not follow the close before it: one of the two was changed",
            "bank:vcb-1 is not what the day before and the day make",
            "suspense:x is not what the day before and the day make",
            "2 closes are there of 3");
    }

    [Fact]
    public void Chain_WithAFigureChanged_SaysWhichDay()
    {
        var chain = Chain();
        chain[1] = chain[1] with { Close = chain[1].Close with { Maker = "somebody" } };

        Faults(chain).Should().Equal(
            "2026-11-24 was changed",
            "2026-11-25 does not follow the close before it: one of the two was changed");
    }

    [Fact]
    public void Chain_WithItsLastCloseRewrittenWhole_IsNotTheOneThatIsRemembered()
    {
        var chain = Chain();
        var head = chain[^1].Hash;
        chain[^1] = Signed(chain[^1].Close with { Maker = "somebody" });

        Faults(chain, head: head).Should().Equal("the last close was changed");
    }

    [Fact]
    public void Close_WhoseBalancesDoNotAddUp_IsNamed()
    {
        var chain = new[] { Signed(Close(First, Journals.NoHash, [new("bank:vcb-1", "VND", 5, 2, 3), new("suspense:x", "VND", 2, 4, -2)])) };

        Faults(chain).Should().Equal("2026-11-23: the trial balance in VND is not zero");
    }

    [Fact]
    public void Document_ThatCannotBeRead_IsNamed()
    {
        var chain = Chain();
        var documents = chain.Select(DocumentOf).ToList();
        documents[2] = new Document("c/2026-11-25", "{"u8.ToArray());

        CloseWalk.Faults(new CloseChain(First, First.AddDays(2), 3, chain[2].Hash), documents).Should().Equal("c/2026-11-25 cannot be read", "2 closes are there of 3");
        documents[2] = new Document("c/2026-11-25", "null"u8.ToArray());
        CloseWalk.Faults(new CloseChain(First, First.AddDays(2), 3, chain[2].Hash), documents).Should().HaveElementAt(0, "c/2026-11-25 cannot be read");
    }

    private static IEnumerable<string> Faults(SignedClose[] chain, int? count = null, string? head = null) => CloseWalk
        .Faults(new CloseChain(First, First.AddDays(2), count ?? chain.Length, head ?? chain[^1].Hash), [.. chain.Select(DocumentOf)])
        .Select(fault => fault.EndsWith("the day make", StringComparison.Ordinal) ? fault[(fault.IndexOf(": ", StringComparison.Ordinal) + 2)..] : fault);

    private static SignedClose[] Chain()
    {
        var one = Signed(Close(First, Journals.NoHash, [new("bank:vcb-1", "VND", 5, 2, 3), new("suspense:x", "VND", 2, 5, -3)]));
        var two = Signed(Close(First.AddDays(1), one.Hash, [new("bank:vcb-1", "VND", 10, 0, 13), new("suspense:x", "VND", 0, 10, -13)]));
        var three = Signed(Close(First.AddDays(2), two.Hash, [new("bank:vcb-1", "VND", 0, 13, 0), new("suspense:x", "VND", 13, 0, 0)]));
        return [one, two, three];
    }

    private static DayClose Close(DateOnly day, string previous, IReadOnlyList<GroupBalance> balances) => new(
        day, new DateTimeOffset(day, new TimeOnly(18, 30), TimeSpan.Zero), "fin-1", "fin-2", [], balances, [], [], [], 0, previous);

    private static SignedClose Signed(DayClose close) => new(close, Convert.ToHexStringLower(CloseDay.HashOf(close)), "signed");

    private static Document DocumentOf(SignedClose signed) =>
        new($"c/{signed.Close.Day:yyyy-MM-dd}", JsonSerializer.SerializeToUtf8Bytes(signed, CloseJson.Default.SignedClose));
}
