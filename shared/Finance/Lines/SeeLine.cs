using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>
/// Keeps a line that a statement shows. Shown again it changes nothing; shown otherwise by a later statement it is corrected, or, once
/// matched, a person looks.
/// </summary>
public sealed class SeeLine(LineBook book)
{
    /// <summary>Handles <see cref="LineSeenV1"/>.</summary>
    public async ValueTask HandleAsync(LineSeenV1 seen, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            seen.Record,
            context.Cause,
            Caller.System,
            context.Message.Correlation,
            (line, now) => Decide(line, seen, context.Message.Correlation, now),
            cancellationToken);

    private static LineDecision? Decide(BookedLine? known, LineSeenV1 seen, string correlation, DateTimeOffset now)
    {
        if (known?.Edition is { } last && seen.Edition?.IsBefore(last) == true) return null;
        var decision = seen.Line is { } line ? Show(known, seen, line, correlation, now) : known is null or { IsVoid: true } ? null : Withdraw(known);
        if (decision is not null) return decision with { Line = decision.Line with { Edition = seen.Edition ?? known?.Edition } };
        // That it says the same is remembered: what an earlier statement says otherwise comes too late then, too.
        return known is null || seen.Edition is null || known.Edition == seen.Edition ? null : new LineDecision(known with { Edition = seen.Edition }, Action: null);
    }

    private static LineDecision? Show(BookedLine? known, LineSeenV1 seen, StatementLine line, string correlation, DateTimeOffset now)
    {
        if (known is null)
        {
            var booked = new BookedLine { Source = seen.Source, File = seen.File, Edition = seen.Edition, Line = line };
            var told = Transfers.Tell(seen.Record, booked, correlation, now);
            return new LineDecision(booked, "book") { Entries = LineEntries.Book(booked), Also = told is null ? [] : [told] };
        }

        if (IsSame(known.Line, line) && known is { IsVoid: false, Corrected: null }) return null;
        if (known.IsVoid)
        {
            var again = known with { IsVoid = false, Line = line, File = seen.File };
            return new LineDecision(again, "show-again") { Entries = LineEntries.Book(again) };
        }

        // What the match stands on is the amount; a fee or a memo may be corrected under it.
        var isSameMoney = known.Line.Amount == line.Amount && known.Line.Kind == line.Kind;
        if (known.Allocations.Count > 0 && !isSameMoney)
            return known.Corrected is { } shown && IsSame(shown, line) ? null : new LineDecision(known with { Corrected = line }, "data-mismatch", $"{known.Line.Amount} → {line.Amount}");

        var corrected = known with { Line = line, File = seen.File, Corrected = null };
        return new LineDecision(corrected, "correct", $"{known.Line.Amount} → {line.Amount}")
        {
            Entries = known.Line.Amount == line.Amount ? [] : [.. LineEntries.Undo(LineEntries.Book(known)), .. LineEntries.Book(corrected)],
        };
    }

    private static LineDecision? Withdraw(BookedLine known)
    {
        if (known.Allocations.Count == 0)
            return new LineDecision(known with { IsVoid = true, Corrected = null }, "void") { Entries = LineEntries.Undo(LineEntries.Book(known)) };
        var gone = known.Line with { Amount = known.Line.Amount with { MinorUnits = 0 } };
        return known.Corrected == gone ? null : new LineDecision(known with { Corrected = gone }, "data-mismatch", "not shown any more");
    }

    /// <summary>The place in the file and the running balance may differ from file to file.</summary>
    private static bool IsSame(StatementLine known, StatementLine line) =>
        known with { Number = 0, BalanceAfter = null } == line with { Number = 0, BalanceAfter = null };
}
