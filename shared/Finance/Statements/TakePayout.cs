using PublicServices.Contracts;
using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Takes a payout's lines once the gateway says that they can be read.</summary>
public sealed class TakePayout(IReadOnlyList<IPayoutSource> sources, TakeStatement take)
{
    private const string Readable = "reconciliation_completed";

    /// <summary>Handles <see cref="PayoutReportedV1"/>. Nothing is marked but the statement itself, and taking it again changes nothing.</summary>
    /// <exception cref="PermanentFailureException"><c>payout-refused</c>: its lines do not make its amount, or it is not there.</exception>
    /// <exception cref="EngineBusyException">The gateway does not answer to the end: deliver again.</exception>
    public async ValueTask HandleAsync(PayoutReportedV1 reported, MessageContext context, CancellationToken cancellationToken)
    {
        if (reported.Status != Readable || sources.FirstOrDefault(source => source.Source.Value == reported.Gateway) is not { } source) return;
        if (!(await source.ReadPayoutAsync(reported.Payout, cancellationToken)).Succeeded(out var statement, out var problem))
        {
            throw problem.Kind == ProblemKind.Unavailable
                ? new EngineBusyException($"{reported.Gateway} {reported.Payout}: {problem.Code}", TimeSpan.FromMinutes(1))
                : new PermanentFailureException("payout-refused", $"{reported.Gateway} {reported.Payout}: {problem.Code} {problem.Detail?.En}");
        }

        await take.HandleAsync(statement, ImportPayout.Spelling(statement), "", Caller.System, context.Message.Correlation, cancellationToken);
    }
}
