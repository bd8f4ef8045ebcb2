using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Does what two people agreed on, and says on the proposal that it was done, or why it could not be. Done again it does nothing.</summary>
public sealed class DoProposal(ProposalBook proposals, PutLine put, LedgerBook ledger, ReverseJournal reverse, CloseDay close)
{
    /// <summary>Handles <see cref="ProposalApprovedV1"/>.</summary>
    /// <remarks>What is done is in other records, each of which knows it by the proposal's name; the proposal's own commit comes last and carries the cause.</remarks>
    public async ValueTask HandleAsync(ProposalApprovedV1 approved, MessageContext context, CancellationToken cancellationToken)
    {
        if ((await proposals.LoadAsync(approved.Record, cancellationToken)).State is not { Status: ProposalStatus.Approved }) return;
        var (correlation, why) = (context.Message.Correlation, $"{approved.Body.Reason} ({approved.Maker.Id}, {approved.Checker.Id})");
        var problem = approved.Body.Kind switch
        {
            ProposalKind.ForceMatch or ProposalKind.AssignLine => await put.HandleAsync(approved, why, correlation, cancellationToken),
            ProposalKind.ReverseJournal => await reverse.HandleAsync(
                approved.Body.Shard!.Value, approved.Body.Journal!, why, approved.Checker, correlation, cancellationToken),
            ProposalKind.WriteOff => await WriteOffAsync(approved, why, context, cancellationToken),
            ProposalKind.CloseDay => (await close.HandleAsync(
                approved.Body.Day!.Value, approved.Maker, approved.Checker, correlation, cancellationToken)).Problem,
            _ => throw new PermanentFailureException("proposal-unknown", $"{approved.Record}: {approved.Body.Kind}."),
        };
        await proposals.ChangeAsync(
            approved.Record, context.Cause, Caller.System, correlation, (proposal, now) => End(proposal!, problem, now), cancellationToken);
    }

    private static ProposalStep End(Proposal proposal, Problem? problem, DateTimeOffset now) => problem is null
        ? new ProposalStep(proposal with { Status = ProposalStatus.Done, EndedAt = now }, "done")
        : new ProposalStep(
            proposal with { Status = ProposalStatus.Impossible, EndedAt = now, Obstacle = new ProposalObstacle(problem.Code, problem.Title, problem.Detail) },
            "impossible",
            $"{problem.Code} {problem.Title.En}");

    private async ValueTask<Problem?> WriteOffAsync(ProposalApprovedV1 approved, string why, MessageContext context, CancellationToken cancellationToken)
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
                Note: why),
            cause: null,
            context.Message.Correlation,
            cancellationToken);
        return null;
    }
}
