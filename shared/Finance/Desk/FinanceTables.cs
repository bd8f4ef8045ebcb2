using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>
/// Tables people take away: cells are text, or whole numbers in smallest units. Times are given as UTC and as local time. Whoever writes
/// them protects text against formulas.
/// </summary>
public static class FinanceTables
{
    /// <summary>Columns of <see cref="Row(LineRow)"/>.</summary>
    public static readonly IReadOnlyList<string> LineColumns =
    [
        "source", "record", "kind", "day", "day begins (UTC)", "day begins (UTC+7)", "amount", "fee", "currency", "reference", "order", "memo",
        "status", "left", "suggested", "suggested why",
    ];

    /// <summary>Columns of <see cref="Rows(Journal)"/>.</summary>
    public static readonly IReadOnlyList<string> JournalColumns =
    [
        "day", "value day", "journal", "line", "kind", "about", "account", "debit", "credit", "currency", "reference", "reverses", "posted at (UTC)",
        "posted at (UTC+7)", "note",
    ];

    /// <summary>One line of a statement.</summary>
    public static object[] Row(LineRow line)
    {
        var begins = VietnamTime.StartOf(line.Day);
        return
        [
            line.Source.Value, line.Record.Value, line.Kind.ToString(), LedgerViews.DayOf(line.Day), .. ExportTable.Times(begins), line.Amount.MinorUnits,
            line.Fee.MinorUnits, line.Amount.Currency, line.Reference, line.Order, line.Memo, line.Status.ToString(), line.Left ?? "",
            line.Suggested?.Value ?? "", line.SuggestedWhy ?? "",
        ];
    }

    /// <summary>One journal, a row for each of its lines.</summary>
    public static IEnumerable<object[]> Rows(Journal journal)
    {
        for (var i = 0; i < journal.Lines.Count; i++)
        {
            var line = journal.Lines[i];
            var amount = line.Amount.MinorUnits;
            yield return
            [
                LedgerViews.DayOf(journal.Day), LedgerViews.DayOf(journal.ValueDay), journal.Id, i + 1L, journal.Kind, journal.About.Value, line.Account.Value,
                Math.Max(amount, 0), -Math.Min(amount, 0), line.Amount.Currency, line.Reference ?? "", journal.Reverses ?? "",
                .. ExportTable.Times(journal.PostedAt), journal.Note ?? "",
            ];
        }
    }
}
