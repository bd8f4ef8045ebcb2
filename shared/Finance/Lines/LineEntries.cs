namespace PublicServices.Finance;

/// <summary>What lines cause in the ledger. Pure.</summary>
internal static class LineEntries
{
    /// <summary>A bank's line moves the bank's balance and is in suspense until it has a name. A gateway's line says what its clearing account says already.</summary>
    public static IReadOnlyList<LineEntry> Book(BookedLine line) => line.Source.IsBank
        ? [new LineEntry(ChartOfAccounts.Bank(line.Source.Name), ChartOfAccounts.Suspense(line.Source.Value), line.Line.Amount)]
        : [];

    /// <summary>What a part that was accepted takes out of suspense.</summary>
    public static IEnumerable<LineEntry> Settle(BookedLine line, Allocation part)
    {
        if (part.Account is not { } account) yield break;
        // A gateway's orphan was never in suspense: it is recognised and named at once.
        var from = line.Source.IsBank ? ChartOfAccounts.Suspense(line.Source.Value) : ChartOfAccounts.Clearing(line.Source.Name);
        yield return new LineEntry(from, account, part.Amount);
    }

    public static IReadOnlyList<LineEntry> Undo(IEnumerable<LineEntry> entries) =>
        [.. entries.Select(entry => entry with { Amount = entry.Amount with { MinorUnits = -entry.Amount.MinorUnits } })];
}
