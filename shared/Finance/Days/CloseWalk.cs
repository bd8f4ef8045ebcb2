using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Walks the chain of closes.</summary>
public static class CloseWalk
{
    /// <summary>What is wrong, in one line each: a close that was changed, is missing, or does not follow the one before.</summary>
    public static IEnumerable<string> Faults(CloseChain chain, IReadOnlyList<Document> documents)
    {
        List<SignedClose> closes = [];
        foreach (var document in documents)
        {
            if (TryRead(document, out var signed)) closes.Add(signed);
            else yield return $"{document.Id} cannot be read";
        }

        var (head, next, balances) = (Journals.NoHash, chain.First, (IReadOnlyList<GroupBalance>)[]);
        foreach (var signed in closes.OrderBy(signed => signed.Close.Day))
        {
            var name = LedgerViews.DayOf(signed.Close.Day);
            if (signed.Close.Day != next) yield return $"{LedgerViews.DayOf(next)} is missing";
            if (signed.Close.Previous != head) yield return $"{name} does not follow the close before it: one of the two was changed";
            var hash = Convert.ToHexStringLower(CloseDay.HashOf(signed.Close));
            if (hash != signed.Hash) yield return $"{name} was changed";
            foreach (var fault in BalanceFaults(signed.Close, balances)) yield return $"{name}: {fault}";
            (head, next, balances) = (hash, signed.Close.Day.AddDays(1), signed.Close.Balances);
        }

        if (closes.Count != chain.Count) yield return $"{closes.Count} closes are there of {chain.Count}";
        else if (head != chain.Head) yield return "the last close was changed";
    }

    private static IEnumerable<string> BalanceFaults(DayClose close, IReadOnlyList<GroupBalance> before)
    {
        foreach (var currency in close.Balances.GroupBy(balance => balance.Currency))
        {
            if (currency.Sum(balance => (decimal)balance.Balance) != 0) yield return $"the trial balance in {currency.Key} is not zero";
        }

        foreach (var balance in close.Balances)
        {
            var earlier = before.FirstOrDefault(one => one.Account == balance.Account && one.Currency == balance.Currency)?.Balance ?? 0;
            if (earlier + balance.Debit - balance.Credit != balance.Balance) yield return $"{balance.Account} is not what the day before and the day make";
        }
    }

    private static bool TryRead(Document document, out SignedClose signed)
    {
        signed = null!;
        try
        {
            signed = JsonSerializer.Deserialize(document.Body.Span, CloseJson.Default.SignedClose)!;
            return signed is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
