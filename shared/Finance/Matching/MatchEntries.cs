namespace PublicServices.Finance;

/// <summary>Makes entries for the matcher of what is kept.</summary>
public static class MatchEntries
{
    /// <summary>The lines of a statement, in its order.</summary>
    public static MatchEntry[] Of(Statement statement)
    {
        var entries = new MatchEntry[statement.Lines.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var line = statement.Lines[i];
            entries[i] = new MatchEntry(line.Reference, line.Order, line.Memo, line.Amount.MinorUnits, line.Day.DayNumber);
        }

        return entries;
    }
}
