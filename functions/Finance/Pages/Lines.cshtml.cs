using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>A source's lines that no rule could name, each with what it may be and what can be done about it.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class LinesModel(
    SeeLines see, ListLines list, MatchByHand match, ReleaseLine release, Propose propose, RunMatching matching, ExportTables tables) : ServicePage
{
    public string Source { get; private set; } = "";

    public bool Done { get; private set; }

    public DeskLines Lines { get; private set; } = new([], null);

    /// <summary>Open expectations, for whoever knows better than the suggestion.</summary>
    public IReadOnlyList<ExpectedItem> Expected { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(string source, bool done, string? continuation, CancellationToken cancellationToken) =>
        ShowAsync(source, done, continuation, null, cancellationToken);

    public IActionResult OnGetExport(string source, string? format, CancellationToken cancellationToken) =>
        tables.OpenLines(source, Me, cancellationToken).Succeeded(out var rows, out var problem)
            ? new TableDownload(rows, $"lines-{source}", format == "xlsx")
            : Refusal(problem);

    public async Task<IActionResult> OnPostRunAsync(string source, CancellationToken cancellationToken)
    {
        var result = await matching.HandleAsync(source, Me, HttpContext.CorrelationId(), cancellationToken);
        return await AfterAsync(source, false, result.Problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostMatchAsync(string source, string? line, string? expectation, string? why, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(line, BookedLine.RecordKind, out var id) || !RecordId.TryParse(expectation?.Trim(), Expectation.Kind, out var wanted))
            return await ShowAsync(source, false, null, KernelProblems.NotFound, cancellationToken);
        var reason = string.IsNullOrWhiteSpace(why) ? L("Chấp nhận gợi ý", "Suggestion accepted") : $"{L("Chấp nhận gợi ý", "Suggestion accepted")}: {why}";
        var result = await match.HandleAsync(id, new HandMatch([wanted], reason), Me, HttpContext.CorrelationId(), FormCause(), cancellationToken);
        return await AfterAsync(source, false, result.Problem, cancellationToken);
    }

    public Task<IActionResult> OnPostForceAsync(string source, string? line, string? expectation, string? reason, CancellationToken cancellationToken) =>
        ProposeAsync(
            source,
            new ProposalBody(ProposalKind.ForceMatch, reason ?? "", new RecordId(line ?? ""), new RecordId(expectation?.Trim() ?? "")),
            cancellationToken);

    public Task<IActionResult> OnPostAssignAsync(string source, string? line, string? account, string? reason, CancellationToken cancellationToken) =>
        AccountCode.TryParse(account?.Trim(), out var code)
            ? ProposeAsync(source, new ProposalBody(ProposalKind.AssignLine, reason ?? "", new RecordId(line ?? ""), Account: code), cancellationToken)
            : ShowAsync(source, false, null, FinanceProblems.UnknownAccount, cancellationToken);

    public async Task<IActionResult> OnPostReleaseAsync(string source, string? line, string? reason, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(line, BookedLine.RecordKind, out var id)) return await ShowAsync(source, true, null, KernelProblems.NotFound, cancellationToken);
        var result = await release.HandleAsync(id, new FinanceDecision(reason ?? ""), Me, HttpContext.CorrelationId(), FormCause(), cancellationToken);
        return await AfterAsync(source, true, result.Problem, cancellationToken);
    }

    private async Task<IActionResult> ProposeAsync(string source, ProposalBody body, CancellationToken cancellationToken)
    {
        var result = await propose.AskAsync(body, Me, FormCause(), HttpContext.CorrelationId(), cancellationToken);
        return await AfterAsync(source, false, result.Problem, cancellationToken);
    }

    private async Task<IActionResult> AfterAsync(string source, bool done, Problem? refused, CancellationToken cancellationToken) =>
        refused is null
            ? Redirect($"/finance/lines/{Uri.EscapeDataString(source)}?saved=1&done={done}")
            : await ShowAsync(source, done, null, refused, cancellationToken);

    private async Task<IActionResult> ShowAsync(string source, bool done, string? continuation, Problem? refused, CancellationToken cancellationToken)
    {
        (Source, Done) = (source, done);
        if (!(await see.OfSourceAsync(source, done, continuation, Me, cancellationToken)).Succeeded(out var lines, out var problem)) return Refusal(problem);
        Lines = lines;
        if (!done && lines.Lines.Count > 0)
        {
            var of = new StatementSource(source).IsBank ? Expectation.AnyBank.Value : source;
            if ((await list.ExpectedAsync(of, false, null, Me, cancellationToken)).Succeeded(out var expected, out _)) Expected = expected.Expected;
        }

        return refused is null ? Page() : AskAgain(refused);
    }
}
