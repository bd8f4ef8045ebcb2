using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Posts what lines and settlements cause.</summary>
public sealed class PostStatement(LedgerBook ledger)
{
    /// <summary>Handles <see cref="LineChangedV1"/>.</summary>
    /// <remarks>What moves the bank's balance belongs to the line's booking day; what is decided about a line, to the day of the decision.</remarks>
    public async ValueTask OfLineAsync(LineChangedV1 changed, MessageContext context, CancellationToken cancellationToken)
    {
        if (changed.Entries.Count == 0) return;
        var line = changed.Line;
        var reference = line.Line.Reference.Length > 0 ? line.Line.Reference : changed.Record.Value;
        List<JournalLine> lines = [];
        foreach (var entry in changed.Entries) lines.AddRange(Journals.Pair(entry.Debit, entry.Credit, entry.Amount, reference, reference));
        if (lines.Count > Journals.MaxLines) lines = Netted(lines);
        if (lines.Count == 0) return;
        var isBooking = changed.Entries.Any(entry => entry.Debit.Class == "bank");
        var at = isBooking ? VietnamTime.StartOf(line.Line.Day) : context.Message.Time;
        await ledger.PostAsync(
            new JournalDraft(
                string.Create(CultureInfo.InvariantCulture, $"{changed.Record.Value}.v{changed.Version}"),
                at,
                new ShardKey(line.Source.Value, changed.Record.Value),
                isBooking ? "bank-line" : "match",
                changed.Record,
                lines),
            context.Cause,
            context.Message.Correlation,
            cancellationToken);
    }

    /// <summary>Handles <see cref="SettlementChangedV1"/>: only the difference to what was posted before.</summary>
    public async ValueTask OfSettlementAsync(SettlementChangedV1 changed, MessageContext context, CancellationToken cancellationToken)
    {
        var settlement = changed.Settlement;
        List<JournalLine> lines = [.. LinesOf(settlement, 1)];
        if (changed.Before is { } before) lines.AddRange(LinesOf(before, -1));
        lines = Netted(lines);
        if (lines.Count == 0) return;
        var day = settlement.Days.Count > 0 ? settlement.Days[^1].Day : settlement.Payout?.ArrivesOn;
        await ledger.PostAsync(
            new JournalDraft(
                string.Create(CultureInfo.InvariantCulture, $"{changed.Record.Value}.v{changed.Version}"),
                day is { } known && changed.Version == 1 ? VietnamTime.StartOf(known) : context.Message.Time,
                new ShardKey(settlement.Source.Value, changed.Record.Value),
                changed.Version == 1 ? "settlement" : "settlement-corrected",
                changed.Record,
                lines),
            context.Cause,
            context.Message.Correlation,
            cancellationToken);
    }

    private static IEnumerable<JournalLine> LinesOf(Settlement settlement, int sign)
    {
        var (gateway, totals) = (settlement.Source.Name, settlement.Totals);
        var clearing = ChartOfAccounts.Clearing(gateway);
        foreach (var exchanged in totals.Exchanged)
        {
            // What was taken in one currency leaves its clearing account and comes back in the other.
            foreach (var line in Pair(ChartOfAccounts.Exchange(gateway), clearing, exchanged.From)) yield return line;
            foreach (var line in Pair(clearing, ChartOfAccounts.Exchange(gateway), exchanged.To)) yield return line;
        }

        foreach (var line in Pair(ChartOfAccounts.Fees(gateway), clearing, new Money(totals.Fees, totals.Currency))) yield return line;
        foreach (var line in Pair(ChartOfAccounts.Transit(gateway), clearing, new Money(totals.PaidOut, totals.Currency))) yield return line;

        IEnumerable<JournalLine> Pair(AccountCode debit, AccountCode credit, Money amount) =>
            amount.IsZero ? [] : Journals.Pair(debit, credit, amount with { MinorUnits = sign * amount.MinorUnits }, settlement.Number, settlement.Number);
    }

    /// <summary>One line for each account, currency and reference; what cancels out is left out.</summary>
    private static List<JournalLine> Netted(List<JournalLine> lines) =>
    [
        .. lines.GroupBy(line => (line.Account, line.Amount.Currency, line.Reference))
            .Select(group => new JournalLine(group.Key.Account, new Money(group.Sum(line => line.Amount.MinorUnits), group.Key.Currency), group.Key.Reference))
            .Where(line => !line.Amount.IsZero),
    ];
}
