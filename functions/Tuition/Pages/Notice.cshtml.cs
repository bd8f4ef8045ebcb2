using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition.Pages;

/// <summary>A bill to be printed and handed out, with the code that pays it. It names the pupil, so only those who may see it can print it.</summary>
[Authorize]
public sealed class NoticeModel(ReadBills read) : ServicePage
{
    public BillView View { get; private set; } = null!;

    /// <summary>Address that shows and pays the bill.</summary>
    public string Link => $"{Request.Scheme}://{Request.Host}/tuition/bills/{View.Id}";

    public async Task<IActionResult> OnGetAsync(string bill, CancellationToken cancellationToken)
    {
        if (!BillId.TryParse(bill, out var id)) return Refusal(KernelProblems.NotFound);
        var found = await read.BillAsync(id, HttpContext.Asked(), HttpContext.ArrivedAt().VietnamDate(), cancellationToken);
        if (!found.Succeeded(out var view, out var problem)) return Refusal(problem);
        if (!view.IsSeen) return Refusal(KernelProblems.NotFound);
        View = view;
        return Page();
    }
}
