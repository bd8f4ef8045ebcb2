using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Puts a whole line where two people agreed: to something whose amount differs, or to an account.</summary>
/// <remarks>
/// A document beside the line says that it was done: it can be written once, so an agreement has its effect once, whatever becomes of the
/// line afterwards.
/// </remarks>
public sealed class PutLine(LineBook lines, ExpectationBook expectations)
{
    /// <summary>Prefix of the documents that say an agreement was carried out.</summary>
    public const string Prefix = "a/";

    /// <returns>Null when it is, or was already, put or offered there; or <c>PS-003</c>, <c>FIN-004</c> not free, <c>FIN-005</c> nothing to put.</returns>
    internal async ValueTask<Problem?> HandleAsync(ProposalApprovedV1 approved, string why, string correlation, CancellationToken cancellationToken)
    {
        var (id, once) = (approved.Body.Line!.Value, Prefix + approved.Record.Value);
        if (await lines.HasAsync(id, once, cancellationToken)) return null;
        var account = approved.Body.Account;
        if (approved.Body.Expectation is { } expectation)
        {
            if ((await expectations.LoadAsync(expectation, cancellationToken)).State is not { } wanted) return KernelProblems.NotFound;
            account = wanted.Settles;
        }

        var changed = await lines.ChangeAsync(
            id,
            cause: null,
            approved.Checker,
            correlation,
            (line, now) =>
            {
                if (line is null) return KernelProblems.NotFound;
                var part = new MatchPart(approved.Body.Expectation, account, line.Line.Amount);
                var due = new LineMatchDueV1(id, approved.Record.Value, [part], MatchHow.Forced, why, approved.Checker);
                return MatchLine.Decide(line, due, correlation, now).Succeeded(out var decision, out var refused) ? decision with { Once = once } : refused;
            },
            cancellationToken);
        return changed.Problem;
    }
}
