using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>Where a finance officer comes to from a bill, to propose that what it asks is given up.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class WriteOffModel(Propose propose) : ServicePage
{
    public string Bill { get; private set; } = "";

    public string AmountVnd { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public IActionResult OnGet(string? bill, string? amountVnd)
    {
        (Bill, AmountVnd) = (bill ?? "", amountVnd ?? "");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? bill, string? amountVnd, string? reason, CancellationToken cancellationToken)
    {
        (Bill, AmountVnd, Reason) = (bill ?? "", amountVnd ?? "", reason ?? "");
        // People write 500.000 as often as 500000.
        var digits = AmountVnd.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)) return AskAgain(FinanceProblems.ProposalInvalid);
        var body = new ProposalBody(ProposalKind.WriteOff, Reason.Trim(), Bill: Bill, Amount: Money.Vnd(amount));
        var result = await propose.AskAsync(body, Me, FormCause(), HttpContext.CorrelationId(), cancellationToken);
        return result.Problem is { } refused ? AskAgain(refused) : Redirect("/finance/proposals?saved=1");
    }
}
