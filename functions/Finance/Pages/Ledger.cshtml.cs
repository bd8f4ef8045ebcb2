using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Finance;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Functions.Finance.Pages;

/// <summary>The trial balance; an account's days; an account's lines on a day.</summary>
[Authorize(Roles = nameof(Role.Finance))]
public sealed class LedgerModel(ReadLedger ledger) : ServicePage
{
    /// <summary>Days shown of an account, and counted when nothing was closed yet.</summary>
    private const int DefaultDays = 31;

    public TrialBalance? Trial { get; private set; }

    public AccountDays? Days { get; private set; }

    public AccountLines? Lines { get; private set; }

    public string? Account { get; private set; }

    public DateOnly? Day { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? account, DateOnly? day, string? continuation, CancellationToken cancellationToken)
    {
        var today = HttpContext.ArrivedAt().VietnamDate();
        var first = today.AddDays(1 - DefaultDays);
        (Account, Day) = (account, day);
        Problem? problem;
        if (account is null)
        {
            Trial = (await ledger.TrialAsync(first, today, Me, cancellationToken)).Succeeded(out var trial, out problem) ? trial : null;
        }
        else if (day is { } one)
        {
            Lines = (await ledger.LinesAsync(account, one, continuation, Me, cancellationToken)).Succeeded(out var lines, out problem) ? lines : null;
        }
        else
        {
            Days = (await ledger.DaysAsync(account, first, today, Me, cancellationToken)).Succeeded(out var days, out problem) ? days : null;
        }

        return problem is null ? Page() : Refusal(problem);
    }
}
