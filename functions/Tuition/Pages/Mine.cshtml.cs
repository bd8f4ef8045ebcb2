using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages;

/// <summary>A pupil's bills as the family's page shows them.</summary>
public sealed record PupilBills(RecordId Account, string Name, IReadOnlyList<BillRow> Bills);

/// <summary>A family's bills, of all its children; several are paid in one payment.</summary>
[Authorize(Roles = nameof(Role.Family))]
public sealed class MineModel(ListBills list, PayBillsHandler pay) : ServicePage
{
    public IReadOnlyList<PupilBills> Pupils { get; private set; } = [];

    public DateOnly Today { get; private set; }

    public long OwedVnd => Pupils.SelectMany(pupil => pupil.Bills).Sum(bill => bill.OwedVnd);

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(string[] bill, CancellationToken cancellationToken)
    {
        var bills = new List<BillId>();
        foreach (var text in bill.Take(Basket.MaxShares + 1))
        {
            if (BillId.TryParse(text, out var id)) bills.Add(id);
        }

        if (bills.Count == 0) return await ShowAsync(TuitionProblems.NotValid([TuitionProblems.Required("bill")]), cancellationToken);
        var result = await pay.HandleAsync(new PayBills(bills), HttpContext.Asked(), cancellationToken);
        return result.Succeeded(out var basket, out var problem) ? Redirect($"/pay/{basket.Payment}") : await ShowAsync(problem, cancellationToken);
    }

    private async Task<IActionResult> ShowAsync(Problem? refused, CancellationToken cancellationToken)
    {
        var asked = HttpContext.Asked();
        if (!(await list.OfFamilyAsync(null, asked, cancellationToken)).Succeeded(out var page, out var problem)) return Refusal(problem);
        Today = asked.ArrivedAt.VietnamDate();
        Pupils =
        [
            .. page.Rows.GroupBy(row => row.Account).Select(rows => new PupilBills(
                rows.Key, rows.Last().Name, [.. rows.OrderByDescending(row => row.Period, StringComparer.Ordinal)])),
        ];
        return refused is null ? Page() : AskAgain(refused);
    }
}
