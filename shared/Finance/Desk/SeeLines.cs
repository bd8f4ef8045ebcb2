using PublicServices.Kernel;

namespace PublicServices.Finance;

/// <summary>A line as somebody decides about it.</summary>
/// <param name="Suggestion">What it may be, as that stands now; null for nothing.</param>
public sealed record DeskLine(LineRow Line, ExpectedRow? Suggestion)
{
    /// <summary>True when the suggestion can be met by the line's whole money; otherwise it takes a second person.</summary>
    public bool Fits => Suggestion is { } suggestion
        && suggestion.Open.Currency == Line.Amount.Currency
        && Math.Sign(suggestion.Open.MinorUnits) == Math.Sign(Line.Amount.MinorUnits)
        && Int128.Abs(Line.Amount.MinorUnits) <= Int128.Abs(suggestion.Open.MinorUnits);
}

/// <summary>A page of lines as somebody decides about them.</summary>
public sealed record DeskLines(IReadOnlyList<DeskLine> Lines, string? Continuation);

/// <summary>A proposal beside the line it is about; null when it is about something else.</summary>
public sealed record DeskProposal(ProposalAnswer Proposal, DeskLine? Line);

/// <summary>A page of proposals.</summary>
public sealed record DeskProposals(IReadOnlyList<DeskProposal> Proposals, string? Continuation);

/// <summary>What the desk shows to decide about: lines with their suggestions, proposals with their lines.</summary>
public sealed class SeeLines(ListLines list, LineBook lines, ExpectationBook expectations)
{
    /// <returns>Lines; or <c>PS-004</c>, <c>FIN-002</c>.</returns>
    public async ValueTask<Result<DeskLines>> OfSourceAsync(string source, bool done, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await list.LinesAsync(source, done, continuation, caller, cancellationToken)).Succeeded(out var page, out var problem)) return problem;
        List<DeskLine> found = [];
        foreach (var row in page.Lines) found.Add(new DeskLine(row, await ExpectedAsync(row.Suggested, cancellationToken)));
        return new DeskLines(found, page.Continuation);
    }

    /// <returns>Proposals; or <c>PS-004</c>.</returns>
    public async ValueTask<Result<DeskProposals>> ProposalsAsync(bool decided, string? continuation, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await list.ProposalsAsync(decided, continuation, caller, cancellationToken)).Succeeded(out var page, out var problem)) return problem;
        List<DeskProposal> found = [];
        foreach (var proposal in page.Proposals) found.Add(new DeskProposal(proposal, await LineOfAsync(proposal.Proposal.Body, cancellationToken)));
        return new DeskProposals(found, page.Continuation);
    }

    private async ValueTask<DeskLine?> LineOfAsync(ProposalBody body, CancellationToken cancellationToken)
    {
        if (body.Line is not { } id || (await lines.LoadAsync(id, cancellationToken)).State is not { } line) return null;
        return new DeskLine(LineViews.RowOf(id, line), await ExpectedAsync(body.Expectation, cancellationToken));
    }

    private async ValueTask<ExpectedRow?> ExpectedAsync(RecordId? id, CancellationToken cancellationToken) =>
        id is { } known && (await expectations.LoadAsync(known, cancellationToken)).State is { } expectation ? LineViews.RowOf(known, expectation) : null;
}
