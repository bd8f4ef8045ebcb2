using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Does what two people agreed on, and says on the proposal that it was done, or why it could not be. Done again it does nothing.</summary>
public sealed class DoProposal(ProposalBook proposals, PutLine put, ReverseJournal reverse, CloseDay close)
{
    /// <summary>Handles <see cref="ProposalApprovedV1"/>.</summary>
    /// <remarks>What is done is in other records, each of which knows it by the proposal's name; the proposal's own commit comes last and carries the cause.</remarks>
    public async ValueTask HandleAsync(ProposalApprovedV1 approved, MessageContext context, CancellationToken cancellationToken)
    {
        if ((await proposals.LoadAsync(approved.Record, cancellationToken)).State is not { Status: ProposalStatus.Approved }) return;
        var (correlation, why) = (context.Message.Correlation, approved.Why);
        var problem = approved.Body.Kind switch
        {
            ProposalKind.ForceMatch or ProposalKind.AssignLine => await put.HandleAsync(approved, why, correlation, cancellationToken),
            ProposalKind.ReverseJournal => await reverse.HandleAsync(
                approved.Body.Shard!.Value, approved.Body.Journal!, why, approved.Checker, correlation, cancellationToken),
            ProposalKind.CloseDay => (await close.HandleAsync(
                approved.Body.Day!.Value, approved.Maker, approved.Checker, correlation, cancellationToken)).Problem,
            _ => throw new PermanentFailureException("proposal-unknown", $"{approved.Record}: {approved.Body.Kind}."),
        };
        // Offered is not met: the line tells once the expectation has answered.
        if (problem is null && approved.Body.Kind == ProposalKind.ForceMatch) return;
        await proposals.ChangeAsync(
            approved.Record,
            context.Cause,
            Caller.System,
            correlation,
            (proposal, now) => End(proposal!, Obstacle(problem), now),
            cancellationToken);
    }

    /// <summary>Handles <see cref="BillWriteOffAnsweredV1"/>: the bill, which is not ours, says what became of it.</summary>
    public ValueTask AnsweredAsync(BillWriteOffAnsweredV1 answered, MessageContext context, CancellationToken cancellationToken) =>
        EndAsync(answered.Proposal, answered.Code is { } code ? new ProposalObstacle(code, answered.Title!) : null, context, cancellationToken);

    /// <summary>Handles <see cref="LineForcedV1"/>: the expectation took the line, or did not.</summary>
    public ValueTask ForcedAsync(LineForcedV1 forced, MessageContext context, CancellationToken cancellationToken) =>
        EndAsync(forced.Proposal, Obstacle(forced.Refused is { } why ? FinanceProblems.NotMet(why) : null), context, cancellationToken);

    private async ValueTask EndAsync(RecordId id, ProposalObstacle? obstacle, MessageContext context, CancellationToken cancellationToken) => await proposals.ChangeAsync(
        id,
        context.Cause,
        Caller.System,
        context.Message.Correlation,
        (proposal, now) => proposal is { Status: ProposalStatus.Approved } ? End(proposal, obstacle, now) : FinanceProblems.Decided,
        cancellationToken);

    private static ProposalObstacle? Obstacle(Problem? problem) => problem is null ? null : new ProposalObstacle(problem.Code, problem.Title, problem.Detail);

    private static ProposalStep End(Proposal proposal, ProposalObstacle? obstacle, DateTimeOffset now) => obstacle is null
        ? new ProposalStep(proposal with { Status = ProposalStatus.Done, EndedAt = now }, "done")
        : new ProposalStep(
            proposal with { Status = ProposalStatus.Impossible, EndedAt = now, Obstacle = obstacle }, "impossible", $"{obstacle.Code} {obstacle.Title.En}");
}
