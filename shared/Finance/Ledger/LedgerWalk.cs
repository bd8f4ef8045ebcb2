using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Walks a shard's chain from its first journal to its head.</summary>
public static class LedgerWalk
{
    /// <summary>What is wrong, in one line each; empty when the chain is whole and its totals are what its journals add up to.</summary>
    /// <param name="shard">The shard's state.</param>
    /// <param name="documents">Its journals, in any order.</param>
    public static IEnumerable<string> Faults(LedgerShard shard, IReadOnlyList<Document> documents)
    {
        List<Journal> journals = [];
        foreach (var document in documents)
        {
            if (!TryRead(document, out var journal)) yield return $"{document.Id} cannot be read";
            else if (Journals.Prefix + journal.Id != document.Id) yield return $"{document.Id} says it is {journal.Id}";
            else journals.Add(journal);
        }

        journals.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        var again = LedgerShard.Empty(shard.Day);
        foreach (var journal in journals)
        {
            if (journal.Sequence != again.Count + 1) yield return $"journal {again.Count + 1} is missing, or there twice";
            if (journal.Previous != again.Head) yield return $"{journal.Id} does not follow the journal before it: one of the two was changed";
            if (journal.Day != shard.Day) yield return $"{journal.Id} stands on {journal.Day:O}";
            if (!Journals.IsBalanced(journal.Lines)) yield return $"{journal.Id} does not balance";
            again = again.With(journal, JournalHash.Of(journal));
        }

        if (again.Count != shard.Count) yield return $"{again.Count} journals are there of {shard.Count}";
        else if (again.Head != shard.Head) yield return "its head is not the hash of its last journal: one of the two was changed";
        if (!again.Totals.SequenceEqual(shard.Totals)) yield return "its totals are not what its journals add up to";
    }

    private static bool TryRead(Document document, out Journal journal)
    {
        journal = null!;
        try
        {
            journal = JournalHash.Read(document.Body);
            return journal.Lines is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
