using System.Globalization;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Offers a free line's money to what it was matched with. A line that is not free any more is left alone.</summary>
public sealed class MatchLine(LineBook book)
{
    /// <summary>Handles <see cref="LineMatchDueV1"/>.</summary>
    public async ValueTask HandleAsync(LineMatchDueV1 due, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            due.Line,
            context.Cause,
            due.By,
            context.Message.Correlation,
            (line, now) => Decide(line, due, context.Message.Correlation, now).Succeeded(out var decision, out _) ? decision : (LineDecision?)null,
            cancellationToken);

    /// <summary>The decision; refused when the line is not free or the parts are not its whole.</summary>
    internal static Result<LineDecision> Decide(BookedLine? line, LineMatchDueV1 due, string correlation, DateTimeOffset now)
    {
        if (line is null) return KernelProblems.NotFound;
        if (line.Status != LineStatus.Open || line.IsInTotals) return FinanceProblems.LineNotFree;
        if (due.Parts.Count is 0 or > BookedLine.MaxAllocations
            || due.Parts.Any(part => part.Amount.Currency != line.Line.Amount.Currency || part.Amount.IsZero)
            || due.Parts.Sum(part => part.Amount.MinorUnits) != line.Line.Amount.MinorUnits)
            return FinanceProblems.PartsNotWhole;

        // A part given to an account needs nobody's answer.
        List<Allocation> parts =
        [
            .. due.Parts.Select(part => new Allocation(
                due.Match,
                part.Expectation,
                part.Account,
                part.Amount,
                part.Expectation is null ? AllocationState.Accepted : AllocationState.Offered,
                due.How,
                due.Why,
                due.By.Id,
                now)),
        ];
        var after = line with { Allocations = parts, Left = null, Suggested = null, SuggestedWhy = null };
        return new LineDecision(after, "offer", due.Why)
        {
            Entries = [.. parts.Where(part => part.State == AllocationState.Accepted).SelectMany(part => LineEntries.Settle(after, part))],
            Also = [.. parts.Where(part => part.Expectation is not null).Select((part, at) => Offer(due, part, at, correlation, now))],
        };
    }

    private static Message Offer(LineMatchDueV1 due, Allocation part, int at, string correlation, DateTimeOffset now) =>
        FinanceMessages.PortionOffered.WriteNamed(
            string.Create(CultureInfo.InvariantCulture, $"{due.Line.Value}.{due.Match}.{at}.o"),
            part.Expectation!.Value,
            now,
            correlation,
            new PortionOfferedV1(part.Expectation.Value, new Portion(due.Line, part.Amount, due.Match, due.How, due.Why, due.By.Id, now)));
}

/// <summary>Remembers why a run left a line, for the person who looks.</summary>
public sealed class ExplainLine(LineBook book)
{
    /// <summary>Handles <see cref="LineExplainedV1"/>.</summary>
    public async ValueTask HandleAsync(LineExplainedV1 explained, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            explained.Line,
            context.Cause,
            Caller.System,
            context.Message.Correlation,
            (line, _) => line is { Status: LineStatus.Open } && (line.Left != explained.Left || line.Suggested != explained.Suggested)
                ? new LineDecision(
                    line with { Left = explained.Left, Suggested = explained.Suggested, SuggestedWhy = explained.SuggestedWhy }, "explain", explained.Left)
                : (LineDecision?)null,
            cancellationToken);
}
