using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A finance officer's decision and why.</summary>
/// <param name="Reason">1 to 500 characters; kept in the history, so never personal data.</param>
public sealed record FinanceDecision(string Reason);

/// <summary>A finance officer undoes a match: the line and what it met are open again, and the ledger takes back what it had posted.</summary>
public sealed class ReleaseLine(LineBook book)
{
    /// <returns>The line; or <c>PS-004</c>, <c>PS-003</c>, <c>FIN-003</c> no reason, <c>FIN-006</c> not matched.</returns>
    public async ValueTask<Result<BookedLine>> HandleAsync(
        RecordId id, FinanceDecision decision, Caller caller, string correlation, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, decision.Reason) is { } refused) return refused;
        var changed = await book.ChangeAsync(
            id, cause, caller, correlation, (line, now) => Decide(id, line, decision.Reason, caller, correlation, now), cancellationToken);
        return changed.Succeeded(out var after, out var problem) ? after! : problem;
    }

    private static Result<LineDecision?> Decide(RecordId id, BookedLine? line, string reason, Caller caller, string correlation, DateTimeOffset now)
    {
        if (line is null) return KernelProblems.NotFound;
        if (line.Allocations.Count == 0 || line.Allocations.Any(part => part.State != AllocationState.Accepted)) return FinanceProblems.NotMatched;
        var left = line with
        {
            Allocations = [.. line.Allocations.Where(part => part.Expectation is not null).Select(part => part with { State = AllocationState.Releasing })],
        };
        return Finish(line, new LineDecision(left, "release", reason)
        {
            Entries = LineEntries.Undo(line.Allocations.SelectMany(part => LineEntries.Settle(line, part))),
            Also = [.. line.Allocations.Where(part => part.Expectation is not null).Select(part => Take(id, part, caller, reason, correlation, now))],
        });
    }

    /// <summary>Once the last part is back, what a corrected statement says takes effect.</summary>
    internal static LineDecision Finish(BookedLine before, LineDecision decision)
    {
        if (decision.Line.Allocations.Count > 0 || decision.Line.Corrected is not { } corrected) return decision;
        var isGone = corrected.Amount.IsZero;
        var after = decision.Line with { Corrected = null, IsVoid = isGone, Line = isGone ? before.Line : corrected };
        return decision with
        {
            Line = after,
            Entries = [.. decision.Entries, .. LineEntries.Undo(LineEntries.Book(before)), .. isGone ? [] : LineEntries.Book(after)],
        };
    }

    internal static Message Take(RecordId line, Allocation part, Caller by, string reason, string correlation, DateTimeOffset now) =>
        FinanceMessages.PortionReleased.WriteNamed(
            $"{line.Value}.{part.Match}.{part.Expectation!.Value.Value[^8..]}.b",
            part.Expectation.Value,
            now,
            correlation,
            new PortionReleasedV1(part.Expectation.Value, line, part.Match, by, reason));
}
