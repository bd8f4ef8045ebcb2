using System.Text.Json;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Keeps what a settlement adds up to; a corrected file changes it, and only the difference is posted.</summary>
public sealed class SeeSettlement(IRecordStore store, IdSource ids, TimeProvider clock)
{
    private readonly Records<Settlement> _settlements = new(store, () => FinanceJson.Default.Settlement);

    /// <summary>Handles <see cref="SettlementSeenV1"/>.</summary>
    public async ValueTask HandleAsync(SettlementSeenV1 seen, MessageContext context, CancellationToken cancellationToken) =>
        await _settlements.ChangeAsync(seen.Record, context.Cause, loaded => Decide(loaded, seen, context.Message.Correlation), cancellationToken);

    private Change<Settlement>? Decide(Loaded<Settlement> loaded, SettlementSeenV1 seen, string correlation)
    {
        if (loaded.State?.File == seen.File) return null;
        var after = new Settlement(seen.Source, seen.Number, seen.File, seen.Totals, seen.Days, seen.Payout);
        var (now, version) = (clock.GetUtcNow(), loaded.Version + 1);
        var entry = new HistoryEntry(now, Caller.System, version == 1 ? "see" : "correct", null, seen.Number, version);
        return new Change<Settlement>(after)
        {
            Documents = [new Document(Document.HistoryPrefix + ids.Next(), JsonSerializer.SerializeToUtf8Bytes(entry, KernelJson.Default.HistoryEntry))],
            Messages =
            [
                new(FinanceMessages.SettlementChanged.WriteNamed(
                    $"{loaded.Id.Value}.v{version}", loaded.Id, now, correlation, new SettlementChangedV1(loaded.Id, version, after, loaded.State))),
            ],
        };
    }
}

/// <summary>Expects what a gateway says it pays out in our bank's statement.</summary>
public sealed class ExpectPayout(ExpectationBook book)
{
    /// <summary>Days after its arrival day when a payout counts as missing.</summary>
    public const int DaysToShow = 3;

    /// <summary>Handles <see cref="SettlementChangedV1"/>.</summary>
    public async ValueTask HandleAsync(SettlementChangedV1 changed, MessageContext context, CancellationToken cancellationToken)
    {
        if (changed.Settlement.Payout is not { Amount.IsZero: false } payout) return;
        var source = changed.Settlement.Source;
        var expected = new Expectation
        {
            Source = Expectation.AnyBank,
            Reference = payout.Reference,
            Order = payout.OtherReference,
            Text = payout.Memo,
            Amount = payout.Amount,
            Day = payout.ArrivesOn,
            DueBy = payout.ArrivesOn.AddDays(DaysToShow),
            About = changed.Record,
            Settles = ChartOfAccounts.Transit(source.Name),
        };
        await book.ChangeAsync(
            Expectation.IdOf(Expectation.AnyBank, $"{source.Value}|{changed.Settlement.Number}", 'p'),
            context.Cause,
            Caller.System,
            context.Message.Correlation,
            known => known is null ? new ExpectationDecision(expected, "expect")
                : known.Amount == expected.Amount && known.Day == expected.Day ? null
                : new ExpectationDecision(known with { Amount = expected.Amount, Day = expected.Day, DueBy = expected.DueBy }, "correct", $"{known.Amount} → {expected.Amount}"),
            cancellationToken);
    }
}
