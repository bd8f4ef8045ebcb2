using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What an officer says a line is for.</summary>
/// <param name="Expectations">One, or several that one line pays together. 1 to 56.</param>
/// <param name="Reason">Why.</param>
public sealed record HandMatch(IReadOnlyList<RecordId> Expectations, string Reason);

/// <summary>A finance officer matches a line where the rules would not. The amounts must fit; where they do not it takes two people.</summary>
public sealed class MatchByHand(LineBook lines, ExpectationBook expectations, IdSource ids)
{
    /// <returns>
    /// The line, on its way; or <c>PS-004</c>, <c>PS-003</c>, <c>FIN-003</c> no reason, <c>FIN-004</c> not free, <c>FIN-005</c> the parts are not its
    /// whole, <c>FIN-007</c> the amounts differ.
    /// </returns>
    public async ValueTask<Result<BookedLine>> HandleAsync(
        RecordId id, HandMatch match, Caller caller, string correlation, Cause? cause, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller, match.Reason) is { } refused) return refused;
        if (match.Expectations is null || match.Expectations.Any(id => !RecordId.TryParse(id.Value, Expectation.Kind, out _))) return KernelProblems.NotFound;
        if (match.Expectations.Count is 0 or > BookedLine.MaxAllocations || match.Expectations.Distinct().Count() != match.Expectations.Count)
            return FinanceProblems.PartsNotWhole;
        if ((await lines.LoadAsync(id, cancellationToken)).State is not { } known) return KernelProblems.NotFound;

        Problem? misfit = null;
        List<MatchPart> parts = [];
        foreach (var expectation in match.Expectations)
        {
            if ((await expectations.LoadAsync(expectation, cancellationToken)).State is not { } wanted) return KernelProblems.NotFound;
            // Of one expectation the line may be a part; of several each must be met whole.
            var amount = match.Expectations.Count == 1 ? known.Line.Amount : wanted.Amount with { MinorUnits = wanted.Open };
            if (!Fits(wanted, amount)) misfit = FinanceProblems.AmountsDiffer;
            parts.Add(new MatchPart(expectation, wanted.Settles, amount));
        }

        var due = new LineMatchDueV1(id, ids.Next(), parts, MatchHow.Manual, match.Reason, caller);
        var changed = await lines.ChangeAsync(
            id,
            cause,
            caller,
            correlation,
            // Asked again under its key, it no longer fits what it has met since, and gets its first answer all the same.
            (line, now) =>
            {
                if (misfit is not null) return misfit;
                return MatchLine.Decide(line, due, correlation, now).Succeeded(out var decision, out var problem) ? decision : problem;
            },
            cancellationToken);
        return changed.Succeeded(out var after, out var refusal) ? after! : refusal;
    }

    private static bool Fits(Expectation wanted, Money amount) =>
        wanted.IsOpen
        && amount.Currency == wanted.Amount.Currency
        && Math.Sign(amount.MinorUnits) == Math.Sign(wanted.Open)
        && Int128.Abs(amount.MinorUnits) <= Int128.Abs(wanted.Open);
}
