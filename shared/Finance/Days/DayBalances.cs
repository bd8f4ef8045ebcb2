namespace PublicServices.Finance;

/// <summary>Adds a day's totals to the balances before it.</summary>
public static class DayBalances
{
    /// <summary>Balances by group: units are summed, gateways and bank accounts are not.</summary>
    public static IReadOnlyList<GroupBalance> Of(IEnumerable<LedgerShard> shards, IReadOnlyList<GroupBalance> before)
    {
        SortedDictionary<(string Account, string Currency), GroupBalance> groups = new(Comparer<(string Account, string Currency)>.Create((left, right) =>
            string.CompareOrdinal(left.Account, right.Account) is var byAccount and not 0 ? byAccount : string.CompareOrdinal(left.Currency, right.Currency)));
        foreach (var earlier in before) groups[(earlier.Account, earlier.Currency)] = earlier with { Debit = 0, Credit = 0 };
        foreach (var total in shards.SelectMany(shard => shard.Totals))
        {
            var key = (GroupOf(total.Account), total.Currency);
            var known = groups.GetValueOrDefault(key) ?? new GroupBalance(key.Item1, total.Currency, 0, 0, 0);
            groups[key] = known with
            {
                Debit = checked(known.Debit + total.Debit),
                Credit = checked(known.Credit + total.Credit),
                Balance = checked(known.Balance + total.Balance),
            };
        }

        return [.. groups.Values];
    }

    private static string GroupOf(AccountCode account) =>
        account.Class is "receivable" or "revenue" or "credits" or "write-off" ? account.Class : account.Value;
}
