using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>What a run found.</summary>
/// <param name="Matches">Matches it made; the lines and expectations have the last word.</param>
public sealed record MatchRun(StatementSource Source, int Matches);

/// <summary>A finance officer has a source matched now, instead of after its next statement.</summary>
public sealed class RunMatching(MatchSource matching)
{
    /// <returns>What it found; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public async ValueTask<Result<MatchRun>> HandleAsync(string source, Caller caller, string correlation, CancellationToken cancellationToken)
    {
        if (FinanceOfficer.Refuse(caller) is { } refused) return refused;
        if (!StatementSource.TryParse(source, out var of)) return FinanceProblems.UnknownSource;
        return new MatchRun(of, await matching.RunAsync(of, correlation, cancellationToken));
    }
}
