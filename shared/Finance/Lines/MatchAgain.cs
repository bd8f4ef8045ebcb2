using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>Looks again at every source's open lines, because what they were waiting for may have come since: a payment, another statement.</summary>
public sealed class MatchAgain(IViewStore views, MatchSource matching)
{
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var sources = await views.RangeAsync(new ViewRange(StatementViews.Sources, StatementViews.AllSources, StatementViews.MaxSources), cancellationToken);
        foreach (var row in sources.Rows) await matching.RunAsync(new StatementSource(row.Sort), "finance-matching", cancellationToken);
    }
}
