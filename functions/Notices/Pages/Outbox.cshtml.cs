using Microsoft.AspNetCore.Mvc;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Infra.Notices;
using PublicServices.Kernel;
using PublicServices.Notices;

namespace PublicServices.Functions.Notices.Pages;

/// <summary>Development only: what people would have been sent today.</summary>
public sealed class OutboxPage(IViewStore views, IHostEnvironment environment, TimeProvider clock) : ServicePage
{
    /// <summary>Letters shown.</summary>
    public const int MaxLetters = 50;

    public IReadOnlyList<NoticeLetter> Letters { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment()) return Refusal(KernelProblems.NotFound);
        Letters = await DevelopmentOutbox.ReadAsync(views, clock.GetUtcNow().VietnamDate(), MaxLetters, cancellationToken);
        return Page();
    }
}
