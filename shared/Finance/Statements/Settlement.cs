using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a gateway reports for one day of captures.</summary>
/// <param name="Day">The day of the lines.</param>
/// <param name="Charged">Taken from payers; in the currency they paid.</param>
/// <param name="Refunded">Sent back to them, positive, net of refunds that came back.</param>
/// <param name="Disputed">Withheld by disputes, positive, net of what came back.</param>
public sealed record SettlementDay(DateOnly Day, string Currency, long Charged, long Refunded, long Disputed);

/// <summary>What a settlement adds up to.</summary>
/// <param name="Currency">Of the settlement.</param>
/// <param name="Fees">Kept by the gateway.</param>
/// <param name="PaidOut">Paid to our bank.</param>
/// <param name="Exchanged">What was taken in another currency than the settlement's: how much of it, and what it became.</param>
public sealed record SettlementTotals(string Currency, long Fees, long PaidOut, IReadOnlyList<Exchanged> Exchanged);

/// <summary>Money a gateway changed.</summary>
public sealed record Exchanged(Money From, Money To);

/// <summary>A gateway's statement shows a settlement; its session is the settlement's record.</summary>
/// <param name="Record">One for each gateway and number: a corrected file is of the same settlement.</param>
public sealed record SettlementSeenV1(
    RecordId Record, RecordId File, StatementSource Source, string Number, SettlementTotals Totals, IReadOnlyList<SettlementDay> Days, PayoutNote? Payout);

/// <summary>What has been posted of a settlement. The state of a <c>stl-</c> record.</summary>
public sealed record Settlement(
    StatementSource Source, string Number, RecordId File, SettlementTotals Totals, IReadOnlyList<SettlementDay> Days, PayoutNote? Payout)
{
    /// <summary>What settlements' record ids start with.</summary>
    public const string Kind = "stl";

    /// <summary>What a gateway's statement adds up to.</summary>
    public static SettlementSeenV1 Of(RecordId file, Statement statement)
    {
        var lines = statement.Lines;
        var fees = lines.Sum(line => line.Fee.MinorUnits) - lines.Where(line => line.Kind == LineKind.Fee).Sum(line => line.Amount.MinorUnits);
        var payouts = lines.Where(line => line.Kind is LineKind.Payout or LineKind.PayoutReturned).Sum(line => -line.Amount.MinorUnits);
        var paidOut = payouts != 0 ? payouts : statement.Payout?.Amount.MinorUnits ?? 0;
        var exchanged = lines.Where(line => line.Charged is { } charged && charged.Currency != statement.Currency)
            .GroupBy(line => line.Charged!.Value.Currency)
            .Select(group => new Exchanged(
                new Money(group.Sum(line => line.Charged!.Value.MinorUnits), group.Key),
                new Money(group.Sum(line => line.Amount.MinorUnits), statement.Currency)))
            .ToList();
        var days = lines.GroupBy(line => (line.Day, (line.Charged ?? line.Amount).Currency)).Select(group => new SettlementDay(
            group.Key.Day,
            group.Key.Currency,
            Sum(group, LineKind.Charge),
            -Sum(group, LineKind.Refund) - Sum(group, LineKind.RefundReturned),
            -Sum(group, LineKind.Dispute) - Sum(group, LineKind.DisputeReversal)));
        return new SettlementSeenV1(
            new RecordId($"{Kind}-{statement.Source.Value}.{ReferenceKey.Of(statement.Number)}"),
            file,
            statement.Source,
            statement.Number,
            new SettlementTotals(statement.Currency, fees, paidOut, exchanged),
            [.. days.Where(day => day.Charged != 0 || day.Refunded != 0 || day.Disputed != 0).OrderBy(day => day.Day)],
            statement.Payout);
    }

    private static long Sum(IEnumerable<StatementLine> lines, LineKind kind) =>
        lines.Where(line => line.Kind == kind).Sum(line => (line.Charged ?? line.Amount).MinorUnits);
}

/// <summary>A settlement was seen, or corrected.</summary>
/// <param name="Version">The record's version after it.</param>
/// <param name="Settlement">As it is now.</param>
/// <param name="Before">As it was before a correction; null for a new one.</param>
public sealed record SettlementChangedV1(RecordId Record, long Version, Settlement Settlement, Settlement? Before);
