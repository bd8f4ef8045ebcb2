using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Counts what a line offers, or does not: an expectation is met once, and by a rule only to the đồng.</summary>
public sealed class MeetExpectation(ExpectationBook book)
{
    internal const string CurrencyMismatch = nameof(CurrencyMismatch);

    /// <summary>Handles <see cref="PortionOfferedV1"/>.</summary>
    public async ValueTask TakeAsync(PortionOfferedV1 offered, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            offered.Expectation,
            context.Cause,
            Caller.System,
            context.Message.Correlation,
            expectation => Decide(expectation, offered),
            cancellationToken);

    /// <summary>Handles <see cref="PortionReleasedV1"/>.</summary>
    public async ValueTask GiveBackAsync(PortionReleasedV1 released, MessageContext context, CancellationToken cancellationToken) =>
        await book.ChangeAsync(
            released.Expectation,
            context.Cause,
            released.By,
            context.Message.Correlation,
            expectation =>
            {
                var answer = new PortionAnsweredV1(released.Line, released.Expectation, released.Match, null, IsReleased: true);
                var held = expectation?.Received.FirstOrDefault(portion => portion.Line == released.Line && portion.Match == released.Match);
                return held is null
                    ? new ExpectationDecision(null, "answer", Answer: answer)
                    : new ExpectationDecision(
                        expectation! with { Received = [.. expectation.Received.Where(portion => portion != held)] },
                        "release",
                        $"{held.Amount}: {released.Reason}",
                        answer);
            },
            cancellationToken);

    private static ExpectationDecision Decide(Expectation? expectation, PortionOfferedV1 offered)
    {
        var portion = offered.Portion;
        if (Refusal(expectation, portion) is { } refused)
            return new ExpectationDecision(null, "answer", Answer: new PortionAnsweredV1(portion.Line, offered.Expectation, portion.Match, refused, false));
        return new ExpectationDecision(
            expectation! with { Received = [.. expectation.Received, portion] },
            portion.How == MatchHow.Forced ? "force" : "match",
            $"{portion.Amount}: {portion.Why}",
            new PortionAnsweredV1(portion.Line, offered.Expectation, portion.Match, null, false));
    }

    private static string? Refusal(Expectation? expectation, Portion portion)
    {
        if (expectation is null || expectation.IsVoid) return nameof(UnmatchedReason.NothingExpected);
        if (expectation.Received.Count >= Expectation.MaxPortions) return nameof(UnmatchedReason.SplitMismatch);
        if (portion.Amount.Currency != expectation.Amount.Currency) return CurrencyMismatch;
        if (portion.How == MatchHow.Forced) return null;
        if (expectation.Open == 0) return nameof(UnmatchedReason.Duplicate);
        if (Math.Sign(portion.Amount.MinorUnits) != Math.Sign(expectation.Open)) return "DataMismatch";
        return Int128.Abs(portion.Amount.MinorUnits) > Int128.Abs(expectation.Open) ? nameof(UnmatchedReason.OverAmount) : null;
    }
}
