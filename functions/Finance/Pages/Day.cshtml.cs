using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>A business day: as it would be closed now, or the signed report once it is closed.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class DayModel(PreviewDay preview, CloseDay close, Propose propose, ExportTables tables) : ServicePage
{
    public DateOnly Day { get; private set; }

    /// <summary>What is shown: of the close, or as it would be now.</summary>
    public DayPicture Picture { get; private set; } = null!;

    /// <summary>The signed close; null while the day is open.</summary>
    public SignedClose? Signed { get; private set; }

    /// <summary>How many differences there are; the list may be shorter.</summary>
    public int Differences { get; private set; }

    /// <summary>The day as addresses have it.</summary>
    public static string Path(DateOnly day) => "/finance/days/" + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public Task<IActionResult> OnGetAsync(DateOnly day, CancellationToken cancellationToken) => ShowAsync(day, null, cancellationToken);

    public IActionResult OnGetLedger(DateOnly day, string? format, CancellationToken cancellationToken) =>
        tables.LedgerLines(day, Me, cancellationToken).Succeeded(out var rows, out var problem)
            ? new TableDownload(rows, $"ledger-{LedgerViews.DayOf(day)}", format == "xlsx")
            : Refusal(problem);

    public async Task<IActionResult> OnPostCloseAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var result = await close.HandleAsync(day, Me, null, HttpContext.CorrelationId(), cancellationToken);
        return result.Problem is { } problem ? await ShowAsync(day, problem, cancellationToken) : Redirect(Path(day));
    }

    public async Task<IActionResult> OnPostProposeAsync(DateOnly day, string? reason, CancellationToken cancellationToken)
    {
        var body = new ProposalBody(ProposalKind.CloseDay, reason ?? "", Day: day);
        var result = await propose.AskAsync(body, Me, FormCause(), HttpContext.CorrelationId(), cancellationToken);
        return result.Problem is { } problem ? await ShowAsync(day, problem, cancellationToken) : Redirect("/finance/proposals?saved=1");
    }

    private async Task<IActionResult> ShowAsync(DateOnly day, Problem? refused, CancellationToken cancellationToken)
    {
        Day = day;
        Signed = await close.ReadAsync(day, cancellationToken);
        if (Signed?.Close is { } closed)
        {
            Picture = new DayPicture(day, closed.Heads, closed.Balances, closed.Totals, closed.Ages, closed.Differences);
            Differences = closed.DifferenceCount;
        }
        else
        {
            if (!(await preview.HandleAsync(day, Me, cancellationToken)).Succeeded(out var picture, out var problem)) return Refusal(problem);
            Picture = picture with { Differences = [.. picture.Differences.Take(DayClose.MaxDifferences)] };
            Differences = picture.Differences.Count;
        }

        return refused is null ? Page() : AskAgain(refused);
    }
}
