using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Takes an expectation's answer: the part counts, or the line is free again, whole.</summary>
public sealed class AnswerLine(LineBook book)
{
    /// <summary>Handles <see cref="PortionAnsweredV1"/>.</summary>
    public async ValueTask HandleAsync(PortionAnsweredV1 answer, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            answer.Line,
            context.Cause,
            Caller.System,
            context.Message.Correlation,
            (line, now) => Decide(line, answer, context.Message.Correlation, now),
            cancellationToken);

    private static LineDecision? Decide(BookedLine? line, PortionAnsweredV1 answer, string correlation, DateTimeOffset now)
    {
        if (line?.Allocations.FirstOrDefault(one => one.Match == answer.Match && one.Expectation == answer.Expectation) is not { } part) return null;
        if (answer.Refused is null && !answer.IsReleased)
        {
            if (part.State != AllocationState.Offered) return null;
            var accepted = part with { State = AllocationState.Accepted };
            return new LineDecision(line with { Allocations = [.. line.Allocations.Select(one => one == part ? accepted : one)] }, "match", part.Why)
            {
                Entries = [.. LineEntries.Settle(line, accepted)],
                Also = Told(part, answer, correlation, now),
            };
        }

        // A line is matched whole or not at all: when one part is refused, the others are taken back.
        var others = line.Allocations.Where(one => one != part).ToList();
        var settled = others.Where(one => one.State == AllocationState.Accepted).ToList();
        var left = line with
        {
            Allocations = [.. others.Where(one => one.Expectation is not null).Select(one => one with { State = AllocationState.Releasing })],
            Left = answer.Refused ?? line.Left,
        };
        return ReleaseLine.Finish(line, new LineDecision(left, answer.IsReleased ? "released" : "refused", answer.Refused)
        {
            Entries = LineEntries.Undo(settled.SelectMany(one => LineEntries.Settle(line, one))),
            Also =
            [
                .. Told(part, answer, correlation, now),
                .. others.Where(one => one is { Expectation: not null, State: not AllocationState.Releasing })
                    .Select(one => ReleaseLine.Take(answer.Line, one, Caller.System, answer.Refused ?? "another part was released", correlation, now)),
            ],
        });
    }

    /// <summary>Two people wait to hear what became of a match they forced.</summary>
    private static IReadOnlyList<Message> Told(Allocation part, PortionAnsweredV1 answer, string correlation, DateTimeOffset now) =>
        part is { How: MatchHow.Forced, State: AllocationState.Offered } && RecordId.TryParse(part.Match, Proposal.Kind, out var proposal)
            ? [FinanceMessages.LineForced.WriteNamed($"{proposal.Value}.f", proposal, now, correlation, new LineForcedV1(proposal, answer.Refused))]
            : [];
}
