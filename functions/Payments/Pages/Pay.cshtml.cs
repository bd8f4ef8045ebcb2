using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;
using PublicServices.Payments;

namespace PublicServices.Functions.Payments.Pages;

/// <summary>Pays a fee. Whoever holds the link may: the family, or a relative it was sent to.</summary>
[EnableRateLimiting(WebSetup.PublicPolicy)]
public sealed class PayModel(ReadPayment read, OpenAttempt open, ChooseOverpayment choose, TimeProvider clock) : ServicePage
{
    /// <summary>Looks for a fee that the form filed a moment ago is still asking for.</summary>
    private const int MaxLooks = 8;

    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(150);

    public PaymentPage Payment { get; private set; } = null!;

    /// <summary>Channels in the order of what this payer reads.</summary>
    public IReadOnlyList<GatewayChoice> Choices => GatewayChoice.InOrder(Payment.Gateways, HttpContext.Language());

    /// <summary>The payer comes back from a gateway.</summary>
    public bool IsBack { get; private set; }

    /// <summary>This page's address, to send to somebody else.</summary>
    public string Link => $"{Request.Scheme}://{Request.Host}/pay/{Payment.Id}";

    public Task<IActionResult> OnGetAsync(string payment, bool back, CancellationToken cancellationToken) =>
        ShowAsync(payment, back, null, cancellationToken);

    public async Task<IActionResult> OnPostAsync(string payment, string? gateway, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Refusal(KernelProblems.NotFound);
        var request = new OpenAttemptRequest(gateway ?? "", HttpContext.Language());
        var opened = await open.HandleAsync(id, request, cancellationToken);
        return opened.Succeeded(out var attempt, out var problem)
            ? Redirect(attempt.RedirectUrl)
            : await ShowAsync(payment, back: false, problem, cancellationToken);
    }

    public async Task<IActionResult> OnPostOverpaymentAsync(string payment, int number, OverpaymentChoice choice, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Refusal(KernelProblems.NotFound);
        var chosen = await choose.HandleAsync(id, number, choice, cancellationToken);
        return chosen.Problem is { } problem ? await ShowAsync(payment, back: false, problem, cancellationToken) : Redirect($"/pay/{id}");
    }

    private async Task<IActionResult> ShowAsync(string payment, bool back, Problem? refused, CancellationToken cancellationToken)
    {
        if (!RecordId.TryParse(payment, PaymentLimits.Kind, out var id)) return Refusal(KernelProblems.NotFound);
        var found = await read.HandleAsync(id, back, cancellationToken);
        for (var look = 1; look < MaxLooks && found.Problem == KernelProblems.NotFound; look++)
        {
            await Task.Delay(LookPause, clock, cancellationToken);
            found = await read.HandleAsync(id, back, cancellationToken);
        }

        if (!found.Succeeded(out var page, out var problem)) return Refusal(problem);
        (Payment, IsBack) = (page, back);
        return refused is null ? Page() : AskAgain(refused);
    }
}
