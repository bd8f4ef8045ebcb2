using PublicServices.Finance;
using PublicServices.Kernel;

namespace PublicServices.Tests.Unit.Finance;

/// <summary>Everything that may be wrong with a shard's chain is named for what it is.</summary>
public sealed class LedgerWalkTests
{
    private static readonly DateOnly Day = new(2026, 11, 23);

    [Fact]
    public void Chain_AsItWasPosted_IsSound()
    {
        var (shard, journals) = Posted();

        LedgerWalk.Faults(shard, [DocumentOf(journals[2]), DocumentOf(journals[0]), DocumentOf(journals[1])]).Should().BeEmpty("the order of documents is nobody's");
    }

    [Fact]
    public void Document_ThatIsNoJournal_IsNamed()
    {
        var (shard, journals) = Posted();

        LedgerWalk.Faults(shard, [DocumentOf(journals[0]), DocumentOf(journals[1]), new("j/e3", "{"u8.ToArray())])
            .Should().Equal("j/e3 cannot be read", "2 journals are there of 3", "its totals are not what its journals add up to");
        LedgerWalk.Faults(shard, [DocumentOf(journals[0]), DocumentOf(journals[1]), DocumentOf(journals[2]) with { Id = "j/other" }])
            .Should().HaveElementAt(0, "j/other says it is e3");
    }

    [Fact]
    public void Journal_TakenOut_IsMissing()
    {
        var (shard, journals) = Posted();

        LedgerWalk.Faults(shard, [DocumentOf(journals[0]), DocumentOf(journals[2])]).Should().StartWith(
            ["journal 2 is missing, or there twice", "e3 does not follow the journal before it: one of the two was changed"]);
    }

    [Fact]
    public void Journal_OfAnotherDay_OrUnbalanced_IsNamed()
    {
        var (shard, journals) = Posted();
        var moved = journals[2] with { Day = Day.AddDays(1) };
        var unbalanced = journals[2] with { Lines = [journals[2].Lines[0], journals[2].Lines[1] with { Amount = Money.Vnd(-4) }] };

        LedgerWalk.Faults(shard, [DocumentOf(journals[0]), DocumentOf(journals[1]), DocumentOf(moved)])
            .Should().Equal("e3 stands on 2026-11-24", "its head is not the hash of its last journal: one of the two was changed");
        LedgerWalk.Faults(shard, [DocumentOf(journals[0]), DocumentOf(journals[1]), DocumentOf(unbalanced)]).Should().HaveElementAt(0, "e3 does not balance");
    }

    [Fact]
    public void Totals_ThatAreNotTheJournals_AreNamed()
    {
        var (shard, journals) = Posted();
        var richer = shard with { Totals = [shard.Totals[0] with { Debit = shard.Totals[0].Debit + 1 }, shard.Totals[1]] };

        LedgerWalk.Faults(richer, [.. journals.Select(DocumentOf)]).Should().Equal("its totals are not what its journals add up to");
        LedgerWalk.Faults(shard with { Head = new string('1', 64) }, [.. journals.Select(DocumentOf)])
            .Should().Equal("its head is not the hash of its last journal: one of the two was changed");
    }

    private static (LedgerShard Shard, List<Journal> Journals) Posted()
    {
        var shard = LedgerShard.Empty(Day);
        List<Journal> journals = [];
        for (var i = 1; i <= 3; i++)
        {
            var journal = new Journal(
                $"e{i}", Day, Day, i, FinanceWorld.Start, "match", new RecordId("lin-1"),
                [new(new("bank:vcb-1"), Money.Vnd(i)), new(new("suspense:x"), Money.Vnd(-i))], shard.Head);
            journals.Add(journal);
            shard = shard.With(journal, JournalHash.Of(journal));
        }

        return (shard, journals);
    }

    private static Document DocumentOf(Journal journal) => new(Journals.Prefix + journal.Id, JournalHash.Write(journal));
}
