using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Does what two people agreed on. Done again it does nothing.</summary>
public sealed class DoProposal(LineBook lines, ExpectationBook expectations, LedgerBook ledger, ReverseJournal reverse, CloseDay close)
{
    /// <summary>Handles <see cref="ProposalApprovedV1"/>.</summary>
    /// <exception cref="PermanentFailureException"><c>proposal-impossible</c>: what was agreed on cannot be done any more.</exception>
    public async ValueTask HandleAsync(ProposalApprovedV1 approved, MessageContext context, CancellationToken cancellationToken)
    {
        var problem = approved.Body.Kind switch
        {
            ProposalKind.ForceMatch => await ForceAsync(approved, context, cancellationToken),
            ProposalKind.AssignLine => await AssignAsync(approved, context, cancellationToken),
            ProposalKind.ReverseJournal => await reverse.HandleAsync(
                approved.Body.Shard!.Value, approved.Body.Journal!, WhyOf(approved), approved.Checker, context, cancellationToken),
            ProposalKind.WriteOff => await WriteOffAsync(approved, context, cancellationToken),
            ProposalKind.CloseDay => (await close.HandleAsync(
                approved.Body.Day!.Value, approved.Maker, approved.Checker, context.Message.Correlation, cancellationToken)).Problem,
            _ => throw new PermanentFailureException("proposal-impossible", $"{approved.Record}: {approved.Body.Kind}."),
        };
        if (problem is not null) throw new PermanentFailureException("proposal-impossible", $"{approved.Record}: {problem.Code} {problem.Title.En}.");
    }

    private async ValueTask<Problem?> ForceAsync(ProposalApprovedV1 approved, MessageContext context, CancellationToken cancellationToken)
    {
        var expectation = approved.Body.Expectation!.Value;
        var account = (await expectations.LoadAsync(expectation, cancellationToken)).State;
        if (account is null) return KernelProblems.NotFound;
        return await PutAsync(approved, line => new MatchPart(expectation, account.Settles, line.Line.Amount), context, cancellationToken);
    }

    private ValueTask<Problem?> AssignAsync(ProposalApprovedV1 approved, MessageContext context, CancellationToken cancellationToken) =>
        PutAsync(approved, line => new MatchPart(null, approved.Body.Account, line.Line.Amount), context, cancellationToken);

    private async ValueTask<Problem?> PutAsync(
        ProposalApprovedV1 approved, Func<BookedLine, MatchPart> partOf, MessageContext context, CancellationToken cancellationToken)
    {
        var id = approved.Body.Line!.Value;
        var match = approved.Record.Value;
        var changed = await lines.ChangeAsync(
            id,
            context.Cause,
            approved.Checker,
            context.Message.Correlation,
            (line, now) =>
            {
                if (line?.Allocations.Any(part => part.Match == match) == true) return (LineDecision?)null;
                if (line is null) return KernelProblems.NotFound;
                var due = new LineMatchDueV1(id, match, [partOf(line)], MatchHow.Forced, WhyOf(approved), approved.Checker);
                return MatchLine.Decide(line, due, context.Message.Correlation, now).Succeeded(out var decision, out var refused) ? decision : refused;
            },
            cancellationToken);
        return changed.Problem;
    }

    private async ValueTask<Problem?> WriteOffAsync(ProposalApprovedV1 approved, MessageContext context, CancellationToken cancellationToken)
    {
        var (unit, amount) = (approved.Body.Unit!, approved.Body.Amount!.Value);
        await ledger.PostAsync(
            new JournalDraft(
                approved.Record.Value,
                context.Message.Time,
                new ShardKey(unit, approved.Record.Value),
                "write-off",
                approved.Record,
                [.. Journals.Pair(ChartOfAccounts.WriteOff(unit), ChartOfAccounts.Receivable(unit), amount)],
                Note: WhyOf(approved)),
            context.Cause,
            context.Message.Correlation,
            cancellationToken);
        return null;
    }

    private static string WhyOf(ProposalApprovedV1 approved) => $"{approved.Body.Reason} ({approved.Maker.Id}, {approved.Checker.Id})";
}
